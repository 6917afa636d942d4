"""Forms: what is asked for, how it is read, and how a refusal finds its field."""
