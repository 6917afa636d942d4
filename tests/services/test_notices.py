"""Who is told what of a call: once each, in the transaction of what happened."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.db import db, transact
from app.domain import errors
from app.domain.calendar_events import uid_of
from app.domain.mail import MessageState
from app.models import Call, OutboxMessage
from app.services import call_chains, calls, cancelling, moving, notices
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

pytestmark = pytest.mark.usefixtures("app")
START = NOW + timedelta(days=2)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def world(app):
    """Alice's slot, booked by Bob, and another of hers."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice, START)
    return alice, bob, factories.call(slot, bob), factories.slot(alice, START + DAY)


def written():
    """Return key and state of every mail, in the order in which they were written."""
    found = db.session.execute(select(OutboxMessage.dedup_key, OutboxMessage.state).order_by(OutboxMessage.id)).all()
    db.session.rollback()
    return [tuple(row) for row in found]


def cancel(actor, call, now=NOW, **given):
    transact(lambda: cancelling.cancel(actor=actor, call_id=call, policy=USUAL, now=now, **given))


def restore(actor, call, now):
    return transact(lambda: cancelling.restore(actor=actor, call_id=call, policy=USUAL, now=now))


def move(actor, call, slot, now=NOW, **given):
    transact(lambda: moving.move(actor=actor, call_id=call, slot_id=slot, policy=USUAL, now=now, **given))


def seen_by_calendars(call):
    """Return the name and the version under which a calendar knows a call."""
    found = call_chains.uids_of([call])[call], db.session.scalar(select(Call.version).where(Call.id == call))
    db.session.rollback()
    return found


def name_of(call):
    found = uid_of(call, db.session.scalar(select(Call.booked_at).where(Call.id == call)))
    db.session.rollback()
    return found


def test_both_are_told_of_a_booking_once(world):
    """Cases C7 and C8, invariant I-13."""
    alice, bob, call, _other = world
    assert written() == [(f"booked/{call}/{alice}", "waiting"), (f"booked/{call}/{bob}", "waiting")]


def test_sending_the_form_again_tells_nobody_again(world):
    """Case A4."""
    _alice, bob, _call, other = world

    def book():
        return calls.book(actor=acting(bob), student_id=bob, slot_id=other, key="k", policy=USUAL, now=NOW)

    for _ in range(10):
        transact(book)
    assert len(written()) == 4


def test_who_is_refused_tells_nobody(world):
    _alice, _bob, call, _other = world
    charlie, before = factories.person("charlie"), written()
    with pytest.raises(errors.SlotTaken):
        factories.call(db.session.get(Call, call).slot_id, charlie)
    assert written() == before


def test_what_is_told_is_undone_with_what_it_tells(world):
    _alice, bob, _call, other = world
    before = written()

    def break_off():
        calls.book(actor=acting(bob), student_id=bob, slot_id=other, policy=USUAL, now=NOW)
        raise RuntimeError("after the booking")

    with pytest.raises(RuntimeError):
        transact(break_off)
    assert written() == before


def test_a_move_tells_both_the_old_time_and_the_new_one(world):
    """Case F7."""
    alice, bob, call, other = world
    move(acting(alice), call, other, reason="room closed")
    assert [key for key, _ in written()][2:] == [f"moved/{call}/2/{alice}", f"moved/{call}/2/{bob}"]
    facts = db.session.scalars(select(OutboxMessage.payload).order_by(OutboxMessage.id.desc())).first()
    assert facts["starts_at_was"] == START.isoformat()
    assert facts["starts_at"] == (START + DAY).isoformat()
    assert "room closed" not in str(facts)


def test_each_of_two_moves_is_told(world):
    _alice, bob, call, other = world
    slot = db.session.get(Call, call).slot_id
    move(acting(bob), call, other)
    move(acting(bob), call, slot)
    assert [key.rpartition("/")[0] for key, _ in written()][2:] == [f"moved/{call}/2"] * 2 + [f"moved/{call}/3"] * 2


@pytest.mark.parametrize("who", ["alice", "bob", "admin"])
def test_both_are_told_of_a_cancellation_a_minute_later(world, who):
    alice, bob, call, _other = world
    actor = {"alice": acting(alice), "bob": acting(bob), "admin": ADMIN}[who]
    cancel(actor, call, reason="ill")
    assert [key for key, _ in written()][2:] == [f"cancelled/{call}/{alice}", f"cancelled/{call}/{bob}"]
    rows = db.session.execute(select(OutboxMessage.kind, OutboxMessage.due_at, OutboxMessage.created_at))
    assert {(kind, due_at - at) for kind, due_at, at in rows} == {
        ("call_booked", timedelta(0)),
        ("call_cancelled", MINUTE),
    }


