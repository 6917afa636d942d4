"""Mail through an SMTP server.

Flask-Mail builds and hands over each mail. The connection is our own: Flask-Mail's has no time-outs, and takes any
certificate.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from socket import SHUT_RDWR, socket
from threading import Timer
from typing import Any

from app.domain.mail import DeliveryFailed, Mail, MessageState, Never, NotNow, ServerFailed
from app.domain.mail_servers import MailServer, Tls
from app.domain.text import printable_line
from app.extensions import mail as flask_mail
from app.failpoints import reach
from app.integrations import letters

# For each answer of the server; and for connecting, and for handing over one mail, which it could draw out.
TIMEOUT = timedelta(seconds=10)
PATIENCE = timedelta(seconds=25)
REASON_LENGTH = 300
# The mail itself is too large; any other refusal of the sender is not about this mail.
TOO_LARGE = 552
END_OF_DATA = b"\r\n.\r\n"


class _Conversation(smtplib.SMTP):
    """A conversation with a server, with points at which to die in it (RELIABILITY 6.5)."""

    def __init__(self, host: str, **options: Any) -> None:
        super().__init__(**options)
        # Whose certificate is asked for; smtplib knows it only when it connects in the same breath.
        self._host = host

    def data(self, msg: Any) -> Any:
        reach("outbox.after_rcpt")
        answer = super().data(msg)
        reach("outbox.after_250")
        return answer

    def send(self, s: Any) -> None:
        super().send(s)
        if isinstance(s, bytes) and s.endswith(END_OF_DATA):
            reach("outbox.after_data_before_250")


class _SecretConversation(_Conversation, smtplib.SMTP_SSL):
    """The same, secret from its beginning."""


class SmtpMailer:
    """Hands mail to a server over one connection that stays open from mail to mail."""

    def __init__(
        self,
        server: MailServer,
        *,
        sender: tuple[str, str],
        own_name: str,
        tls: ssl.SSLContext | None = None,
        timeout: timedelta = TIMEOUT,
        patience: timedelta = PATIENCE,
    ) -> None:
        self.server = server
        self.sender = sender
        self.own_name = own_name
        # Verifies certificates and names; another one knows another authority.
        self.tls = tls or ssl.create_default_context()
        self.timeout = timeout
        self.patience = patience
        self._host: smtplib.SMTP | None = None

    def send(self, mail: Mail, *, message_id: str) -> MessageState:
        """Hand a mail over. Raises ServerFailed, NotNow, Never.

        What fails before the mail is spoken of is the server's failure; after that it is this mail's, so that one
        which a server chokes on keeps no other from going (SEC-26).
        """
        host = self.connect()
        reach("outbox.after_connect")
        with self._limited():
            self._hand_over(mail, message_id, host)
        return MessageState.SENT

    def connect(self) -> smtplib.SMTP:
        """Return a conversation that stands, the last one or a new one. Raises ServerFailed."""
        with self._limited():
            if self._host is not None:
                with suppress(OSError):
                    if self._host.noop()[0] == 250:
                        return self._host
                self.close()
            try:
                self._host = self._new()
                self._begin(self._host)
            except (OSError, UnicodeError) as error:
                self.close()
                raise ServerFailed(_reason(error)) from error
            return self._host

    def close(self) -> None:
        """Take leave of the server."""
        host, self._host = self._host, None
        if host is not None:
            with suppress(OSError):
                host.quit()
            host.close()

    def _hand_over(self, mail: Mail, message_id: str, host: smtplib.SMTP) -> None:
        connection = flask_mail.connect()
        connection.host = host
        try:
            letter = letters.write(mail, sender=self.sender, message_id=message_id, host=self.server.host)
            connection.send(letter)
        except smtplib.SMTPSenderRefused as error:
            raise (Never if error.smtp_code == TOO_LARGE else NotNow)(_reason(error)) from error
        except smtplib.SMTPRecipientsRefused as error:
            [(code, words)] = error.recipients.values()
            raise _refusal(code)(_reason(smtplib.SMTPResponseException(code, words))) from error
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code)(_reason(error)) from error
        except OSError as error:
            self.close()
            raise NotNow(_reason(error)) from error
        except Exception as error:
            # Whatever it is, it is this mail, and it would be the same next time.
            self.close()
            raise Never(_reason(error)) from error

    def _new(self) -> smtplib.SMTP:
        options: dict[str, Any] = {"local_hostname": self.own_name, "timeout": self.timeout.total_seconds()}
        if self.server.tls is Tls.IMPLICIT:
            return _SecretConversation(self.server.host, **options, context=self.tls)
        return _Conversation(self.server.host, **options)

    def _begin(self, host: smtplib.SMTP) -> None:
        code, words = host.connect(self.server.host, self.server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, words)
        host.ehlo_or_helo_if_needed()
        if self.server.tls is Tls.STARTTLS:
            # A server that does not offer it, or no longer, is refused (F-16).
            host.starttls(context=self.tls)
            host.ehlo_or_helo_if_needed()
        if self.server.user:
            host.login(self.server.user, self.server.password)

    @contextmanager
    def _limited(self) -> Iterator[None]:
        """End the conversation when it takes too long: a server that answers letter by letter meets no time-out."""
        timer = Timer(self.patience.total_seconds(), self._break_off)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _break_off(self) -> None:
        sock = getattr(self._host, "sock", None)
        if sock is not None:
            with suppress(OSError):
                # Past TLS, which is in use by the other thread.
                socket.shutdown(sock, SHUT_RDWR)


def _refusal(code: int) -> type[DeliveryFailed]:
    return Never if 500 <= code < 600 else NotNow


def _reason(error: Exception) -> str:
    """Return in one line what went wrong, as the server said it or as Python did."""
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        told = f"{error.smtp_code} {words}"
    else:
        told = str(error) or type(error).__name__
    return printable_line(told)[:REASON_LENGTH]
