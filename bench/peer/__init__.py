"""django-appointment, installed and filled as its own documentation has it, in an environment of its own."""
