"""Each mail goes once, whatever servers and workers do."""

from datetime import timedelta

import pytest

from app.db import db, transact
from app.domain.mail import GIVE_UP_AFTER, LEASE, MessageState, Never, NotNow, ServerFailed, message_id, wait_after
from app.jobs import delivery
from app.services import outbox, sending
from tests.conftest import NOW

SENT, WAITING, FAILED, SKIPPED = (
    MessageState.SENT, MessageState.WAITING, MessageState.FAILED, MessageState.SKIPPED,
)  # fmt: skip
HOUR = timedelta(hours=1)


def states():
    found = [mail.state for mail in reversed(outbox.list_latest(limit=50))]
    db.session.rollback()
    return found


def mail(number):
    found = outbox.get(number)
    db.session.rollback()
    return found


def claim(now=NOW, why_skip=lambda _: ""):
    return transact(lambda: sending.claim(now=now, why_skip=why_skip))


def test_what_is_due_goes_in_its_order_and_once(write, mailer):
    for key in ("c/", "a/", "b/"):
        write(key)
    assert delivery.deliver_due(mailer) == {SENT: 3}
    assert mailer.ids == [message_id(key, "127.0.0.1") for key in ("c/", "a/", "b/")]
    assert delivery.deliver_due(mailer) == {}
    found = mail(1)
    assert (found.state, found.ended_at, found.attempts, found.claimed_until) == (SENT, NOW, 1, None)


def test_the_same_key_is_one_mail(write, mailer):
    """I-13."""
    assert write("booked/1/2") == write("booked/1/2")
    assert delivery.deliver_due(mailer) == {SENT: 1}


def test_what_can_be_taken_back_waits_a_minute(write, mailer, at_now):
    write("cancelled/7/2", delay=timedelta(seconds=60))
    at_now.shift(timedelta(seconds=59))
    assert delivery.deliver_due(mailer) == {}
    at_now.shift(timedelta(seconds=1))
    assert delivery.deliver_due(mailer) == {SENT: 1}


def test_what_is_taken_back_in_time_is_never_sent(write, mailer, at_now):
    write("cancelled/7/2", delay=timedelta(seconds=60))
    write("cancelled/77/2", delay=timedelta(seconds=60))
    assert transact(lambda: outbox.skip("cancelled/7/", reason="undone", now=NOW)) == 1
    at_now.shift(HOUR)
    assert delivery.deliver_due(mailer) == {SENT: 1}
    assert (mail(1).state, mail(1).last_error) == (SKIPPED, "undone")
    assert transact(lambda: outbox.skip("cancelled/", reason="again", now=NOW)) == 0


def test_a_mail_that_is_not_taken_now_waits_and_keeps_no_other_from_going(write, mailer, at_now):
    """F-13."""
    write("first/"), write("second/")
    mailer.answer = lambda _: NotNow("450 greylisted") if len(mailer.ids) == 1 else SENT
    assert delivery.deliver_due(mailer) == {WAITING: 1, SENT: 1}
    found = mail(1)
    assert (found.state, found.last_error, found.attempts) == (WAITING, "450 greylisted", 1)
    assert timedelta(seconds=15) <= found.next_attempt_at - NOW <= timedelta(seconds=30)
    at_now.move_to(found.next_attempt_at)
    assert delivery.deliver_due(mailer) == {SENT: 1}
    assert mailer.ids[0] == mailer.ids[2]
    assert mail(1).last_error == ""


def test_the_wait_doubles_up_to_an_hour_and_is_spread():
    """F-11."""
    longest = [wait_after(attempts, 1) for attempts in (1, 2, 3, 7, 8, 9, 10_000)]
    assert [wait.total_seconds() for wait in longest] == [30, 60, 120, 1920, 3600, 3600, 3600]
    assert wait_after(4, 0) == wait_after(4, 1) / 2


def test_a_mail_that_is_never_taken_is_given_up_after_a_day(write, mailer, at_now):
    """F-13, I-15."""
    write()
    mailer.answer = lambda _: NotNow("450 no")
    for _ in range(200):
        at_now.shift(HOUR / 4)
        delivery.deliver_due(mailer)
    found = mail(1)
    assert (found.state, found.last_error) == (FAILED, "450 no")
    assert GIVE_UP_AFTER <= found.ended_at - NOW <= GIVE_UP_AFTER + 2 * HOUR
    assert len(mailer.ids) < 40


def test_a_mail_that_was_refused_for_good_is_not_tried_again_and_the_next_goes(write, mailer, at_now):
    """F-14."""
    write("gone/"), write("next/")
    mailer.answer = lambda _: Never("550 no such user") if len(mailer.ids) == 1 else SENT
    assert delivery.deliver_due(mailer) == {FAILED: 1, SENT: 1}
    at_now.shift(HOUR)
    assert delivery.deliver_due(mailer) == {}
    assert mail(1).last_error == "550 no such user"


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_mail_that_cannot_be_put_into_words_fails_alone(write, mailer, place):
    """SEC-26."""
    for number in range(3):
        write(kind="nobody_wrote_this" if number == place else "account_exists")
    assert delivery.deliver_due(mailer) == {FAILED: 1, SENT: 2}
    assert mail(place + 1).last_error.startswith("cannot be put into words")


