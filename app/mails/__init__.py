"""Mails in words: the facts of the outbox in their reader's language and zone."""
