"""What every person can see of the world, compared with the model."""

from app.domain.policy import Policy
from app.services import call_views, slot_views
from app.services.bookability import Booking
from app.services.call_shapes import CallFilter, CallList, CallView, Reader
from app.services.slot_views import SlotFilter
from tests.factories import ADMIN, acting
from tests.properties.model import World

ALL = 100


def look(world: World, policy: Policy) -> None:
    """Fail unless tables, open lists, calls and phones are the model's for everybody."""
    found = slot_views.list_slots(SlotFilter(), now=world.now, limit=ALL).items
    assert {slot.id: (slot.coach_id, slot.starts_at, slot.ends_at, slot.status) for slot in found} == {
        number: (slot.coach, slot.start, slot.end, slot.status) for number, slot in world.slots.items()
    }
    _look_at_calls(world, policy)
    for person in (None, *world.people):
        shown = slot_views.list_open(Booking(person, policy, world.now), limit=ALL).items
        assert [slot.id for slot in shown] == world.open_to(person)
        if person is not None:
            _look_as(person, world, policy)


def _look_at_calls(world: World, policy: Policy) -> None:
    found = call_views.list_calls(CallFilter(), Reader(ADMIN, policy, world.now), limit=ALL).items
    assert {call.id: (call.slot_id, call.student.id, call.status, _score(call)) for call in found} == {
        number: (call.slot, call.student, call.status, call.feedback) for number, call in world.calls.items()
    }
    assert all(call.coach.phone and call.student.phone for call in found)


def _look_as(person: int, world: World, policy: Policy) -> None:
    reader = Reader(acting(person), policy, world.now)
    for which in CallList:
        expected = {}
        for number, call in world.calls.items():
            is_past = world.slot_of(call).end <= world.now
            belongs = "cancelled" if call.status == "cancelled" else "past" if is_past else "upcoming"
            if person in world.parties(call) and belongs == which:
                expected[number] = world.shows_phones(call)
        found = call_views.list_own(which, reader, limit=ALL).items
        assert {call.id: bool(call.coach.phone and call.student.phone) for call in found} == expected
        assert {call.id: bool(call.coach.phone or call.student.phone) for call in found} == expected


def _score(call: CallView) -> int:
    return (call.feedback.satisfaction or 0) if call.feedback else 0
