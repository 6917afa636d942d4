"""What to take instead of a slot that has gone: the same coach at another time, another coach at the same time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.services import slot_views
from app.services.bookability import Booking
from app.services.slot_views import SlotFilter, SlotView

SHOWN = 3
# Nearest in time is looked for among these.
LOOKED_AT = 60
SAME_COACH_WITHIN = timedelta(days=14)
OTHER_COACHES_WITHIN = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Slots that can be booked right now, those nearest in time to the one that has gone, soonest first."""

    coach_id: int
    coach_name: str
    same_coach: Sequence[SlotView]
    other_coaches: Sequence[SlotView]


def find(slot_id: int, booking: Booking) -> Alternatives:
    """Return other slots near this one. Raises NotFound."""
    gone = slot_views.get(slot_id)
    first = max(gone.starts_at - SAME_COACH_WITHIN, booking.now)
    same = slot_views.list_open(booking, SlotFilter(coach_id=gone.coach_id, from_at=first), limit=LOOKED_AT).items
    around = SlotFilter(
        like_coach_id=gone.coach_id,
        from_at=gone.starts_at - OTHER_COACHES_WITHIN,
        to_at=gone.starts_at + OTHER_COACHES_WITHIN,
    )
    others = slot_views.list_open(booking, around, limit=LOOKED_AT).items
    one_of_each = {slot.coach_id: slot for slot in reversed(_nearest(others, gone))}
    return Alternatives(
        gone.coach_id, gone.coach_name, _shown(_nearest(same, gone)), _shown(_nearest([*one_of_each.values()], gone))
    )


def _nearest(slots: Sequence[SlotView], gone: SlotView) -> list[SlotView]:
    return sorted(slots, key=lambda slot: (abs(slot.starts_at - gone.starts_at), slot.starts_at, slot.id))


def _shown(nearest: Sequence[SlotView]) -> Sequence[SlotView]:
    return sorted(nearest[:SHOWN], key=lambda slot: (slot.starts_at, slot.id))
