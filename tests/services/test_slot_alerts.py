"""Mails about slots that a coach has opened."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain import errors
from app.domain.mail import MessageState
from app.domain.notifications import SLOTS_OPENED
from app.domain.policy import Policy
from app.services import (
    accounts,
    cancelling,
    coach_cards,
    coaches,
    moving,
    muting,
    notices,
    outbox,
    saved_coaches,
    slot_alerts,
    slots,
    time_off,
)
from app.services.bookability import Booking
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

pytestmark = pytest.mark.usefixtures("app")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FAIR = Policy(fair_release=DAY)


@pytest.fixture
def pair():
    alice, bob = factories.coach("alice"), factories.person("bob")
    await_slots(bob, alice)
    return alice, bob


def await_slots(student, coach, now=NOW - DAY):
    transact(lambda: saved_coaches.await_slots(student_id=student, coach_id=coach, now=now))


def plan(after, policy=USUAL):
    transact(lambda: slot_alerts.plan(policy=policy, now=NOW + after))


def written():
    return [message for message in outbox.list_latest(limit=99) if message.kind == SLOTS_OPENED]


def skipped(message, after):
    return notices.why_skip(message, policy=USUAL, now=NOW + after)


def test_what_is_opened_together_is_one_mail(pair):
    alice, bob = pair
    for number in range(3):
        factories.slot(alice, NOW + (2 + number) * DAY, now=NOW + number * MINUTE)
    plan(6 * MINUTE)
    assert written() == []
    for after in (8, 9, 60):
        plan(after * MINUTE)
    [message] = written()
    assert message.user_id == bob
    assert skipped(message, 9 * MINUTE) == ""
    assert len(slot_alerts.list_opened(message, policy=USUAL, now=NOW, limit=9)) == 3
    factories.slot(alice, NOW + 9 * DAY, now=NOW + 90 * MINUTE)
    plan(96 * MINUTE)
    newest, _ = written()
    assert len(slot_alerts.list_opened(newest, policy=USUAL, now=NOW, limit=9)) == 1


def test_who_publishes_for_hours_is_told_of_all_the_same(pair):
    alice, _ = pair
    for number in range(16):
        factories.slot(alice, NOW + (2 + number) * DAY, now=NOW + 2 * number * MINUTE)
    plan(29 * MINUTE)
    assert written() == []
    plan(32 * MINUTE)
    assert len(written()) == 1


def test_a_slot_that_is_free_again_is_news_too(pair):
    """Case F1."""
    alice, bob = pair
    charlie = factories.person("charlie")
    call = factories.call(factories.slot(alice, NOW + 3 * DAY, now=NOW - 2 * DAY), charlie)
    plan(10 * MINUTE)
    assert written() == []
    by = {"actor": acting(charlie), "call_id": call, "reason": "", "policy": USUAL}
    transact(lambda: cancelling.cancel(**by, now=NOW + 20 * MINUTE))
    plan(26 * MINUTE)
    assert [message.user_id for message in written()] == [bob]


def test_a_slot_that_somebody_moved_away_from_is_news_too(pair):
    """Case F1."""
    alice, bob = pair
    charlie = factories.person("charlie")
    before, after = (factories.slot(alice, NOW + days * DAY, now=NOW - 2 * DAY) for days in (3, 4))
    call = factories.call(before, charlie)
    moving_away = {"actor": acting(charlie), "call_id": call, "slot_id": after, "policy": USUAL}
    transact(lambda: moving.move(**moving_away, now=NOW + 20 * MINUTE))
    plan(26 * MINUTE)
    assert [message.user_id for message in written()] == [bob]


def test_times_are_news_when_their_coach_is_no_longer_off_and_nothing_else_hides_them(pair):
    """Case A10."""
    alice, bob = pair
    factories.slot(alice, NOW + 2 * DAY, now=NOW - 2 * DAY)
    plan(10 * MINUTE)
    days = [(NOW + day * DAY).date() for day in (2, 3)]
    offs = [factories.time_off(alice, days[0], last) for last in days]
    for after, off, told in ((20, offs[0], []), (40, offs[1], [bob])):
        back = {"actor": acting(alice), "number": off, "now": NOW + after * MINUTE}
        transact(lambda back=back: time_off.remove(**back))
        plan((after + 6) * MINUTE)
        assert [message.user_id for message in written()] == told


def test_time_off_that_is_taken_back_at_once_is_no_news(pair):
    alice, _ = pair
    factories.slot(alice, NOW + 2 * DAY, now=NOW - 2 * DAY)
    off = factories.time_off(alice, (NOW + 2 * DAY).date())
    transact(lambda: time_off.remove(actor=acting(alice), number=off, now=NOW + MINUTE / 2))
    plan(10 * MINUTE)
    assert written() == []


def test_nobody_is_told_of_what_they_cannot_book(pair):
    """Case A8: as the list of open slots has it."""
    alice, bob = pair
    dora = factories.coach("dora")
    factories.call(factories.slot(dora, NOW + 2 * DAY, now=NOW - DAY), bob)
    factories.slot(alice, NOW + 2 * DAY)
    plan(10 * MINUTE)
    assert written() == []


def told_of(message, after):
    listed = slot_alerts.list_opened(message, policy=FAIR, now=NOW + after, limit=9)
    return message.user_id, [slot.id for slot in listed]


def test_who_has_a_head_start_is_told_at_once_and_the_others_when_a_slot_is_everybodys(pair):
    """Case F8."""
    alice, bob = pair
    charlie = factories.person("charlie")
    await_slots(charlie, alice)
    dora = factories.coach("dora")
    factories.call(factories.slot(dora, NOW + 20 * DAY), charlie)
    factories.call(factories.slot(dora, NOW + 21 * DAY), charlie)
    factories.call(factories.slot(dora, NOW + 22 * DAY), factories.person("erin"))
    # The near one is everybody's after half the time until it begins.
    near, far = factories.slot(alice, NOW + DAY), factories.slot(alice, NOW + 9 * DAY)
    plan(6 * MINUTE, FAIR)
    (first,) = written()
    assert told_of(first, 6 * MINUTE) == (bob, [near, far])
    plan(DAY / 2 + 6 * MINUTE, FAIR)
    second, _ = written()
    assert told_of(second, DAY / 2 + 6 * MINUTE) == (charlie, [near])
    for after in (DAY, DAY + 6 * MINUTE, DAY + 9 * MINUTE):
        plan(after, FAIR)
    third, *before = written()
    assert (told_of(third, DAY + 9 * MINUTE), len(before)) == ((charlie, [far]), 2)


def test_who_was_told_at_once_and_has_no_head_start_any_more_is_not_told_again(pair):
    alice, bob = pair
    factories.call(factories.slot(factories.coach("dora"), NOW + 20 * DAY), factories.person("erin"))
    first, _, _ = (factories.slot(alice, NOW + days * DAY) for days in (8, 9, 10))
    plan(6 * MINUTE, FAIR)
    assert [message.user_id for message in written()] == [bob]
    factories.call(first, bob, policy=FAIR, now=NOW + 9 * MINUTE)
    factories.call(factories.slot(alice, NOW + 11 * DAY, now=NOW + 10 * MINUTE), bob, now=NOW + 11 * MINUTE)
    plan(DAY + 6 * MINUTE, FAIR)
    assert len(written()) == 1


def test_a_mail_goes_only_while_one_of_its_slots_is_there(pair):
    alice, _ = pair
    first, second = (factories.slot(alice, NOW + day * DAY) for day in (2, 3))
    plan(6 * MINUTE)
    [message] = written()
    factories.call(first, factories.person("charlie"))
    assert skipped(message, 6 * MINUTE) == ""
    transact(lambda: slots.withdraw(actor=acting(alice), slot_id=second, now=NOW))
    assert skipped(message, 6 * MINUTE) == "none of the slots can be booked any more"


def test_mails_end_with_the_alert_or_the_mute_or_the_account(pair):
    alice, bob = pair
    charlie, dora, erin = factories.person("charlie"), factories.person("dora"), factories.person("erin")
    for student in (charlie, dora, erin):
        await_slots(student, alice)
    transact(lambda: saved_coaches.await_no_more(student_id=charlie, coach_id=alice))
    transact(lambda: accounts.deactivate(actor=ADMIN, email="dora@example.org", now=NOW))
    transact(lambda: muting.mute(actor=acting(erin), user_id=erin, sort=SLOTS_OPENED, now=NOW))
    factories.slot(alice)
    plan(6 * MINUTE)
    found = {message.user_id: skipped(message, 6 * MINUTE) for message in written()}
    assert found == {bob: "", erin: "switched off"}
    assert {message.state for message in written()} == {MessageState.WAITING}


def test_an_alert_is_about_what_comes_and_not_about_what_was_there():
    alice, bob = factories.coach("alice"), factories.person("bob")
    factories.slot(alice, NOW + 4 * DAY)
    await_slots(bob, alice, now=NOW + MINUTE)
    await_slots(bob, alice, now=NOW - DAY)
    plan(10 * MINUTE)
    assert written() == []


def test_coaches_are_saved_once_in_the_order_of_saving():
    alice, bob, dora = factories.coach("alice"), factories.person("bob"), factories.coach("dora")
    for number, coach in enumerate((alice, dora, alice)):
        transact(lambda n=number, c=coach: saved_coaches.keep(student_id=bob, coach_id=c, now=NOW + n * MINUTE))
    assert saved_coaches.list_saved(bob) == [dora, alice]
    await_slots(bob, dora)
    kept = saved_coaches.list_kept(bob)
    assert (kept.saved, kept.awaited) == ({alice, dora}, {dora})
    transact(lambda: saved_coaches.drop(student_id=bob, coach_id=alice))
    assert saved_coaches.list_kept(bob).saved == {dora}
    assert saved_coaches.list_kept(None).saved == set()
    transact(lambda: coaches.remove(actor=ADMIN, email="dora@example.org", now=NOW))
    assert coach_cards.list_these(Booking(bob, USUAL, NOW), saved_coaches.list_saved(bob)) == []
    for coach in (dora, bob, 99):
        with pytest.raises(errors.NotFound):
            transact(lambda c=coach: saved_coaches.keep(student_id=bob, coach_id=c, now=NOW))
