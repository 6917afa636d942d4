"""Webhooks are told what happens: at least once, with the same id, and nobody else is asked in their place (I2)."""

import json
from datetime import timedelta
from time import monotonic

import pytest

from app.db import db, transact
from app.domain.calls import CallStatus
from app.domain.outgoing import parse_networks
from app.domain.webhooks import GIVE_UP_AFTER, LEASE, DeliveryState, Event
from app.integrations.crypto import FernetCipher
from app.integrations.outgoing import Outgoing
from app.jobs import hooks
from app.services import (
    accounts,
    calls,
    cancelling,
    feedback,
    moving,
    outbox,
    outcomes,
    slots,
    webhook_sending,
    webhooks,
)
from app.web.api_guide import example
from tests import factories
from tests.conftest import NOW
from tests.factories import USUAL, acting
from tests.web_server import run_web_server

HERE = parse_networks("127.0.0.0/8")
DAY = timedelta(days=1)
FINE = (200, {}, b"")


@pytest.fixture
def receiver():
    with run_web_server() as web:
        web.answer = lambda _: FINE
        yield web


@pytest.fixture
def people(app, at_now):
    """Alice coaches; Bob books; Charlie has nothing to do with it."""
    return factories.coach("alice"), factories.person("bob"), factories.person("charlie")


@pytest.fixture
def cipher(app):
    config = app.config["COACHBOOK"]
    return FernetCipher(config.secret_key, config.fallback_keys)


@pytest.fixture
def hook(cipher, receiver):
    """Return what makes a webhook for a person."""

    def make(user_id, *events, path="/hook", url=None):
        return transact(
            lambda: webhooks.create(
                actor=acting(user_id), user_id=user_id, url=url or f"http://127.0.0.1:{receiver.port}{path}",
                events=events or Event, is_private_allowed=True, cipher=cipher, now=NOW,
            )
        )  # fmt: skip

    return make


def deliver(**settings):
    return hooks.deliver_due(Outgoing(HERE, **settings))


def booked(people, days=2):
    slot = factories.slot(people[0], NOW + days * DAY)
    return slot, factories.call(slot, people[1])


def types(receiver, path="/hook"):
    return [json.loads(asked.body)["type"] for asked in receiver.asked if asked.path == path]


def look(number):
    found = webhooks.list_webhooks()[-number]
    db.session.rollback()
    return found


def deliveries():
    found = [(one.state.value, one.status, one.attempts) for one in reversed(webhooks.list_deliveries(limit=50))]
    db.session.rollback()
    return found


def test_each_change_is_one_event_for_both_people_of_a_call_and_nobody_else(people, hook, receiver, at_now):
    alice, bob, charlie = people
    for who in people:
        hook(who, path=f"/{who}")
    slot, call = booked(people)
    other = factories.slot(alice, NOW + 3 * DAY)
    transact(lambda: moving.move(actor=acting(bob), call_id=call, slot_id=other, policy=USUAL, now=NOW))
    transact(lambda: slots.withdraw(actor=acting(alice), slot_id=slot, now=NOW))
    at_now.move_to(later := NOW + 4 * DAY)
    transact(lambda: outcomes.record(actor=acting(alice), call_id=call, outcome=CallStatus.NO_SHOW, now=later))
    transact(lambda: outcomes.record(actor=acting(alice), call_id=call, outcome=CallStatus.COMPLETED, now=later))
    for score in (4, 5):
        transact(lambda score=score: feedback.record(actor=acting(alice), call_id=call, satisfaction=score, now=later))
    third = factories.slot(alice, later + DAY, now=later)
    cancelled = factories.call(third, bob, now=later)
    transact(lambda: cancelling.cancel(actor=acting(bob), call_id=cancelled, policy=USUAL, now=later))

    of_call = [
        "call.booked", "call.moved", "call.no_show", "call.completed", "feedback.recorded", "feedback.changed",
        "call.booked", "call.cancelled",
    ]  # fmt: skip
    deliver()
    assert types(receiver, f"/{bob}") == of_call
    assert [kind for kind in types(receiver, f"/{alice}") if kind[:4] != "slot"] == of_call
    assert types(receiver, f"/{alice}").count("slot.published") == 3
    assert types(receiver, f"/{alice}").count("slot.withdrawn") == 1
    assert types(receiver, f"/{charlie}") == []
    ids = [asked.headers["Webhook-Id"] for asked in receiver.asked]
    assert len(set(ids)) == 12
    assert deliver() == 0


