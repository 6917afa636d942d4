"""Booking, cancelling and moving, as the services decide it."""

import pytest

from app.db import transact
from app.domain import errors
from app.services import calls
from tests import factories
from tests.factories import acting


@pytest.mark.usefixtures("app")
def test_a_student_books_an_open_slot(now, policy):
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice)
    assert factories.call(slot, bob) > 0


@pytest.mark.usefixtures("app")
def test_a_second_student_is_told_the_slot_is_taken(now, policy):
    alice, bob, charlie = factories.coach("alice"), factories.person("bob"), factories.person("charlie")
    slot = factories.slot(alice)
    factories.call(slot, bob)
    with pytest.raises(errors.SlotTaken):
        transact(lambda: calls.book(actor=acting(charlie), student_id=charlie, slot_id=slot, policy=policy, now=now))
