"""Whose network an address belongs to: who has one address of the newer kind has billions of them."""

from ipaddress import IPv6Address, ip_address, ip_network

# What a home or a phone is given: fewer bits would be several neighbours, more would be no limit at all.
IPV6_PREFIX = 64


def network_of(address: str | None) -> str:
    """Return the name under which tries from this address are counted (SEC-12, SEC-38)."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return address or ""
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((int(found), IPV6_PREFIX), strict=False).network_address)
