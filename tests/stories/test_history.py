"""What two people did together stays as it was."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain.actors import Actor
from app.domain.calls import CallStatus
from app.services import audit, call_views, cancelling, feedback, moving
from app.services.call_shapes import CallFilter, CallView, Reader
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

pytestmark = pytest.mark.usefixtures("app")


def history(actor: Actor) -> list[CallView]:
    return list(call_views.list_calls(CallFilter(), Reader(actor, USUAL, NOW + timedelta(days=9))).items)


def test_two_people_meet_as_often_as_they_like_and_later_calls_change_no_earlier_one():
    """Case F6."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    slots = [factories.slot(alice, NOW + timedelta(days=day)) for day in (1, 2, 3, 4)]
    held, dropped, moved = (factories.call(slot, bob) for slot in slots[:3])
    evening = NOW + timedelta(days=1, hours=4)
    transact(
        lambda: feedback.record(actor=acting(alice), call_id=held, satisfaction=5, shared_note="Well", now=evening)
    )
    earlier = history(ADMIN)[0], audit.list_entries(object_kind="call", object_number=held, limit=9)

    def later() -> None:
        cancelling.cancel(actor=acting(alice), call_id=dropped, reason="ill", policy=USUAL, now=evening)
        moving.move(actor=acting(bob), call_id=moved, slot_id=slots[3], policy=USUAL, now=evening)

    transact(later)
    again = factories.call(slots[2], bob, now=evening)

    told = history(ADMIN)
    assert [call.id for call in told] == [held, dropped, again, moved]
    assert [call.status for call in told[:2]] == [CallStatus.COMPLETED, CallStatus.CANCELLED]
    assert (told[0], audit.list_entries(object_kind="call", object_number=held, limit=9)) == earlier
