"""What the database refuses, in the domain's words, when every check before it has passed."""

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from app.db import db, transact
from app.domain import errors
from app.models import Subject, User
from app.services import bookability, calls
from app.services.integrity import REFUSALS, translated
from tests import factories
from tests.conftest import NOW
from tests.factories import USUAL, acting
from tests.rules.test_refusals import BROKEN, told_by_sqlite

pytestmark = pytest.mark.usefixtures("app")


def test_every_translated_rule_is_a_rule_of_the_database():
    rules = {rule for rule, _ in BROKEN}
    assert set(REFUSALS) <= rules | {told_by_sqlite(rule) for rule in rules}


def test_an_unexpected_refusal_is_a_bug_and_passes_on():
    with pytest.raises(IntegrityError), translated():
        db.session.execute(insert(User).values(email="bob@example.org"))
    db.session.rollback()


def test_other_errors_pass_untouched():
    with pytest.raises(ZeroDivisionError), translated():
        raise ZeroDivisionError


def test_a_unique_name_is_told_as_taken():
    transact(lambda: db.session.add(Subject(name="A", key="a")))
    with pytest.raises(errors.SubjectExists):
        transact(lambda: add_again())


def add_again():
    with translated():
        db.session.execute(insert(Subject).values(name="A", key="a"))


def without_checks(monkeypatch):
    monkeypatch.setattr(bookability, "rules", lambda booking: ())


def book(student, slot):
    return transact(lambda: calls.book(actor=acting(student), student_id=student, slot_id=slot, policy=USUAL, now=NOW))


def test_a_second_student_of_a_slot_is_refused_by_the_database_too(monkeypatch):
    alice, bob, charlie = factories.coach("alice"), factories.person("bob"), factories.person("charlie")
    slot = factories.slot(alice)
    book(bob, slot)
    without_checks(monkeypatch)
    with pytest.raises(errors.SlotTaken):
        book(charlie, slot)


def test_two_places_at_once_are_refused_by_the_database_too(monkeypatch):
    """Case A9."""
    alice, dora, bob = factories.coach("alice"), factories.coach("dora"), factories.person("bob")
    book(bob, factories.slot(alice))
    without_checks(monkeypatch)
    with pytest.raises(errors.StudentBusy):
        book(bob, factories.slot(dora))


def test_an_own_or_withdrawn_slot_is_refused_by_the_database_too(monkeypatch):
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice)
    without_checks(monkeypatch)
    with pytest.raises(errors.OwnSlot):
        book(alice, slot)
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE slots SET status = 'withdrawn', withdrawn_at = created_at"))
    with pytest.raises(errors.SlotWithdrawn):
        book(bob, slot)
