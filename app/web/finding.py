"""Finding coaches and times: addresses with one filter less, words for an empty list, slots by their days."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from flask import request, url_for
from flask_babel import format_decimal, gettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.domain.search import RATINGS, Criteria, Sort
from app.services.slot_views import SlotView
from app.web.addresses import short_address
from app.web.forms.search import SearchForm, price_text, time_words

SORTS = {
    Sort.SOONEST: _l("Soonest"),
    Sort.RATING: _l("Rating"),
    Sort.PRICE: _l("Price"),
    Sort.SESSIONS: _l("Most calls"),
}
# What coaches who are found by words are sorted by first.
BEST = _l("Best match")
FLAGS = {"is_online": _l("Online"), "is_this_week": _l("Free this week")}


@dataclass(frozen=True, slots=True)
class Filter:
    """One thing that is asked for, and the page without it, where `count` are found."""

    words: str
    address: str
    count: int | None = None


def arguments(criteria: Criteria) -> dict[str, Any]:
    """Return criteria as an address says them."""
    return {
        "q": criteria.words or None,
        "subject": criteria.subject or None,
        "language": criteria.language or None,
        "place": criteria.place or None,
        "online": "1" if criteria.is_online else None,
        "price": None if criteria.price is None else price_text(criteria.price),
        "currency": criteria.currency or None if criteria.price is not None or criteria.sort is Sort.PRICE else None,
        "rating": next((said for said, rating in RATINGS.items() if rating == criteria.rating), None),
        "day": sorted(criteria.weekdays) or None,
        "time": criteria.time.value if criteria.time else None,
        "week": "1" if criteria.is_this_week else None,
        "sort": None if criteria.sort is Sort.SOONEST else criteria.sort.value,
    }


def shown_address(criteria: Criteria) -> str | None:
    """Return the address that the browser shows of a list, without what is not set; None if that was asked for.

    A price that cannot be read stays as it was typed. The form always sends a currency, also where there is no price.
    """
    is_priced = request.args.get("price") or criteria.sort is Sort.PRICE
    return short_address() if is_priced else short_address("currency")


def waitlist_arguments(criteria: Criteria) -> dict[str, Any]:
    """Return what the waitlist can wait for of some criteria, as an address says it."""
    return {name: given for name, given in arguments(criteria).items() if name in ("subject", "day", "time")}


def sorts(endpoint: str, criteria: Criteria) -> list[tuple[str, str, bool]]:
    """Return the orders that a list may have: their words, addresses, and which it has."""
    named = SORTS | {Sort.SOONEST: BEST} if criteria.words else SORTS
    return [
        (str(words), url_for(endpoint, **arguments(replace(criteria, sort=sort))), sort is criteria.sort)
        for sort, words in named.items()
    ]


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
    if part == "language":
        return formats.language_name(criteria.language)
    if part == "price" and criteria.price is not None:
        most = formats.money(criteria.price, criteria.currency) if criteria.currency else price_text(criteria.price)
        return str(gettext("Up to %(price)s", price=most))
    if part == "rating":
        return str(gettext("Rated %(rating)s or more", rating=format_decimal(criteria.rating, format="0.0")))
    if part in FLAGS:
        return str(FLAGS[part])
    return str(getattr(criteria, part))


def by_day(slots: Sequence[SlotView]) -> list[list[SlotView]]:
    """Return slots in groups of those that start on one day of the reader's."""
    return [list(of_day) for _, of_day in groupby(slots, key=lambda slot: formats.local(slot.starts_at).date())]
