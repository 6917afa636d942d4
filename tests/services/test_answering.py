"""Requests: what a coach who approves bookings confirms, declines or leaves unanswered."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain import errors
from app.domain.calls import CallStatus
from app.domain.requests import RequestState
from app.domain.slots import SlotStatus
from app.jobs import upkeep
from app.services import answering, audit, call_views, cancelling, coach_profiles, moving, outbox, reminders, slot_views
from app.services.call_shapes import CallList, Reader
from app.services.coach_profiles import Changes
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting
from tests.invariants import check_invariants

pytestmark = pytest.mark.usefixtures("app")
START = NOW + timedelta(days=7)
HOUR = timedelta(hours=1)
# The rows are locked first, which takes its time.
UNTIL = NOW + HOUR + USUAL.approval_period


@pytest.fixture
def world(app):
    """Alice, who approves bookings, her slot, and Bob's request for it."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    approving(alice)
    slot = factories.slot(alice, START)
    return alice, bob, slot, factories.call(slot, bob, note="fractions")


def approving(coach, approves=True):
    changes = Changes(approves=approves)
    transact(lambda: coach_profiles.edit(actor=acting(coach), coach_id=coach, changes=changes, now=NOW))


def confirm(actor, call, now=NOW, **given):
    transact(lambda: answering.confirm(actor=actor, call_id=call, now=now, **given))


def decline(actor, call, now=NOW, **given):
    transact(lambda: answering.decline(actor=actor, call_id=call, now=now, **given))


def cancel(actor, call, now=NOW, **given):
    transact(lambda: cancelling.cancel(actor=actor, call_id=call, policy=USUAL, now=now, **given))


def seen(person, call, now=NOW):
    return call_views.get(call, Reader(acting(person), USUAL, now))


def kinds(call):
    return sorted(
        (mail.kind, mail.name.split()[0]) for mail in outbox.list_latest(limit=100) if mail.payload["call"] == call
    )


def test_a_request_holds_the_slot_and_shows_no_phone(world):
    """Case A3."""
    alice, bob, slot, call = world
    view = seen(bob, call)
    assert (view.status, view.request) == (CallStatus.PENDING, RequestState.WAITING)
    assert UNTIL - HOUR <= view.answer_by < UNTIL
    assert (view.coach.phone, seen(alice, call).student.phone) == (None, None)
    assert slot_views.get(slot).status is SlotStatus.BOOKED
    with pytest.raises(errors.SlotTaken):
        factories.call(slot, factories.person("charlie"))
    assert kinds(call) == [("call_requested", "Alice"), ("call_requested", "Bob")]
    assert [one.id for one in call_views.list_own(CallList.REQUESTS, Reader(acting(alice), USUAL, NOW)).items] == [call]
    assert not call_views.list_own(CallList.REQUESTS, Reader(acting(bob), USUAL, NOW)).items


def test_a_request_near_its_start_is_answered_before_it(world):
    """Case F10."""
    alice, bob, *_ = world
    soon = factories.call(factories.slot(alice, NOW + 3 * HOUR), bob)
    assert seen(bob, soon).answer_by == NOW + 3 * HOUR


def test_a_confirmed_request_is_a_call_like_any_other(world):
    alice, bob, _slot, call = world
    confirm(acting(alice), call, NOW + HOUR)
    view = seen(bob, call)
    assert (view.status, view.request) == (CallStatus.CONFIRMED, RequestState.CONFIRMED)
    assert view.confirmed_at >= NOW + HOUR
    assert view.coach.phone == "+442079460101"
    assert ("call_confirmed", "Bob") in kinds(call)
    assert [entry.action for entry in audit.list_entries(object_kind="call", limit=2)] == [
        "call.confirmed", "call.booked",
    ]  # fmt: skip
    check_invariants()


def test_a_declined_request_opens_the_slot_and_is_never_confirmed(world):
    """Case A3."""
    alice, bob, slot, call = world
    with pytest.raises(errors.ReasonRequired):
        decline(acting(alice), call)
    decline(acting(alice), call, reason="on leave")
    view = seen(bob, call)
    assert (view.status, view.request, view.cancel_reason) == (
        CallStatus.CANCELLED, RequestState.DECLINED, "on leave",
    )  # fmt: skip
    assert slot_views.get(slot).status is SlotStatus.OPEN
    assert ("call_declined", "Bob") in kinds(call)
    with pytest.raises(errors.AlreadyCancelled):
        confirm(acting(alice), call)
    approving(alice, False)
    assert seen(bob, factories.call(slot, bob)).status is CallStatus.CONFIRMED
    check_invariants()


def test_a_coach_who_declines_may_take_the_time_back_as_well(world):
    alice, _bob, slot, call = world
    decline(acting(alice), call, reason="on leave", withdraw=True)
    assert slot_views.get(slot).status is SlotStatus.WITHDRAWN


def test_only_the_coach_and_administrators_answer(world):
    """Case D3."""
    _alice, bob, _slot, call = world
    for act in (confirm, lambda actor, number: decline(actor, number, reason="x")):
        with pytest.raises(errors.WrongRole):
            act(acting(bob), call)
        with pytest.raises(errors.NotFound):
            act(acting(factories.person("charlie" if act is confirm else "dora")), call)
    confirm(ADMIN, call)


