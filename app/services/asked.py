"""The parameters of the statements that ask about a booking: these are made once, and the values differ each time."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam

from app.db import EPOCH
from app.domain.policy import LONGEST_BUFFER, LONGEST_SLOT
from app.domain.search import WEEK
from app.domain.waitlist import KEPT, kept_from
from app.models import Slot

if TYPE_CHECKING:
    from app.services.bookability import Booking


def _instant(name: str) -> Any:
    return bindparam(f"asked_{name}", type_=Slot.starts_at.type)


def _number(name: str) -> Any:
    return bindparam(f"asked_{name}", type_=Slot.coach_id.type)


STUDENT, MOVING_CALL, SLOT = _number("student"), _number("moving_call"), _number("slot")
LIMIT = _number("limit")
NOW, SOONEST, FURTHEST = _instant("now"), _instant("soonest"), _instant("furthest")
WEEK_END = _instant("week_end")
# What began before cannot reach a slot that lies ahead, nor come closer to it than a buffer.
REACHING, COMING_CLOSE = _instant("reaching"), _instant("coming_close")
# Days since 1970.
DAY = _number("day")
# What became free before is kept for nobody, nor is what begins sooner.
KEPT_SINCE, KEPT_FROM = _instant("kept_since"), _instant("kept_from")


def given(booking: "Booking") -> dict[str, Any]:
    """Return the values of the parameters, but for a slot's and a limit; a statement takes those that it names."""
    policy, now = booking.policy, booking.now
    return {
        "asked_student": booking.student_id,
        "asked_moving_call": booking.moving_call_id or 0,
        "asked_now": now,
        "asked_day": (now - EPOCH) // timedelta(days=1),
        "asked_soonest": policy.soonest_bookable(now),
        "asked_furthest": policy.furthest_bookable(now),
        "asked_week_end": now + WEEK,
        "asked_reaching": now - LONGEST_SLOT,
        "asked_coming_close": now - LONGEST_SLOT - LONGEST_BUFFER,
        "asked_kept_since": now - KEPT,
        "asked_kept_from": kept_from(policy, now),
    }