def test_an_event_tells_numbers_and_times_and_neither_name_nor_phone_nor_note(people, hook, receiver):
    """I-11, I-12."""
    hook(people[1], "call.booked")
    slot, call = booked(people)
    deliver()
    (asked,) = receiver.asked
    told = json.loads(asked.body)
    assert told == {
        "id": asked.headers["Webhook-Id"],
        "type": "call.booked",
        "created_at": "2027-03-01T09:00:00Z",
        "data": {
            "call": {
                "id": call, "slot_id": slot, "coach_id": people[0], "student_id": people[1], "status": "confirmed",
                "starts_at": "2027-03-03T09:00:00Z", "ends_at": "2027-03-03T11:00:00Z", "version": 1,
            }
        },
    }  # fmt: skip


def test_what_is_taken_back_is_told_nobody(people, hook, receiver):
    hook(people[1])
    slot = factories.slot(people[0])

    def work():
        calls.book(actor=acting(people[1]), student_id=people[1], slot_id=slot, policy=USUAL, now=NOW)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        transact(work)
    assert (deliver(), receiver.asked) == (0, [])


def test_a_receiver_that_fails_is_tried_again_later_with_the_same_id_and_body(people, hook, receiver, at_now):
    hook(people[1])
    answers = [(500, {}, b""), (302, {"Location": "/elsewhere"}, b""), FINE]
    receiver.answer = lambda _: answers.pop(0)
    booked(people)
    assert (deliver(), deliver(), len(receiver.asked)) == (0, 0, 1)
    assert deliveries() == [("waiting", 500, 1)]
    assert look(1).failing_since == NOW
    at_now.move_to(NOW + timedelta(minutes=2))
    assert deliver() == 0
    at_now.move_to(NOW + timedelta(minutes=5))
    assert deliver() == 1
    assert deliveries() == [("sent", 200, 3)]
    assert look(1).failing_since is None
    assert {asked.path for asked in receiver.asked} == {"/hook"}
    assert len({(asked.headers["Webhook-Id"], asked.body) for asked in receiver.asked}) == 1
    assert len({asked.headers["Webhook-Signature"] for asked in receiver.asked}) == 3


def test_an_event_that_is_never_taken_keeps_no_other_back(people, hook, receiver, at_now):
    hook(people[1])
    receiver.answer = lambda asked: (400, {}, b"") if b"call.booked" in asked.body else FINE
    _, call = booked(people)
    deliver()
    transact(lambda: cancelling.cancel(actor=acting(people[1]), call_id=call, policy=USUAL, now=NOW))
    at_now.move_to(NOW + timedelta(minutes=2))
    assert deliver() == 1
    assert types(receiver) == ["call.booked", "call.cancelled", "call.booked"]


def test_a_receiver_that_stalls_or_breaks_off_costs_a_moment(people, hook, receiver):
    hook(people[1])
    booked(people), booked(people, days=4)
    receiver.answer = lambda _: None
    begun = monotonic()
    assert deliver(timeout=timedelta(seconds=0.3)) == 0
    assert monotonic() - begun < 5
    assert deliveries() == [("waiting", None, 1), ("waiting", None, 0)]


