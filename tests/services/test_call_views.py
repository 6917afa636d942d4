"""Calls as each reader may see them."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain import errors
from app.domain.calls import CallStatus
from app.services import call_views, cancelling, feedback, outcomes
from app.services.call_shapes import CallFilter, CallList, Reader
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

pytestmark = pytest.mark.usefixtures("app")
START = NOW + timedelta(days=2)
END = START + timedelta(hours=2)
ALICES, BOBS = "+442079460101", "+12125550102"


@pytest.fixture
def world(app):
    """Alice's slot, booked by Bob."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    return alice, bob, factories.call(factories.slot(alice, START), bob)


def reader(who, now=NOW):
    return Reader(ADMIN if who is None else acting(who), USUAL, now)


def numbers(page):
    return [call.id for call in page.items]


@pytest.mark.parametrize("now", [NOW, START, END, END + timedelta(days=29)])
def test_the_two_of_a_call_see_each_others_phone(world, now):
    """Case E1."""
    alice, bob, call = world
    for who in (alice, bob, None):
        seen = call_views.get(call, reader(who, now))
        assert (seen.coach.phone, seen.student.phone) == (ALICES, BOBS)


def test_phones_are_hidden_a_while_after_the_end(world):
    """Case E1."""
    alice, bob, call = world
    for who in (alice, bob):
        assert ALICES not in repr(call_views.get(call, reader(who, END + timedelta(days=30, minutes=1))))
        assert BOBS not in repr(call_views.list_own(CallList.PAST, reader(who, END + timedelta(days=31))))


def test_phones_are_hidden_after_a_cancellation(world):
    """Case E1."""
    alice, bob, call = world
    transact(lambda: cancelling.cancel(actor=acting(bob), call_id=call, policy=USUAL, now=NOW))
    for who in (alice, bob):
        assert call_views.get(call, reader(who)).coach.phone is None
        assert BOBS not in repr(call_views.list_own(CallList.CANCELLED, reader(who)))
    assert call_views.get(call, reader(None)).student.phone == BOBS


def test_a_stranger_is_told_there_is_no_such_call(world):
    """Cases D3, E3."""
    *_, call = world
    for stranger in (factories.person("charlie"), factories.coach("dora")):
        with pytest.raises(errors.NotFound):
            call_views.get(call, reader(stranger))
        for which in CallList:
            assert call_views.list_own(which, reader(stranger)).items == []
        assert call_views.list_waiting(reader(stranger, END)).items == []
    with pytest.raises(errors.NotFound):
        call_views.get(call + 1, reader(None))


def test_each_call_is_in_just_one_list_at_any_time_and_none_is_a_request(world):
    """Case E3."""
    alice, bob, first = world
    second = factories.call(factories.slot(alice, START + timedelta(days=1)), bob)
    gone = factories.call(factories.slot(alice, START + timedelta(days=2)), bob)
    transact(lambda: cancelling.cancel(actor=acting(bob), call_id=gone, policy=USUAL, now=NOW))
    expected = {
        NOW: ([first, second], []),
        START: ([first, second], []),
        END: ([second], [first]),
        END + timedelta(days=1): ([], [second, first]),
    }
    for now, (upcoming, past) in expected.items():
        for who in (alice, bob):
            found = [numbers(call_views.list_own(which, reader(who, now))) for which in CallList]
            assert dict(zip(CallList, found, strict=True)) == {
                CallList.UPCOMING: upcoming,
                CallList.PAST: past,
                CallList.CANCELLED: [gone],
                CallList.REQUESTS: [],
            }


def test_a_coach_finds_ended_calls_that_wait_for_feedback_oldest_first(world):
    alice, bob, first = world
    second, missed, logged, later = (
        factories.call(factories.slot(alice, START + timedelta(days=day)), bob) for day in (1, 2, 3, 9)
    )
    now = START + timedelta(days=5)
    transact(lambda: outcomes.record(actor=acting(alice), call_id=missed, outcome=CallStatus.NO_SHOW, now=now))
    transact(lambda: outcomes.record(actor=acting(alice), call_id=second, outcome=CallStatus.COMPLETED, now=now))
    transact(lambda: feedback.record(actor=acting(alice), call_id=logged, satisfaction=5, now=now))
    assert numbers(call_views.list_waiting(reader(alice, now))) == [first, second]
    assert numbers(call_views.list_waiting(reader(bob, now))) == []
    assert numbers(call_views.list_calls(CallFilter(has_feedback=True), reader(None, now))) == [logged]
    assert later not in numbers(call_views.list_calls(CallFilter(lacks_feedback=True), reader(None, now)))


def test_an_administrator_filters_calls(world):
    alice, bob, first = world
    dora, charlie = factories.coach("dora"), factories.person("charlie")
    second = factories.call(factories.slot(dora, START + timedelta(days=1)), charlie)
    for where, expected in (
        (CallFilter(), [first, second]),
        (CallFilter(coach_id=dora), [second]),
        (CallFilter(student_id=bob), [first]),
        (CallFilter(from_at=START + timedelta(days=1)), [second]),
        (CallFilter(to_at=START + timedelta(days=1)), [first]),
        (CallFilter(status=CallStatus.CANCELLED), []),
        (CallFilter(coach_id=alice, student_id=charlie), []),
    ):
        assert numbers(call_views.list_calls(where, reader(None))) == expected
    assert numbers(call_views.list_calls(CallFilter(), reader(None), latest_first=True)) == [second, first]