def test_cancelling_twice_tells_once(world):
    """Invariant I-08."""
    _alice, bob, call, _other = world
    cancel(acting(bob), call)
    with pytest.raises(errors.AlreadyCancelled):
        cancel(acting(bob), call)
    assert len(written()) == 4


def test_an_undo_within_a_minute_tells_nothing(world):
    _alice, bob, call, _other = world
    cancel(acting(bob), call)
    restored = restore(acting(bob), call, NOW + 59 * SECOND)
    assert [state for _, state in written()] == ["waiting"] * 2 + ["skipped"] * 4
    assert {key.rpartition("/")[0] for key, _ in written()[4:]} == {f"booked/{restored}"}


def settle(keys, **values):
    transact(
        lambda: db.session.execute(update(OutboxMessage).where(OutboxMessage.dedup_key.in_(keys)).values(**values))
    )


SENT = {"state": MessageState.SENT.value, "ended_at": NOW + MINUTE}


def test_an_undo_after_that_tells_both_that_the_call_is_on(world):
    alice, bob, call, _other = world
    cancel(acting(bob), call)
    settle([f"cancelled/{call}/{alice}", f"cancelled/{call}/{bob}"], **SENT)
    restored = restore(acting(bob), call, NOW + 2 * MINUTE)
    assert written()[4:] == [(f"booked/{restored}/{alice}", "waiting"), (f"booked/{restored}/{bob}", "waiting")]
    facts = db.session.scalars(select(OutboxMessage.payload).order_by(OutboxMessage.id.desc())).first()
    assert facts["undoes"] == call


@pytest.mark.parametrize("state", [SENT, {"claimed_until": NOW + MINUTE}])
def test_an_undo_tells_whoever_knows_of_the_cancellation_or_may(world, state):
    alice, bob, call, _other = world
    cancel(acting(bob), call)
    settle([f"cancelled/{call}/{alice}"], **state)
    restored = restore(acting(bob), call, NOW + MINUTE)
    assert dict(written())[f"booked/{restored}/{alice}"] == "waiting"
    assert dict(written())[f"booked/{restored}/{bob}"] == "skipped"
    assert dict(written())[f"cancelled/{call}/{bob}"] == "skipped"


def test_an_undo_tells_whom_nobody_told_of_the_booking(world):
    """A worker that looks between a cancellation and its undo skips the booking."""
    alice, bob, call, _other = world
    cancel(acting(bob), call)
    skipped = {"state": "skipped", "ended_at": NOW, "last_error": notices.IS_OFF}
    settle([f"booked/{call}/{alice}"], **skipped)
    restored = restore(acting(bob), call, NOW + 30 * SECOND)
    assert dict(written())[f"booked/{restored}/{alice}"] == "waiting"
    assert dict(written())[f"booked/{restored}/{bob}"] == "skipped"
    again = NOW + 40 * SECOND
    cancel(acting(bob), restored, now=again)
    twice = restore(acting(bob), restored, again + SECOND)
    assert {dict(written())[f"booked/{twice}/{person}"] for person in (alice, bob)} == {"skipped"}
    facts = dict(db.session.execute(select(OutboxMessage.dedup_key, OutboxMessage.payload)).all())
    assert "undoes" not in facts[f"booked/{restored}/{alice}"]


def test_no_fact_holds_a_phone_number_or_what_people_wrote(world):
    _alice, bob, call, other = world
    move(acting(bob), call, other, reason="a reason of mine")
    cancel(acting(bob), call, reason="a reason of mine")
    facts = str(db.session.scalars(select(OutboxMessage.payload)).all())
    assert "reason of mine" not in facts
    assert "+12125550102" not in facts
    assert "442079460101" not in facts


def test_calendars_know_a_call_by_one_name_and_see_its_sequence_rise(world):
    """Cases F7, G1, G2."""
    alice, bob, call, other = world
    name, seen = name_of(call), [seen_by_calendars(call)]
    move(acting(alice), call, other, reason="room closed")
    seen.append(seen_by_calendars(call))
    for minute in range(1, 4):
        cancel(acting(bob), call, now=NOW + minute * MINUTE)
        seen.append(seen_by_calendars(call))
        call = restore(acting(bob), call, NOW + minute * MINUTE + SECOND)
        seen.append(seen_by_calendars(call))
    assert seen == [(name, number) for number in range(1, 9)]


def test_the_latest_of_a_chain_is_the_call_as_it_is_now(world):
    _alice, bob, call, _other = world
    chain = [call]
    for minute in (1, 2):
        cancel(acting(bob), chain[-1], now=NOW + minute * MINUTE)
        chain.append(restore(acting(bob), chain[-1], NOW + minute * MINUTE + SECOND))
    assert [call_chains.latest_of(number) for number in chain] == [chain[-1]] * 3
    assert set(call_chains.uids_of(chain).values()) == {name_of(call)}
    assert call_chains.uids_of([]) == {}
