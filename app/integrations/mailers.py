"""Who takes mail on this installation: a server, or nobody."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.domain.mail import Mail, MessageState
from app.domain.mail_servers import MailServer
from app.domain.ports import Mailer
from app.integrations.smtp import SmtpMailer

if TYPE_CHECKING:
    from config import Config


class KeptMailer:
    """Sends nothing: what is put into words is read at /dev/mail."""

    def send(self, mail: Mail, *, message_id: str) -> MessageState:
        """Keep a mail."""
        return MessageState.KEPT

    def close(self) -> None:
        """Have nothing to close."""


def mailer_of(config: "Config") -> Mailer:
    """Return the mailer that the settings name."""
    server = config.mail_server
    return smtp_mailer(config, server) if server else KeptMailer()


def smtp_mailer(config: "Config", server: MailServer) -> SmtpMailer:
    """Return a mailer of this installation for a server."""
    own_name = urlsplit(config.base_url).hostname or "localhost"
    return SmtpMailer(server, sender=(config.programme_name, config.mail_from), own_name=own_name)
