"""What is written in settings and is no plain word or number."""

import re
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BeforeValidator
from pydantic_settings import NoDecode

from app.domain.outgoing import Network, parse_networks

SHORTEST_SECRET = 32
THIS_MACHINE = ("127.0.0.1", "localhost")
UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def parse_offset(text: str) -> timedelta:
    """Turn `+3d`, `-2h` or `+30m` into a duration."""
    match = re.fullmatch(r"([+-]?)(\d{1,5})([dhm])", text.strip(), re.ASCII)
    if not match:
        raise ValueError("write a sign, a number and d, h or m, like +3d or -2h")
    sign, number, unit = match.groups()
    return timedelta(**{UNITS[unit]: int(number)}) * (-1 if sign == "-" else 1)


def parse_service(text: str) -> str:
    """Return the address of a service that this programme asks, without a stroke at its end."""
    is_address = re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._-]+)*/?", text)
    if not is_address or (urlsplit(text).scheme == "http" and urlsplit(text).hostname not in THIS_MACHINE):
        raise ValueError("write an address like https://www.googleapis.com")
    return text.rstrip("/")


def parse_client_id(text: str) -> str:
    """Return what a service knows this programme by."""
    if not re.fullmatch(r"[A-Za-z0-9._-]{0,200}", text):
        raise ValueError("write the client's id, as Google shows it")
    return text


def is_strong(secret: str) -> bool:
    """Return whether a secret is long, and not the same few letters again and again."""
    return len(secret) >= SHORTEST_SECRET and len(set(secret)) >= SHORTEST_SECRET // 4


def _read(parse: Any) -> BeforeValidator:
    return BeforeValidator(lambda value: parse(value) if isinstance(value, str) else value)


Offset = Annotated[timedelta, _read(parse_offset)]
Networks = Annotated[tuple[Network, ...], NoDecode, _read(parse_networks)]
Service = Annotated[str, _read(parse_service)]
ClientId = Annotated[str, _read(parse_client_id)]