def test_a_bug_of_the_mailer_is_one_mails_failure(write, mailer):
    write(), write()
    mailer.answer = lambda _: ZeroDivisionError() if len(mailer.ids) == 1 else SENT
    assert delivery.deliver_due(mailer) == {FAILED: 1, SENT: 1}


def test_a_server_that_fails_is_asked_about_one_mail_and_the_order_stays(write, mailer, at_now):
    """F-11, case C6."""
    for key in ("a/", "b/", "c/"):
        write(key)
    mailer.answer = lambda _: ServerFailed("connection refused")
    for _ in range(3):
        with pytest.raises(ServerFailed):
            delivery.deliver_due(mailer)
        at_now.shift(timedelta(minutes=1))
    assert mailer.ids == [message_id("a/", "127.0.0.1")] * 3
    assert mail(1).last_error == "connection refused"
    mailer.answer = lambda _: SENT
    assert delivery.deliver_due(mailer) == {SENT: 3}
    assert mailer.ids[3:] == [message_id(key, "127.0.0.1") for key in ("a/", "b/", "c/")]


def test_a_mail_whose_worker_died_is_sent_by_another_when_the_lease_has_ended(write, mailer, at_now):
    """F-08."""
    write("booked/1/2")
    assert claim().attempts == 1
    assert delivery.deliver_due(mailer) == {}
    at_now.shift(LEASE - timedelta(seconds=1))
    assert delivery.deliver_due(mailer) == {}
    at_now.shift(timedelta(seconds=1))
    assert delivery.deliver_due(mailer) == {SENT: 1}
    assert mailer.ids == [message_id("booked/1/2", "127.0.0.1")]


def test_a_worker_that_comes_late_marks_nothing(write):
    write()
    late, quick = claim(), claim(NOW + LEASE)
    assert not transact(lambda: sending.mark_ended(late, FAILED, reason="late", now=NOW))
    assert not transact(lambda: sending.mark_waiting(late, reason="late", next_attempt_at=NOW, now=NOW))
    assert mail(1).claimed_until == NOW + 2 * LEASE
    assert transact(lambda: sending.mark_ended(quick, SENT, now=NOW))
    assert not transact(lambda: sending.mark_ended(late, SENT, now=NOW + HOUR))
    assert mail(1).ended_at == NOW


def test_a_mail_over_which_every_worker_dies_is_given_up(write, mailer, at_now):
    write("poison/"), write("next/")
    now = NOW
    while now < NOW + GIVE_UP_AFTER:
        assert claim(now).dedup_key == "poison/"
        assert claim(now).dedup_key == "next/"
        now += LEASE * 60
    at_now.move_to(now)
    assert claim(now) is None
    assert (mail(1).state, mail(1).last_error) == (FAILED, sending.INTERRUPTED)


def test_what_is_taken_back_while_it_is_sent_counts_as_sent(write, mailer):
    write("cancelled/7/2")

    def skipped_meanwhile(_mail):
        transact(lambda: outbox.skip("cancelled/7/", reason="undone", now=NOW))
        return SENT

    mailer.answer = skipped_meanwhile
    assert delivery.deliver_due(mailer) == {SENT: 1}
    assert states() == [SENT]


def test_what_is_taken_back_while_it_is_refused_stays_taken_back(write, mailer, at_now):
    write("cancelled/7/2")

    def skipped_meanwhile(_mail):
        transact(lambda: outbox.skip("cancelled/7/", reason="undone", now=NOW))
        return NotNow("450 no")

    mailer.answer = skipped_meanwhile
    delivery.deliver_due(mailer)
    at_now.shift(HOUR)
    assert delivery.deliver_due(mailer) == {}
    assert (states(), mail(1).last_error) == ([SKIPPED], "undone")


def test_what_is_no_longer_true_is_skipped_where_it_would_have_been_claimed(write):
    """Case C1."""
    write("old/"), write("new/")
    found = claim(why_skip=lambda message: "the call was cancelled" if message.dedup_key == "old/" else "")
    assert found.dedup_key == "new/"
    assert (mail(1).state, mail(1).last_error, mail(1).attempts) == (SKIPPED, "the call was cancelled", 0)


def test_what_was_never_tried_is_not_too_old(write, mailer, at_now):
    """F-10."""
    write()
    at_now.shift(timedelta(days=3))
    assert delivery.deliver_due(mailer) == {SENT: 1}


def test_the_queue_tells_what_it_holds_and_how_late_it_is(write):
    write("late/", now=NOW - HOUR), write("later/", delay=HOUR), write("done/")
    transact(lambda: outbox.skip("done/", reason="x", now=NOW))
    queue = sending.look(now=NOW)
    assert (queue.counts[WAITING], queue.counts[SKIPPED], queue.counts[SENT]) == (2, 1, 0)
    assert (queue.due, queue.oldest_due_at) == (1, NOW - HOUR)


def test_nothing_is_begun_any_more_when_the_worker_stops(write, mailer):
    write(), write()
    assert delivery.deliver_due(mailer, is_stopping=lambda: bool(mailer.ids)) == {SENT: 1}
