"""Calls in a calendar at Google, whatever our workers and Google's bad days do."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.db import db, transact
from app.domain.remote_calendars import BusyTime, BusyUse, Trouble
from app.integrations.crypto import cipher_of
from app.jobs import calendars
from app.models import CalendarConnection, CalendarEntry
from app.services import calendar_busy, calendar_connections
from tests.conftest import NOW
from tests.factories import acting
from tests.google import OWN, problem
from tests.jobs.conftest import consent
from tests.jobs.diary import DAY, HOUR, MINUTE, book, cancel, connection, count, move, restore


def starts(google):
    return [event["start"]["dateTime"] for event in google.alive()]


def secret():
    kept = db.session.query(CalendarConnection.secret).scalar()
    db.session.rollback()
    return kept


def disconnect(people):
    transact(lambda: calendar_connections.disconnect(actor=acting(people[0]), user_id=people[0], removes=True, now=NOW))


def test_a_call_moves_is_cancelled_and_comes_back_as_one_event(google, people, at_now, keep_up):
    call = book(people)
    assert keep_up() == 1
    assert [(event["summary"], event["id"]) for event in google.alive()] == [
        ("Call with Bob Baker", db.session.query(CalendarEntry.address).scalar())
    ]
    db.session.rollback()
    move(people, call)
    keep_up()
    assert starts(google) == ["2027-03-04T09:00:00Z"]
    cancel(people, call)
    at_now.shift(MINUTE)
    keep_up()
    assert starts(google) == []
    restore(people, call, NOW + MINUTE)
    keep_up()
    assert starts(google) == ["2027-03-04T09:00:00Z"]
    assert len(google.events[OWN]) == 1


def test_an_answer_that_was_lost_and_a_day_without_google_leave_one_event(google, people, at_now, keep_up):
    """I-21, case C6."""
    google.lost = 1
    book(people)
    keep_up()
    assert connection(people[0]).trouble is Trouble.NO_ANSWER
    google.next = [problem(503, "backendError")] * 8
    for _ in range(24):
        at_now.shift(HOUR)
        keep_up()
    assert google.next == []
    assert len(starts(google)) == 1
    assert connection(people[0]).trouble is None


def test_eight_workers_at_once_write_each_call_once(google, app, people, at_now):
    """I-21, SEC-37."""
    calls = [book(people, NOW + (2 + number) * DAY) for number in range(4)]
    for call in calls:
        move(people, call, NOW + (10 + call) * DAY)
    at_now.shift(MINUTE)

    def work(_number):
        with app.app_context():
            return calendars.keep_up()

    with ThreadPoolExecutor(8) as workers:
        assert sum(workers.map(work, range(8))) == 4
    asked = [asked.method for asked in google.asked if asked.path.endswith("/events") and asked.method == "POST"]
    assert len(asked) == len(google.events[OWN]) == 4


def test_tokens_are_renewed_once_for_many_calls_and_kept_encrypted(google, people, at_now, keep_up):
    before = secret()
    at_now.shift(2 * HOUR)
    for number in range(3):
        book(people, NOW + (3 + number) * DAY)
    keep_up()
    assert len(starts(google)) == 3
    assert [asked.path for asked in google.asked].count("/token") == 1
    assert secret() != before
    for token in (*google.refresh_tokens, *google.access_tokens):
        assert token not in secret()


def test_a_consent_that_was_taken_back_is_told_until_it_is_given_again(google, app, people, at_now, keep_up):
    google.revoke()
    book(people)
    for _ in range(20):
        keep_up()
        at_now.shift(HOUR)
    assert len(google.asked) == 2, "one question, and one for new tokens"
    assert connection(people[0]).trouble is Trouble.NOT_LET_IN
    consent(google, app.config["COACHBOOK"], people[0])
    assert connection(people[0]).trouble is None
    keep_up()
    assert len(starts(google)) == 1


def test_tokens_of_a_consent_that_was_given_again_meanwhile_stay(google, app, people):
    mine = connection(people[0]).id
    old = secret()
    consent(google, app.config["COACHBOOK"], people[0])
    new = secret()
    transact(
        lambda: calendar_connections.keep_secret(mine, old=old, new=cipher_of(app.config["COACHBOOK"]).encrypt("late"))
    )
    assert secret() == new != old


@pytest.mark.parametrize("use", [BusyUse.WARN, BusyUse.CLOSE])
def test_busy_times_are_read_and_our_own_calls_are_none(google, people, keep_up, use):
    def work():
        calendar_connections.choose(
            actor=acting(people[0]), user_id=people[0], address=OWN, busy_addresses=[OWN], busy_use=use, now=NOW
        )

    transact(work)
    book(people)
    at = NOW + 5 * DAY
    held = [{"dateTime": f"{time:%FT%TZ}"} for time in (at, at + HOUR)]
    google.events[OWN]["dentist"] = {"status": "confirmed", "start": held[0], "end": held[1]}
    keep_up()
    assert len(google.alive()) == 2
    assert calendar_busy.list_between(people[0], NOW, NOW + 30 * DAY) == [BusyTime(at, at + HOUR)]
    db.session.rollback()


def test_a_calendar_that_is_left_is_emptied(google, people, at_now, keep_up):
    book(people)
    keep_up()
    google.next = [problem(429, "rateLimitExceeded", **{"Retry-After": "600"})]
    disconnect(people)
    keep_up()
    assert len(starts(google)) == 1
    at_now.shift(11 * MINUTE)
    keep_up()
    assert starts(google) == []
    assert count(CalendarConnection) == count(CalendarEntry) == 0
