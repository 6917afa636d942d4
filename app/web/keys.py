"""What the programme's key and address make: the cipher of secrets at rest, and the name that passkeys know."""

from flask import current_app

from app.integrations.crypto import FernetCipher, cipher_of
from app.integrations.passkeys import RelyingParty


def cipher() -> FernetCipher:
    """Return what encrypts with the programme's key."""
    return cipher_of(current_app.config["COACHBOOK"])


def relying_party() -> RelyingParty:
    """Return the programme as passkeys know it, by the address of the settings alone (SEC-13)."""
    config = current_app.config["COACHBOOK"]
    return RelyingParty(config.base_url, config.programme_name)
