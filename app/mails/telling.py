"""What a mail has to say, before its template puts it into sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.domain.mail import Invitation


class Fact(NamedTuple):
    """One line of a mail's table, perhaps a link."""

    label: str
    value: str
    link: str = ""


class Way(NamedTuple):
    """Something else that the reader may do."""

    words: str
    link: str


@dataclass(frozen=True, slots=True)
class Telling:
    """Where the button leads, the facts, other ways on, and what the template's own sentences speak of."""

    link: str
    facts: Sequence[Fact] = ()
    ways: Sequence[Way] = ()
    invitation: Invitation | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
