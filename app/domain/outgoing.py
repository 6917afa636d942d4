"""Asking other servers at addresses that people have given: what may be asked, and what comes back (SEC-35)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from urllib.parse import SplitResult, urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

PORTS = (443, 8443)
# All of IPv6 that is given out.
GIVEN_OUT = IPv6Network("2000::/3")
# For protocols and examples; and what carries IPv4 inside leads to wherever that leads.
SPECIAL = tuple(
    map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
)


class AskFailed(Exception):
    """No answer has come; the message is for logs alone, for to people every reason reads the same."""


class AddressRefused(AskFailed):
    """The address leads, or may lead, to where nobody outside should reach."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; the names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart: `host` as it was written, `path` with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Return the host as a request names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"https": 443, "http": 80}[self.scheme] else f"{host}:{self.port}"


def parse_target(url: str) -> Target:
    """Take an address apart. Raises AddressRefused for one that two readers could read differently."""
    if not url.isascii() or not url.isprintable() or any(sign in url for sign in ' \\"<>^`{|}'):
        raise AddressRefused("it holds characters that no address has")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused("it is no address") from error
    if parts.scheme not in ("https", "http") or not parts.hostname or "%" in parts.hostname or "@" in parts.netloc:
        raise AddressRefused("it is no plain web address")
    return Target(parts.scheme, parts.hostname, port or {"https": 443, "http": 80}[parts.scheme], _path(parts))


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def check_target(target: Target, addresses: Collection[Address], allowed: Collection[Network]) -> None:
    """Refuse a target unless everything that its name stands for is public, or lies in a network that is allowed.

    Only in those may it do without TLS, or have another port. Raises AddressRefused.
    """
    if not addresses:
        raise AddressRefused("its name stands for no address")
    is_usual = target.scheme == "https" and target.port in PORTS
    for address in map(plain, addresses):
        if any(address in network for network in allowed):
            continue
        if not is_usual:
            raise AddressRefused("it is not https, or has an unusual port")
        if not is_public(address):
            raise AddressRefused(f"{address} is not public")


def plain(address: Address) -> Address:
    """Return an address as it is, out of its IPv6 clothes."""
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address


def is_public(address: Address) -> bool:
    """Return whether an address belongs to the open internet."""
    if any(address in network for network in SPECIAL) or (address.version == 6 and address not in GIVEN_OUT):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def parse_networks(text: str) -> tuple[Network, ...]:
    """Read networks like 10.0.0.0/8, between commas. Raises ValueError."""
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError:
        raise ValueError("write networks between commas, like 10.0.0.0/8,fd00::/8") from None
