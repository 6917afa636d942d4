"""What is told of a coach, and how rows become that."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from app.domain.profiles import Caller
from app.domain.reviews import NO_RATING, Rating
from app.domain.slots import SlotStatus
from app.models import CoachProfile, User
from app.services import paging, skills
from app.services.coach_ranking import KEYS
from app.services.slot_views import SlotView


@dataclass(frozen=True, slots=True)
class CoachView:
    """What everybody may know of a coach; `next_slots` are those that the reader may book, soonest first."""

    id: int
    name: str
    timezone: str
    headline: str
    about: str
    place: str
    rate_cents: int | None
    currency: str | None
    is_online: bool
    uses_whatsapp: bool
    caller: Caller
    notice_minutes: int
    approves: bool
    # A fingerprint, empty without a photo.
    photo: str
    subjects: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    next_slots: tuple[SlotView, ...] = ()
    rating: Rating = NO_RATING


@dataclass(frozen=True, slots=True)
class CoachPage:
    """Some coaches, how many there are in all, and the cursor of those after them, or None at the end.

    There are more than `count` where not all were counted.
    """

    items: Sequence[CoachView]
    count: int = 0
    is_more: bool = False
    next_cursor: str | None = None


PROFILE = (
    User.id, User.name, User.timezone, CoachProfile.headline, CoachProfile.about, CoachProfile.place,
    CoachProfile.rate_cents, CoachProfile.currency, CoachProfile.is_online, CoachProfile.uses_whatsapp,
    CoachProfile.caller, CoachProfile.notice_minutes, CoachProfile.approves, CoachProfile.photo,
)  # fmt: skip
# The profile, subjects, languages, and how many reviews there are with which sum.
DESCRIBED = len(PROFILE) + 4


def page_of(rows: Sequence[Any], limit: int, most: int | None) -> CoachPage:
    """Make a page of `limit` coaches from the rows of one more than that, one row for each slot of theirs."""
    groups = [list(of_coach) for _, of_coach in groupby(rows, key=lambda row: row[0])]
    last, keys = groups[limit - 1][0] if groups[limit:] else None, len(KEYS)
    following = paging.encode_keys(last[DESCRIBED + 1 : DESCRIBED + 1 + keys]) if last else None
    items = [_view(group, [row[DESCRIBED + 1 + keys :] for row in group]) for group in groups[:limit]]
    count = groups[0][0].count if groups else 0
    return CoachPage(items, min(count, most or count), count > (most or count), following)


def coach_of(row: Sequence[Any]) -> CoachView:
    """Return the coach whom the columns of PROFILE, and those of skills and ratings, describe."""
    *profile, subjects, languages, reviews, total = row[:DESCRIBED]
    coach = CoachView(*profile)
    return replace(
        coach, caller=Caller(coach.caller), subjects=skills.names(subjects), languages=skills.names(languages),
        rating=Rating(reviews, int(total)),
    )  # fmt: skip


def _view(rows: Sequence[Any], offered: Sequence[Any]) -> CoachView:
    coach = coach_of(rows[0])
    slots = tuple(
        SlotView(
            slot_id, coach.id, coach.name, coach.timezone, starts_at, ends_at, place, SlotStatus.OPEN,
            coach.rate_cents, coach.currency, coach.caller, coach.approves,
        )
        for slot_id, _coach_id, starts_at, ends_at, place, _nth in offered
        if slot_id is not None
    )  # fmt: skip
    return replace(coach, next_slots=slots)
