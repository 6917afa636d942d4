"""What happens by itself, in a process of its own: the worker."""
