"""Who changed what, when, by which door: one entry for each change, none for what was refused."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain import errors
from app.domain.calls import CallStatus
from app.services import audit, calls, cancelling, feedback, moving, outcomes, slots
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

pytestmark = pytest.mark.usefixtures("app")


def told(**given):
    return [entry.action for entry in audit.list_entries(limit=99, **given)]


def test_every_change_of_state_is_told_once():
    """Invariant I-22."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    first, second, third = (factories.slot(alice, NOW + timedelta(days=day)) for day in (2, 3, 4))
    call = factories.call(first, bob)
    coach, later = acting(alice), NOW + timedelta(days=3)
    missed, held = CallStatus.NO_SHOW, CallStatus.COMPLETED
    seen = len(told())

    def new():
        nonlocal seen
        entries = told()
        fresh, seen = entries[: len(entries) - seen], len(entries)
        return fresh

    steps = [
        (lambda: moving.move(actor=acting(bob), call_id=call, slot_id=second, policy=USUAL, now=NOW), ["call.moved"]),
        (
            lambda: moving.move(actor=ADMIN, call_id=call, slot_id=first, reason="x", policy=USUAL, now=NOW),
            ["slot.withdrawn", "call.moved"],
        ),
        (lambda: slots.withdraw(actor=acting(alice), slot_id=third, now=NOW), ["slot.withdrawn"]),
        (lambda: outcomes.record(actor=coach, call_id=call, outcome=missed, now=later), ["call.no_show"]),
        (lambda: outcomes.record(actor=coach, call_id=call, outcome=held, now=later), ["call.completed"]),
        (lambda: feedback.record(actor=coach, call_id=call, satisfaction=3, now=later), ["feedback.recorded"]),
        (lambda: feedback.record(actor=coach, call_id=call, satisfaction=4, now=later), ["feedback.changed"]),
    ]
    for step, expected in steps:
        transact(step)
        assert new() == expected


def test_a_refused_change_is_not_told():
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice)
    factories.call(slot, bob)
    before = told()
    for refused in (
        lambda: slots.withdraw(actor=acting(alice), slot_id=slot, now=NOW),
        lambda: calls.book(actor=acting(bob), student_id=bob, slot_id=slot, policy=USUAL, now=NOW),
    ):
        with pytest.raises(errors.DomainError):
            transact(refused)
    assert told() == before


def test_entries_name_who_acted_by_which_door():
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice)
    call = factories.call(slot, bob)
    transact(lambda: cancelling.cancel(actor=ADMIN, call_id=call, reason="storm", policy=USUAL, now=NOW))
    cancelled, booked = audit.list_entries(object_kind="call", object_number=call, limit=9)
    assert (cancelled.who, cancelled.channel, cancelled.facts["reason"]) == ("admin root", "cli", "storm")
    assert (booked.who, booked.channel) == ("bob@example.org", "web")
    assert booked.at - NOW < timedelta(seconds=5)
    assert told(actor_id=bob) == ["call.booked"]
    assert told(actor_id=alice) == ["slot.published"]
    assert told(object_kind="slot") == ["slot.withdrawn", "slot.published"]


def test_entries_hold_no_phone_no_note_and_no_address():
    alice, bob = factories.coach("alice"), factories.person("bob")
    factories.call(factories.slot(alice), bob, note="my secret")
    facts = repr([entry.facts for entry in audit.list_entries(limit=99)])
    for secret in ("secret", "+1212", "+4420", "example.org"):
        assert secret not in facts
