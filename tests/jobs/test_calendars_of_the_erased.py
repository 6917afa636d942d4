"""What becomes of calls in the calendars of people who are erased."""

import pytest

from app.db import Base, db, transact
from app.domain.remote_calendars import GIVE_UP_REMOVING
from app.integrations.crypto import cipher_of
from app.models import CalendarConnection, CalendarEntry
from app.services import calendar_connections, calendar_entries, erasure
from tests.conftest import NOW
from tests.factories import ADMIN, acting
from tests.google import OWN, problem
from tests.jobs.diary import DAY, HOUR, MINUTE, book, count, events
from tests.web_server import run_web_server


@pytest.fixture
def erase(app, people):
    def erasing(number=None):
        cipher = cipher_of(app.config["COACHBOOK"])
        told = {"actor": ADMIN, "reason": "Closed.", "cipher": cipher, "now": NOW}
        transact(lambda: erasure.erase(user_id=number or people[0], **told))

    return erasing


def kept_of(word):
    """Return the tables in which a word stands."""
    rows = {table.name: repr(db.session.execute(table.select()).all()) for table in Base.metadata.sorted_tables}
    db.session.rollback()
    return {name for name, content in rows.items() if word in content}


def test_a_calendar_by_caldav_is_emptied_and_nothing_tells_whose_it_was(
    server, calendar, connect, people, keep_up, erase
):
    connect(calendar)
    book(people)
    keep_up()
    assert "calendar_entries" in kept_of("alice/work")
    erase()
    assert kept_of("alice") == set()
    assert len(events(server, calendar)) == 1
    keep_up()
    assert events(server, calendar) == []
    assert count(CalendarConnection) == count(CalendarEntry) == 0


def test_a_calendar_at_google_is_emptied_also_after_an_hour_without_it(google, people, at_now, keep_up, erase):
    book(people)
    book(people, NOW + 4 * DAY)
    keep_up()
    google.next = [problem(503, "backendError"), None]
    erase()
    assert kept_of(OWN) == set()
    for _ in range(8):
        keep_up()
        at_now.shift(HOUR)
    assert google.alive() == []
    assert kept_of(OWN) == set()
    assert count(CalendarConnection) == count(CalendarEntry) == 0


def test_a_call_that_is_being_written_then_is_taken_out_too(google, people, at_now, keep_up, erase):
    book(people)
    task = transact(lambda: calendar_entries.claim(now=NOW + MINUTE))
    erase()
    google.insert(OWN, {"id": task.uid.replace("-", ""), "summary": "late"})
    transact(lambda: calendar_entries.mark_written(task, None, now=NOW))
    at_now.shift(5 * MINUTE)
    keep_up()
    assert google.alive() == []
    assert count(CalendarConnection) == count(CalendarEntry) == 0


def test_a_calendar_that_was_left_before_is_emptied_too(google, people, keep_up, erase):
    book(people)
    keep_up()
    transact(lambda: calendar_connections.disconnect(actor=acting(people[0]), user_id=people[0], removes=True, now=NOW))
    erase()
    keep_up()
    assert google.alive() == []


def test_a_calendar_that_cannot_be_emptied_is_forgotten_after_a_day(connect, people, at_now, keep_up, erase):
    with run_web_server() as web:
        web.answer = lambda asked: (201 if asked.method == "PUT" else 500, {}, b"")
        connect(f"http://127.0.0.1:{web.port}/")
        book(people)
        keep_up()
        erase()
        at_now.shift(GIVE_UP_REMOVING / 2)
        keep_up()
        assert count(CalendarConnection) == 1
        at_now.shift(GIVE_UP_REMOVING)
        keep_up()
    assert count(CalendarConnection) == count(CalendarEntry) == 0


def test_a_secret_that_nobody_can_read_is_forgotten_at_once(connect, people, erase):
    connect("http://127.0.0.1:1/")
    db.session.query(CalendarConnection).update({"secret": "unreadable"})
    db.session.commit()
    book(people)
    erase()
    assert count(CalendarConnection) == count(CalendarEntry) == 0


def test_the_other_persons_calendar_is_told_that_the_call_is_off(google, people, at_now, keep_up, erase):
    book(people)
    keep_up()
    erase(people[1])
    at_now.shift(MINUTE)
    keep_up()
    assert google.alive() == []
    assert count(CalendarConnection) == 1
