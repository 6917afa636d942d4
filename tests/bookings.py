"""Bookings tried by every way that there is."""

import pytest

from app.db import transact
from app.services import bookability, calls, slot_views
from app.services.bookability import Booking
from tests.conftest import NOW
from tests.factories import USUAL, acting


def booked(student, slot, policy=USUAL, now=NOW):
    return transact(lambda: calls.book(actor=acting(student), student_id=student, slot_id=slot, policy=policy, now=now))


def expect(error, student, slot, policy=USUAL, now=NOW):
    """Require that list, explanation, refusal and booking agree that this student cannot book; return the refusal."""
    booking = Booking(student, policy, now)
    assert slot not in [view.id for view in slot_views.list_open(booking, limit=100).items]
    assert next(code for code, passed in bookability.explain(slot, booking) if not passed) == error.code
    assert type(bookability.refusal(slot, booking)) is error
    with pytest.raises(error) as refused:
        booked(student, slot, policy, now)
    return refused.value.facts


def refused(student, slot, policy, now=NOW):
    """Return why a slot cannot be booked; list, explanation and booking agree (case A8)."""
    asked = Booking(student, policy, now)
    listed = [one.id for one in slot_views.list_open(asked).items]
    error = bookability.refusal(slot, asked)
    assert (slot in listed) == (error is None) == all(passes for _, passes in bookability.explain(slot, asked))
    if error is not None:
        with pytest.raises(type(error)):
            booked(student, slot, policy, now)
    return error
