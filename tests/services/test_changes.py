"""Word of changes: whose they are, and that waiting for the next one holds nothing and outlives a lost connection."""

from itertools import count, islice

import pytest
from sqlalchemy.exc import OperationalError

from app.db import db
from app.services import changes
from app.services.changes import Change
from tests import factories


@pytest.fixture
def world(app):
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice)
    call = factories.call(slot, bob)
    thread = factories.message(alice, bob, bob)
    return alice, bob, slot, call, thread


def test_a_call_is_its_two_peoples_and_its_slot_everybodys(world):
    alice, bob, slot, call, thread = world
    people = frozenset((alice, bob))
    assert changes.of(f"call:{call}") == [Change(f"call:{call}", people), Change(f"slot:{slot}", None)]
    assert changes.of(f"conversation:{thread}") == [Change(f"conversation:{thread}", people)]
    assert changes.of(f"slot:{slot}") == [Change(f"slot:{slot}", None)]
    assert changes.of("call:999") == []


def test_no_transaction_is_left_open_until_the_next_word(world):
    """The database would end it, and with it the connection."""
    *_, call, thread = world
    for word in (f"call:{call}", f"conversation:{thread}", "call:999"):
        db.session.rollback()
        changes.of(word)
        assert not db.session.in_transaction(), word


def test_after_a_lost_connection_it_is_said_that_something_may_have_been_missed(world, monkeypatch):
    *_, call, _thread = world
    words, tries = {1: ["", f"call:{call}"], 2: ["", f"call:{call}"]}, count(1)

    def follow(_is_over):
        number = next(tries)
        yield from words[number]
        raise OperationalError("SELECT 1", {}, Exception("connection lost"), connection_invalidated=True)

    monkeypatch.setattr(changes, "_listen", follow)
    monkeypatch.setattr(changes, "_look", follow)
    monkeypatch.setattr(changes, "PAUSE", 0)
    told = [change.word if change else None for change in islice(changes.hear(lambda: False), 6)]
    assert told == [None, f"call:{call}", "slot:1"] * 2


def test_a_question_that_fails_ends_nothing(world, monkeypatch):
    *_, call, _thread = world
    answers = count(1)
    real = changes.of

    def fail_once(word):
        if next(answers) == 1:
            raise OperationalError("SELECT 1", {}, Exception("timeout"))
        return real(word)

    monkeypatch.setattr(changes, "of", fail_once)
    monkeypatch.setattr(changes, "_listen", lambda _: iter(["", f"call:{call}"]))
    monkeypatch.setattr(changes, "_look", lambda _: iter(["", f"call:{call}"]))
    monkeypatch.setattr(changes, "PAUSE", 0)
    told = [change.word if change else None for change in islice(changes.hear(lambda: False), 3)]
    assert told == [None, None, f"call:{call}"]
