"""What is known of a passkey, and how long a question to it stands."""

from dataclasses import dataclass
from datetime import timedelta

NAME_LENGTH = 60
# Passkeys that one account holds.
MOST = 20
# From the question to the answer: time enough for a finger, or for the phone in the other room.
LASTING = timedelta(minutes=5)
# What a device calls a key, in bytes (WebAuthn level 3).
LONGEST_CREDENTIAL_ID = 1023


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A key that a device has just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class KnownPasskey:
    """A key that an account holds."""

    id: int
    user_id: int
    public_key: bytes
    sign_count: int
