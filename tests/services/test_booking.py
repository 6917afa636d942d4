"""Booking: by whom, once however often it is sent, with which note."""

import pytest

from app.db import transact
from app.domain import errors
from app.domain.calls import CallStatus
from app.domain.policy import Policy
from app.domain.slots import SlotStatus
from app.services import call_views, calls, cancelling, slot_views
from app.services.call_shapes import CallFilter, Reader
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

pytestmark = pytest.mark.usefixtures("app")


def book(actor, student, slot, **given):
    return transact(lambda: calls.book(actor=actor, student_id=student, slot_id=slot, policy=USUAL, now=NOW, **given))


def all_calls():
    return call_views.list_calls(CallFilter(), Reader(ADMIN, Policy(), NOW)).items


def test_a_booked_slot_is_a_confirmed_call_with_its_note():
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice)
    number = book(acting(bob), bob, slot, note=" Fractions,\r\nplease \u202e")
    call = call_views.get(number, Reader(acting(bob), USUAL, NOW))
    assert (call.status, call.note, call.version) == (CallStatus.CONFIRMED, "Fractions,\nplease", 1)
    assert (call.coach.id, call.student.id, call.slot_id) == (alice, bob, slot)
    view = slot_views.get(slot)
    assert view.status is SlotStatus.BOOKED
    assert (call.starts_at, call.ends_at) == (view.starts_at, view.ends_at)


def test_an_administrator_books_for_a_student_and_nobody_else_does():
    alice, bob, charlie = factories.coach("alice"), factories.person("bob"), factories.person("charlie")
    slot = factories.slot(alice)
    for other in (alice, charlie):
        with pytest.raises(errors.WrongRole):
            book(acting(other), bob, slot)
    assert book(ADMIN, bob, slot)


def test_the_same_form_sent_ten_times_is_one_call_and_one_answer():
    """Case A4."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice)
    assert len({book(acting(bob), bob, slot, note="hello", key="form") for _ in range(10)}) == 1
    assert len(all_calls()) == 1


def test_a_form_sent_again_with_other_answers_is_refused():
    """Case A4."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot, other = factories.slot(alice), factories.slot(alice, NOW.replace(day=9))
    book(acting(bob), bob, slot, note="hello", key="form")
    for given in ({"slot": slot, "note": "bye"}, {"slot": other, "note": "hello"}):
        with pytest.raises(errors.IdempotencyMismatch):
            book(acting(bob), bob, key="form", **given)
    assert len(all_calls()) == 1


def test_one_key_of_two_people_is_two_keys():
    alice, bob, charlie = factories.coach("alice"), factories.person("bob"), factories.person("charlie")
    slot, other = factories.slot(alice), factories.slot(alice, NOW.replace(day=9))
    assert book(acting(bob), bob, slot, key="form") != book(acting(charlie), charlie, other, key="form")


def test_a_refused_form_may_be_sent_again():
    alice, bob, charlie = factories.coach("alice"), factories.person("bob"), factories.person("charlie")
    slot = factories.slot(alice)
    call = factories.call(slot, charlie)
    with pytest.raises(errors.SlotTaken):
        book(acting(bob), bob, slot, key="form")
    transact(lambda: cancelling.cancel(actor=acting(charlie), call_id=call, policy=USUAL, now=NOW))
    assert book(acting(bob), bob, slot, key="form")


def test_not_even_an_administrator_books_one_slot_twice():
    """Case A5."""
    alice, bob, charlie = factories.coach("alice"), factories.person("bob"), factories.person("charlie")
    slot = factories.slot(alice)
    book(acting(bob), bob, slot)
    with pytest.raises(errors.SlotTaken):
        book(ADMIN, charlie, slot)


@pytest.mark.parametrize(
    ("note", "expected"),
    [("x" * 4001, errors.TooLong), ("x" * 100_000, errors.TooLong), ("\x00", errors.UnreadableText),
     ("\ud800", errors.UnreadableText)],
)  # fmt: skip
def test_a_bad_note_books_nothing(note, expected):
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice)
    with pytest.raises(expected):
        book(acting(bob), bob, slot, note=note)
    assert all_calls() == []
    assert slot_views.get(slot).status is SlotStatus.OPEN


@pytest.mark.parametrize("key", ["x" * 201, "x" * 100_000, "\x00", "\ud800"])
def test_a_bad_key_books_nothing(key):
    alice, bob = factories.coach("alice"), factories.person("bob")
    with pytest.raises(errors.FieldError) as refused:
        book(acting(bob), bob, factories.slot(alice), key=key)
    assert refused.value.field == "key"
    assert all_calls() == []


def test_a_slot_that_does_not_exist_is_not_found():
    bob = factories.person("bob")
    with pytest.raises(errors.NotFound):
        book(acting(bob), bob, 99)