def test_an_answer_is_given_once(world):
    """Case A4."""
    alice, _bob, _slot, call = world
    confirm(acting(alice), call, key="form")
    confirm(acting(alice), call, key="form")
    with pytest.raises(errors.AlreadyAnswered):
        confirm(acting(alice), call)
    with pytest.raises(errors.AlreadyAnswered):
        decline(acting(alice), call, reason="x")


def test_an_answer_to_what_has_moved_meanwhile_is_refused(world):
    alice, bob, _slot, call = world
    other = factories.slot(alice, START + timedelta(days=1))
    transact(lambda: moving.move(actor=acting(bob), call_id=call, slot_id=other, policy=USUAL, now=NOW + HOUR))
    with pytest.raises(errors.ChangedMeanwhile):
        confirm(acting(alice), call, version=1)
    confirm(acting(alice), call, version=2)


def test_a_request_that_nobody_answers_lapses_and_both_are_told(world, at_now):
    """Case F10."""
    alice, bob, slot, call = world
    at_now.move_to(UNTIL - 2 * HOUR)
    upkeep.end_requests()
    assert seen(bob, call).status is CallStatus.PENDING
    at_now.move_to(UNTIL)
    with pytest.raises(errors.RequestLapsed):
        confirm(acting(alice), call, UNTIL)
    upkeep.end_requests()
    upkeep.end_requests()
    assert (seen(bob, call).request, slot_views.get(slot).status) == (RequestState.LAPSED, SlotStatus.OPEN)
    assert kinds(call)[:2] == [("call_lapsed", "Alice"), ("call_lapsed", "Bob")]
    check_invariants()


def test_what_has_lapsed_is_neither_taken_back_nor_moved_before_a_worker_ends_it(world):
    """Case F10."""
    alice, bob, _slot, call = world
    new = factories.slot(alice, START + timedelta(days=1))
    for actor in (acting(bob), acting(alice), ADMIN):
        change = {"actor": actor, "call_id": call, "reason": "x", "policy": USUAL, "now": UNTIL}
        with pytest.raises(errors.RequestLapsed):
            transact(lambda: cancelling.cancel(**change))  # noqa: B023  # called at once
        with pytest.raises(errors.RequestLapsed):
            transact(lambda: moving.move(slot_id=new, **change))  # noqa: B023  # called at once
    upkeep.end_requests()
    check_invariants()


def test_a_student_takes_a_request_back_at_any_time(world):
    alice, bob, *_ = world
    soon = factories.call(factories.slot(alice, NOW + 3 * HOUR), bob)
    cancel(acting(bob), soon)
    assert seen(alice, soon).request is RequestState.WITHDRAWN


def test_a_student_moves_a_request_and_the_coach_answers_it_first(world):
    alice, bob, old, call = world
    new = factories.slot(alice, START + timedelta(days=1))
    for actor in (acting(alice), ADMIN):
        with pytest.raises(errors.AnswerFirst):
            transact(
                lambda: moving.move(actor=actor, call_id=call, slot_id=new, reason="x", policy=USUAL, now=NOW)  # noqa: B023  # called at once
            )
    later = NOW + 5 * HOUR
    transact(lambda: moving.move(actor=acting(bob), call_id=call, slot_id=new, policy=USUAL, now=later))
    view = seen(bob, call)
    assert (view.status, view.slot_id) == (CallStatus.PENDING, new)
    assert view.answer_by >= later + USUAL.approval_period
    assert slot_views.get(old).status is SlotStatus.OPEN


def test_an_undone_refusal_is_a_request_again(world):
    alice, bob, _slot, call = world
    decline(acting(alice), call, reason="on leave")
    again = transact(lambda: cancelling.restore(actor=acting(alice), call_id=call, policy=USUAL, now=NOW))
    assert seen(bob, again).request is RequestState.WAITING
    confirm(acting(alice), again)
    check_invariants()


def test_what_was_confirmed_comes_back_confirmed(world):
    alice, bob, _slot, call = world
    confirm(acting(alice), call)
    cancel(acting(bob), call)
    again = transact(lambda: cancelling.restore(actor=acting(bob), call_id=call, policy=USUAL, now=NOW))
    assert seen(bob, again).status is CallStatus.CONFIRMED


def test_nobody_is_reminded_of_a_request_or_of_what_was_confirmed_since(world):
    """Case C3."""
    alice, bob, *_ = world
    call = factories.call(factories.slot(alice, NOW + 30 * HOUR), bob)
    transact(lambda: reminders.plan(policy=USUAL, now=NOW + 7 * HOUR))
    confirm(acting(alice), call, NOW + 8 * HOUR)
    transact(lambda: reminders.plan(policy=USUAL, now=NOW + 9 * HOUR))
    assert "reminder" not in dict(kinds(call))
    transact(lambda: reminders.plan(policy=USUAL, now=NOW + 29 * HOUR))
    assert ("reminder", "Bob") in kinds(call)