def test_a_worker_that_dies_after_sending_lets_another_send_it_again(people, hook, receiver, at_now):
    hook(people[1])
    booked(people)
    lost = transact(lambda: webhook_sending.claim(now=NOW))
    assert deliver() == 0
    at_now.move_to(NOW + LEASE)
    assert deliver() == 1
    transact(lambda: webhook_sending.mark_failed(lost, status=500, chance=1, now=NOW + LEASE))
    assert deliveries() == [("sent", 200, 2)]


def test_what_has_failed_for_a_day_is_switched_off_and_its_owner_told(people, hook, receiver, at_now):
    number = hook(people[1])
    receiver.answer = lambda _: (503, {}, b"")
    booked(people)
    deliver()
    at_now.move_to(NOW + GIVE_UP_AFTER)
    deliver()
    assert (look(1).disabled_at, deliveries()) == (NOW + GIVE_UP_AFTER, [("failed", 503, 2)])
    mail = outbox.list_latest(limit=1)[0]
    assert (mail.kind, mail.address) == ("webhook_disabled", "bob@example.org")
    booked(people, days=5)
    assert (deliver(), len(deliveries())) == (0, 1)
    receiver.answer = lambda _: FINE
    transact(lambda: webhooks.enable(actor=acting(people[1]), number=number, now=NOW))
    transact(lambda: webhooks.resend(actor=acting(people[1]), number=1, now=NOW))
    assert deliver() == 1
    assert len({asked.headers["Webhook-Id"] for asked in receiver.asked}) == 1
    assert deliveries() == [("sent", 200, 1)]


def test_an_address_inside_is_never_asked(people, hook, receiver):
    """SEC-35: what was allowed when it was made, or led elsewhere, counts for nothing when it is sent."""
    hook(people[1], url=f"http://localhost:{receiver.port}/")
    booked(people)
    assert hooks.deliver_due(Outgoing()) == 0
    assert (receiver.connections, deliveries()) == (0, [("waiting", None, 1)])


def test_nobody_is_told_by_a_closed_account(people, hook, receiver):
    hook(people[1])
    booked(people)
    transact(lambda: accounts.deactivate(actor=factories.ADMIN, email="bob@example.org", now=NOW))
    assert (deliver(), receiver.asked) == (0, [])


def test_what_was_told_is_kept_for_thirty_days(people, hook, receiver, at_now):
    hook(people[1])
    booked(people)
    deliver()
    for days, left in ((30, 2), (31, 2)):
        at_now.move_to(later := NOW + timedelta(days=days))
        factories.call(factories.slot(people[0], later + DAY, now=later), people[1], now=later)
        deliver()
        assert len(deliveries()) == left


def test_two_workers_share_what_waits(people, hook):
    hook(people[1])
    booked(people), booked(people, days=4)
    first, second = (transact(lambda: webhook_sending.claim(now=NOW)) for _ in range(2))
    assert (first.id, second.id, transact(lambda: webhook_sending.claim(now=NOW))) == (1, 2, None)
    assert {one.state for one in webhooks.list_deliveries(limit=5)} == {DeliveryState.WAITING}


def test_a_message_is_verified_by_the_script_of_the_documentation(people, cipher, hook, receiver, at_now):
    number = hook(people[1])
    secret = webhooks.reveal(number, actor=acting(people[1]), cipher=cipher)
    booked(people)
    deliver()
    (asked,) = receiver.asked
    script: dict = {}
    exec(example("verify", "py"), script)  # as its readers do
    is_genuine = script["is_genuine"]
    assert is_genuine(secret, asked.headers, asked.body)
    assert not is_genuine(secret, asked.headers, asked.body.replace(b"confirmed", b"cancelled"))
    assert not is_genuine("whsec_" + "A" * 43 + "=", asked.headers, asked.body)
    assert not is_genuine(secret, {**asked.headers, "Webhook-Id": "evt_other"}, asked.body)
    at_now.shift(timedelta(minutes=5))
    assert not is_genuine(secret, asked.headers, asked.body)
