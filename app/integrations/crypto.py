"""Secrets at rest: encrypted with keys derived from the programme's own, which is not in the database (ASVS 11.3)."""

from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.ciphers import Unreadable

if TYPE_CHECKING:
    from config import Config

# Sets these keys apart from those that sign.
USE = b"coachbook: secrets at rest"


class FernetCipher:
    """Encrypts with the programme's key, and reads what earlier keys have encrypted too."""

    def __init__(self, secret_key: str, fallbacks: list[str]) -> None:
        self._keys = MultiFernet([Fernet(_derived(key)) for key in (secret_key, *fallbacks)])

    def encrypt(self, text: str) -> str:
        """Return the text as only the programme can read it."""
        return self._keys.encrypt(text.encode()).decode()

    def decrypt(self, kept: str) -> str:
        """Return the text. Raises Unreadable when it was encrypted with a key that is gone."""
        try:
            return self._keys.decrypt(kept.encode()).decode()
        except InvalidToken as error:
            raise Unreadable from error


def cipher_of(config: "Config") -> FernetCipher:
    """Return what encrypts with the programme's key."""
    return FernetCipher(config.secret_key, config.fallback_keys)


def _derived(secret_key: str) -> bytes:
    return urlsafe_b64encode(HKDF(algorithm=SHA256(), length=32, salt=None, info=USE).derive(secret_key.encode()))
