"""What is written in settings and is no plain word or number."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_settings import NoDecode

from app.domain.outgoing import Network, parse_networks

UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def parse_offset(text: str) -> timedelta:
    """Turn `+3d`, `-2h` or `+30m` into a duration."""
    match = re.fullmatch(r"([+-]?)(\d{1,5})([dhm])", text.strip(), re.ASCII)
    if not match:
        raise ValueError("write a sign, a number and d, h or m, like +3d or -2h")
    sign, number, unit = match.groups()
    return timedelta(**{UNITS[unit]: int(number)}) * (-1 if sign == "-" else 1)


Offset = Annotated[timedelta, BeforeValidator(lambda value: parse_offset(value) if isinstance(value, str) else value)]

Networks = Annotated[
    tuple[Network, ...],
    NoDecode,
    BeforeValidator(lambda value: parse_networks(value) if isinstance(value, str) else value),
]
