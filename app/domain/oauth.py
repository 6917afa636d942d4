"""Being let into somebody's account elsewhere, by their consent (OAuth 2.0, RFC 6749; PKCE, RFC 7636)."""

import json
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Self

# How long a person may take at the other service.
LASTING = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, repr=False)
class Tokens:
    """What a consent is worth: `access` opens for an hour or so, and `refresh` gives a new one."""

    refresh: str
    access: str
    ends_at: datetime

    def write(self) -> str:
        """Return them as one text, to be kept encrypted."""
        return json.dumps({**asdict(self), "ends_at": self.ends_at.isoformat()})

    @classmethod
    def read(cls, kept: str) -> Self:
        """Return what was kept."""
        found = json.loads(kept)
        return cls(found["refresh"], found["access"], datetime.fromisoformat(found["ends_at"]))


def challenge_of(verifier: str) -> str:
    """Return what is shown of a secret before the secret itself is (S256)."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
