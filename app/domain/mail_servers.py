"""The address of a mail server, as MAIL_URL gives it."""

from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit


class Tls(StrEnum):
    """How a connection is kept from others: from its beginning, from a command on, or not at all."""

    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    NONE = "none"


SHAPE = "write smtp://user:password@host:587?tls=starttls or smtps://user:password@host:465"
PORTS = {Tls.IMPLICIT: 465, Tls.STARTTLS: 587, Tls.NONE: 25}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in, and as whom."""

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def parse_mail_url(url: str) -> MailServer:
    """Return the server of an address like smtp://user:password@host:587?tls=starttls. Raises ValueError.

    Without TLS nobody but a server on the same machine may be told a password (F-16).
    """
    parts, port = _parts(url)
    tls = _tls(parts.scheme, dict(parse_qsl(parts.query, keep_blank_values=True)))
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise ValueError("give both a user and a password, or neither")
    if tls is Tls.NONE and user and not _is_here(parts.hostname or ""):
        raise ValueError("a password is sent with TLS only: write ?tls=starttls or smtps://")
    return MailServer(parts.hostname or "", port or PORTS[tls], tls, user, password)


def _parts(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(SHAPE) from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/") or parts.fragment:
        raise ValueError(SHAPE)
    return parts, port


def _tls(scheme: str, options: dict[str, str]) -> Tls:
    if scheme == "smtps" and not options:
        return Tls.IMPLICIT
    if scheme == "smtp" and set(options) <= {"tls"} and options.get("tls", "starttls") in ("starttls", "none"):
        return Tls(options.get("tls", "starttls"))
    raise ValueError("after smtp://… write ?tls=starttls, or ?tls=none for a server that has no TLS")


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
