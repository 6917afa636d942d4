"""Other times held for the student of a call that its coach had to cancel."""

from datetime import datetime

from app.domain.actors import Actor
from app.domain.holds import HoldReason, lasts_until
from app.domain.policy import Policy
from app.models import Call
from app.services import alternatives, holds
from app.services.bookability import Booking

MOST = 3


def offer(*, actor: Actor, call: Call, policy: Policy, now: datetime) -> list[int]:
    """Hold up to three other times for the student of a cancelled call and return their slots' numbers.

    Times of the same coach come first, then those of others who teach the same; all can be booked by the student now.
    """
    found = alternatives.find(call.slot_id, Booking(call.student_id, policy, now))
    held: list[int] = []
    for slot in (*found.same_coach, *found.other_coaches):
        until = lasts_until(slot.starts_at, now=now, notice=policy.booking_notice)
        if len(held) == MOST or until <= now:
            continue
        if holds.hold(
            actor=actor,
            slot_id=slot.id,
            student_id=call.student_id,
            reason=HoldReason.ALTERNATIVE,
            until=until,
            call_id=call.id,
            now=now,
        ):
            held.append(slot.id)
    return held
