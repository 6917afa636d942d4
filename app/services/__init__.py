"""Use cases: read, decide, write, flush. They know models and domain, never HTTP, and never commit."""
