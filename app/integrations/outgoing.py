"""Asks servers at addresses that people have given, and none that only this machine should reach (SEC-35).

A name is looked up once; the connection goes to the very address that was checked, so that a name which stands for
another one a moment later leads nowhere. Redirects are answers like any other: nothing follows them.
"""

import ssl
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import cache, partial
from http.client import HTTPException
from ipaddress import ip_address
from socket import SHUT_RDWR, SOCK_STREAM, getaddrinfo, socket
from threading import Timer
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from app.domain.outgoing import Address, Answer, AskFailed, Network, Target, check_target, parse_target, plain

# For each step, and for the whole, which a server that answers letter by letter would draw out.
TIMEOUT = timedelta(seconds=5)
PATIENCE = timedelta(seconds=15)
MOST_BYTES = 1 << 20
AGENT = "Coachbook"

Resolve = Callable[[str, int], Collection[Address]]


def look_up(host: str, port: int) -> Collection[Address]:
    """Return all addresses that a name stands for."""
    found = getaddrinfo(host, port, type=SOCK_STREAM)
    return list(dict.fromkeys(ip_address(str(place[0]).partition("%")[0]) for *_, place in found))


@cache
def _verifying() -> ssl.SSLContext:
    return ssl.create_default_context()


class Outgoing:
    """Asks one question at a time; `allowed` are networks that may be reached though they are not public."""

    def __init__(
        self,
        allowed: Collection[Network] = (),
        *,
        tls: ssl.SSLContext | None = None,
        resolve: Resolve = look_up,
        timeout: timedelta = TIMEOUT,
        patience: timedelta = PATIENCE,
    ) -> None:
        self.allowed = allowed
        # Verifies certificates and names; another one knows another authority.
        self.tls = tls or _verifying()
        self.resolve = resolve
        self.timeout = timeout
        self.patience = patience

    def ask(self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
        """Send a request and return the answer, whatever its status. Raises AddressRefused, AskFailed."""
        target = parse_target(url)
        try:
            addresses = self.resolve(target.host, target.port)
        except (OSError, UnicodeError) as error:
            raise AskFailed(f"the name is not known: {error}") from error
        check_target(target, addresses, self.allowed)
        connection = self._connect(target, list(map(plain, addresses)))
        # The connection forgets its socket while an answer is still read that ends with it.
        sock = connection.sock
        try:
            with _Deadline(self.patience, lambda: sock):
                return _converse(connection, target, method, headers or {}, body)
        except (OSError, HTTPError, HTTPException) as error:
            raise AskFailed(f"{type(error).__name__}: {error}") from error
        finally:
            connection.close()

    def _connect(self, target: Target, addresses: Sequence[Address]) -> HTTPConnection:
        """Return a connection to the first address that takes one; what was asked there is asked nowhere else."""
        failure: Exception | None = None
        for address in addresses:
            connection = self._connection(target, str(address))
            try:
                with _Deadline(self.patience, partial(getattr, connection, "sock", None)):
                    connection.connect()
                return connection
            except (OSError, HTTPError) as error:
                connection.close()
                failure = error
        raise AskFailed(f"{type(failure).__name__}: {failure}") from failure

    def _connection(self, target: Target, address: str) -> HTTPConnection:
        timeout = self.timeout.total_seconds()
        if target.scheme == "http":
            return HTTPConnection(address, target.port, timeout=timeout)
        name = target.host.rstrip(".")
        return HTTPSConnection(address, target.port, timeout=timeout, ssl_context=self.tls, server_hostname=name)


class _Deadline:
    """Breaks a conversation off when it takes too long."""

    def __init__(self, patience: timedelta, find_socket: Callable[[], Any]) -> None:
        self._find_socket = find_socket
        self._is_over = False
        self._timer = Timer(patience.total_seconds(), self._break_off)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_failure: object) -> None:
        self._timer.cancel()
        if self._is_over:
            raise AskFailed("it took too long")

    def _break_off(self) -> None:
        self._is_over = True
        if (sock := self._find_socket()) is not None:
            with suppress(OSError):
                # Past TLS, which is in use by the other thread.
                socket.shutdown(sock, SHUT_RDWR)


def _converse(
    connection: HTTPConnection, target: Target, method: str, headers: Mapping[str, str], body: bytes
) -> Answer:
    asked = {"Host": target.authority, "User-Agent": AGENT, "Accept-Encoding": "identity", **headers}
    connection.request(method, target.path, body=body or None, headers=asked, preload_content=False)
    response = connection.getresponse()
    content = b""
    while more := response.read(MOST_BYTES, decode_content=False):
        content += more
        if len(content) > MOST_BYTES:
            raise AskFailed("the answer is too large")
    return Answer(response.status, {name.lower(): value for name, value in response.headers.items()}, content)
