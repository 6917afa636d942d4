"""Links and addresses that only we can have written."""

import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from hashlib import sha256

from itsdangerous import BadData, URLSafeSerializer

from app.domain.errors import LinkExpired
from app.domain.links import Link, Purpose


class LinkSigner:
    """Writes and reads the token of a link; each purpose signs in its own way."""

    def __init__(self, secret_key: str, fallbacks: list[str]) -> None:
        # The last key signs, and each is tried to read.
        self._keys = [*reversed(fallbacks), secret_key]

    def write(self, link: Link) -> str:
        """Return the link's token."""
        content = [link.user_id, link.fingerprint, int(link.issued_at.timestamp()), link.about]
        return str(self._serializer(link.purpose).dumps(content))

    def read(self, token: str, purpose: Purpose) -> Link:
        """Return the link that was signed for this purpose. Raises LinkExpired for any other text."""
        try:
            user_id, fingerprint, issued_at, about = self._serializer(purpose).loads(token)
        except (BadData, ValueError) as error:
            raise LinkExpired() from error
        return Link(purpose, user_id, fingerprint, datetime.fromtimestamp(issued_at, UTC), about)

    def _serializer(self, purpose: Purpose) -> URLSafeSerializer:
        return URLSafeSerializer(self._keys, salt=f"link.{purpose}")


class FeedSigner:
    """Makes the end of a private address of what is kept: with the programme's key, so that only we can."""

    def __init__(self, secret_key: str, fallbacks: list[str]) -> None:
        self._keys = [secret_key, *fallbacks]

    def write(self, nonce: str) -> str:
        """Return 256 bits as text, for a new address."""
        return self._tokens(nonce)[0]

    def find(self, nonce: str, token_hash: str) -> str | None:
        """Return what was made of a nonce, or None once the key that made it is gone: the address still opens."""
        tokens = self._tokens(nonce)
        return next((it for it in tokens if hmac.compare_digest(sha256(it.encode()).hexdigest(), token_hash)), None)

    def _tokens(self, nonce: str) -> list[str]:
        digests = [hmac.digest(key.encode(), f"calendar feed {nonce}".encode(), "sha256") for key in self._keys]
        return [urlsafe_b64encode(digest).decode().rstrip("=") for digest in digests]
