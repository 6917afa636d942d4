"""Secrets at rest, as services need them kept; an edge hands them what does it."""

from typing import Protocol


class Unreadable(Exception):
    """Nobody holds the key to this any more."""


class Cipher(Protocol):
    """Keeps a text so that the database alone does not give it away."""

    def encrypt(self, text: str) -> str:
        """Return the text as only the programme can read it."""

    def decrypt(self, kept: str) -> str:
        """Return the text. Raises Unreadable."""
