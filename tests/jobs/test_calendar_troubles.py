"""Calendar servers that are down, full, closed to us, or want no such event."""

import pytest

from app.cli.checks import WARNING
from app.cli.doctor_calendars import check_calendars
from app.db import db, transact
from app.domain.remote_calendars import Trouble
from app.models import CalendarConnection, CalendarEntry
from app.services import calendar_connections, calendar_entries
from tests.conftest import NOW
from tests.factories import acting
from tests.jobs.diary import DAY, HOUR, MINUTE, book, connection, count, move
from tests.web_server import run_web_server


def test_a_server_that_is_down_is_left_alone_for_longer_each_time(connect, people, at_now, keep_up):
    with run_web_server() as web:
        web.answer = lambda _: (503, {}, b"")
        connect(f"http://127.0.0.1:{web.port}/")
        book(people)
        book(people, NOW + 4 * DAY)
        for _ in range(12):
            keep_up()
            at_now.shift(HOUR / 4)
        assert 4 <= len(web.asked) <= 10
        found = connection(people[0])
        assert found.trouble is Trouble.NO_ANSWER
        assert found.reached_at is None
        web.answer = lambda _: (201, {}, b"")
        at_now.shift(HOUR)
        assert keep_up() == 2
        assert connection(people[0]).trouble is None


def test_a_server_is_left_alone_as_long_as_it_asks(connect, people, at_now, keep_up):
    with run_web_server() as web:
        web.answer = lambda _: (429, {"Retry-After": "1800"}, b"")
        connect(f"http://127.0.0.1:{web.port}/")
        book(people)
        keep_up()
        at_now.shift(29 * MINUTE)
        keep_up()
        assert len(web.asked) == 1
        at_now.shift(2 * MINUTE)
        keep_up()
        assert len(web.asked) == 2


@pytest.mark.parametrize(("status", "trouble"), [(401, Trouble.NOT_LET_IN), (410, Trouble.GONE)])
def test_a_calendar_that_is_closed_to_us_is_asked_once_a_day_until_its_owner_does_something(
    connect, people, at_now, status, trouble, keep_up
):
    with run_web_server() as web:
        web.answer = lambda _: (status, {}, b"")
        address = f"http://127.0.0.1:{web.port}/"
        connect(address)
        book(people)
        for _ in range(23):
            keep_up()
            at_now.shift(HOUR)
        assert len(web.asked) == 1
        assert connection(people[0]).trouble is trouble
        web.answer = lambda _: (201, {}, b"")
        connect(address, password="another")
        assert keep_up() == 1
        assert connection(people[0]).trouble is None


def test_a_password_whose_key_is_gone_is_told(connect, people, config, keep_up):
    connect("http://127.0.0.1:1/")
    db.session.query(CalendarConnection).update({"secret": "unreadable"})
    db.session.commit()
    book(people)
    keep_up()
    assert connection(people[0]).trouble is Trouble.NOT_LET_IN


def test_an_event_that_is_refused_keeps_no_other_from_being_written(connect, people, keep_up):
    with run_web_server() as web:
        web.answer = lambda asked: (413 if len(web.asked) == 1 else 201, {}, b"")
        connect(f"http://127.0.0.1:{web.port}/")
        calls = [book(people), book(people, NOW + 4 * DAY)]
        assert keep_up() == 2
        assert calendar_entries.count_failed() == 1
        db.session.rollback()
        for number, call in enumerate(calls):
            move(people, call, NOW + (5 + number) * DAY)
        assert keep_up() == 2
        assert calendar_entries.count_failed() == 0
        db.session.rollback()


def test_a_calendar_that_cannot_be_emptied_is_forgotten(connect, people, at_now, keep_up):
    with run_web_server() as web:
        web.answer = lambda asked: (201 if asked.method == "PUT" else 500, {}, b"")
        connect(f"http://127.0.0.1:{web.port}/")
        book(people)
        keep_up()
        transact(
            lambda: calendar_connections.disconnect(actor=acting(people[0]), user_id=people[0], removes=True, now=NOW)
        )
        for _ in range(27):
            keep_up()
            at_now.shift(HOUR)
        assert count(CalendarConnection) == count(CalendarEntry) == 0


def test_nothing_is_written_of_what_ended_long_ago(connect, people, at_now, keep_up):
    with run_web_server() as web:
        connect(f"http://127.0.0.1:{web.port}/")
        book(people)
        at_now.shift(4 * DAY)
        assert keep_up() == 0
        assert web.asked == []


def test_the_doctor_tells_of_calendars(app, connect, people, keep_up):
    with run_web_server() as web:
        web.answer = lambda _: (413, {}, b"")
        connect(f"http://127.0.0.1:{web.port}/")
        book(people)
        keep_up()
    told = [(check["result"], check["detail"]) for check in check_calendars()]
    db.session.rollback()
    assert told == [
        (WARNING, "1 connected, 1 did not take a call"),
        (WARNING, "1: each is tried again when its call changes"),
    ]
