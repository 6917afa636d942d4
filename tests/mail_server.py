"""A real SMTP server on this machine that takes mail, refuses it, breaks off, or takes its time."""

import asyncio
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Lock, Thread
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult

OK = "250 OK"
BREAK_OFF = "break off"

Answer = Callable[[Any], str | None]


class MailServer:
    """What has been taken, and how the next mails are answered.

    `answer_rcpt` is asked with an address and `answer_data` with a mail; None is yes, BREAK_OFF ends the connection
    after the mail was taken and before that was said.
    """

    def __init__(self) -> None:
        self.port = 0
        self.mails: list[EmailMessage] = []
        self.connections = 0
        self.delay = 0.0
        self.answer_mail: Answer = lambda _address: None
        self.answer_rcpt: Answer = lambda _address: None
        self.answer_data: Answer = lambda _mail: None
        self.logins: list[str] = []
        self._lock = Lock()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none"

    @property
    def ids(self) -> list[str]:
        """Return the Message-IDs of what was taken, in order, copies too."""
        with self._lock:
            return [str(mail["Message-ID"]) for mail in self.mails]

    @property
    def copies(self) -> Counter[str]:
        return Counter(self.ids)

    async def handle_EHLO(self, _server, session, _envelope, hostname, answers):  # noqa: N802  # as the library calls it
        session.host_name = hostname
        self.connections += 1
        return answers

    async def handle_MAIL(self, _server, _session, envelope, address, options):  # noqa: N802  # as the library calls it
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.answer_mail(address) or OK

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802  # as the library calls it
        refusal = self.answer_rcpt(address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or OK

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802  # as the library calls it
        await asyncio.sleep(self.delay)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        answer = self.answer_data(mail)
        if answer in (None, BREAK_OFF):
            with self._lock:
                self.mails.append(mail)
        if answer == BREAK_OFF:
            server.transport.abort()
        return answer or OK

    def authenticate(self, _server, _session, _envelope, _mechanism, data) -> AuthResult:
        self.logins.append(f"{data.login.decode()}:{data.password.decode()}")
        is_right = data.password == b"right"
        return AuthResult(success=is_right, handled=is_right)


@contextmanager
def run_server(
    *, port: int = 0, tls: ssl.SSLContext | None = None, is_secret: bool = False, wants_login: bool = False
) -> Iterator[MailServer]:
    """Run a server in a thread of its own: `tls` is offered by STARTTLS, or from the beginning if `is_secret`."""
    mails = MailServer()
    loop = asyncio.new_event_loop()
    options: dict[str, Any] = {"loop": loop, "hostname": "mail.test", "tls_context": None if is_secret else tls}
    if wants_login:
        options |= {"authenticator": mails.authenticate, "auth_require_tls": False}

    async def listen() -> asyncio.Server:
        return await loop.create_server(
            lambda: SMTP(mails, **options), "127.0.0.1", port, ssl=tls if is_secret else None
        )

    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(listen(), loop).result(10)
    mails.port = server.sockets[0].getsockname()[1]
    try:
        yield mails
    finally:
        asyncio.run_coroutine_threadsafe(_stop(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _stop(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
