"""Links that only we can have written."""

from datetime import UTC, datetime

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
