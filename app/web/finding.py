"""Finding coaches and times: addresses with one filter less, words for an empty list, slots by their days."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import url_for

from app import formats
from app.domain.search import Criteria
from app.services.slot_views import SlotView
from app.web.forms.search import SearchForm, time_words


@dataclass(frozen=True, slots=True)
class Filter:
    """One thing that is asked for, and the page without it, where `count` are found."""

    words: str
    address: str
    count: int | None = None


def arguments(criteria: Criteria) -> dict[str, Any]:
    """Return criteria as an address says them."""
    return {
        "subject": criteria.subject or None,
        "name": criteria.name or None,
        "day": sorted(criteria.weekdays) or None,
        "time": criteria.time.value if criteria.time else None,
    }


def filters(endpoint: str, criteria: Criteria, **more: Any) -> list[Filter]:
    """Return the filters in use."""
    return [
        Filter(_words(part, criteria), url_for(endpoint, **arguments(criteria.without(part)), **more))
        for part in criteria.given
    ]


def widened(endpoint: str, criteria: Criteria, count: Callable[[Criteria], int], **more: Any) -> list[Filter]:
    """Return each filter without which something is found, the most in front (case I1)."""
    found = [
        Filter(_words(part, criteria), url_for(endpoint, **arguments(wider), **more), count(wider))
        for part in criteria.given
        for wider in [criteria.without(part)]
    ]
    return sorted((offer for offer in found if offer.count), key=lambda offer: -(offer.count or 0))


def _words(part: str, criteria: Criteria) -> str:
    if part == "weekdays":
        return ", ".join(name for number, name in SearchForm.short_days().items() if number in criteria.weekdays)
    if part == "time" and criteria.time:
        return time_words(criteria.time)
    return criteria.subject if part == "subject" else criteria.name


def by_day(slots: Sequence[SlotView]) -> list[list[SlotView]]:
    """Return slots in groups of those that start on one day of the reader's."""
    return [list(of_day) for _, of_day in groupby(slots, key=lambda slot: formats.local(slot.starts_at).date())]
