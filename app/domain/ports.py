"""What we need of the world outside, as an edge hands it to whoever uses it."""

from collections.abc import Mapping
from typing import Protocol

from app.domain.mail import Mail, MessageState
from app.domain.outgoing import Answer


class Mailer(Protocol):
    """Takes mail."""

    def send(self, mail: Mail, *, message_id: str) -> MessageState:
        """Send a mail and return how it ended: sent, or kept. Raises ServerFailed, NotNow, Never."""

    def close(self) -> None:
        """Let go of the connection that is kept from one mail to the next."""


class Asker(Protocol):
    """Asks other servers at addresses that people have given."""

    def ask(self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
        """Send a request and return the answer, whatever its status. Raises AddressRefused, AskFailed."""
