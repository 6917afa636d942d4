"""Calls in people's own calendars, at a real server (Radicale), whatever our workers do."""

from datetime import timedelta

from app.db import transact
from app.jobs import calendars
from app.models import CalendarConnection, CalendarEntry
from app.services import calendar_connections, calendar_entries
from tests.conftest import NOW
from tests.factories import acting
from tests.jobs.diary import DAY, MINUTE, book, cancel, connection, count, events, move, restore


def test_a_call_is_written_into_both_calendars_each_in_its_readers_words(server, calendar, connect, people, keep_up):
    bobs = server.make_calendar("Home", "bob")
    connect(calendar)
    connect(bobs, who="bob", user_id=people[1])
    book(people)
    assert keep_up() == 2
    assert events(server, calendar) == [("Call with Bob Baker", 0, NOW + 2 * DAY)]
    assert events(server, bobs, "bob") == [("Call with Alice Archer", 0, NOW + 2 * DAY)]
    assert keep_up() == 0
    assert connection(people[0]).reached_at == NOW + timedelta(seconds=1)
    assert "+1212" not in server.read(calendar)


def test_calls_that_were_booked_before_are_written_when_a_calendar_is_connected(
    server, calendar, connect, people, keep_up
):
    book(people)
    connect(calendar)
    keep_up()
    assert len(events(server, calendar)) == 1


def test_a_call_moves_is_cancelled_and_comes_back_as_one_event(server, calendar, connect, people, at_now, keep_up):
    connect(calendar)
    call = book(people)
    keep_up()
    move(people, call)
    keep_up()
    assert events(server, calendar) == [("Call with Bob Baker", 1, NOW + 3 * DAY)]
    cancel(people, call)
    keep_up()
    assert len(events(server, calendar)) == 1, "what can be undone is not told yet"
    at_now.shift(MINUTE)
    keep_up()
    assert events(server, calendar) == []
    restore(people, call, NOW + MINUTE)
    keep_up()
    assert events(server, calendar) == [("Call with Bob Baker", 3, NOW + 3 * DAY)]
    assert count(CalendarEntry) == 1


def test_what_is_undone_in_time_is_never_seen(server, calendar, connect, people, at_now, keep_up):
    connect(calendar)
    call = book(people)
    keep_up()
    cancel(people, call)
    restore(people, call)
    at_now.shift(MINUTE)
    keep_up()
    assert events(server, calendar) == [("Call with Bob Baker", 2, NOW + 2 * DAY)]


def test_a_change_while_a_call_is_written_is_written_after_it(server, calendar, connect, people, at_now, keep_up):
    connect(calendar)
    call = book(people)
    task = transact(lambda: calendar_entries.claim(now=NOW + MINUTE))
    there = calendars._write(task)
    move(people, call)
    assert keep_up() == 0, "nobody else writes it meanwhile"
    transact(lambda: calendar_entries.mark_written(task, there, now=NOW))
    assert keep_up() == 1
    assert events(server, calendar) == [("Call with Bob Baker", 1, NOW + 3 * DAY)]


def test_a_worker_that_died_leaves_one_event(server, calendar, connect, people, at_now, keep_up):
    """I-21."""
    connect(calendar)
    call = book(people)
    task = transact(lambda: calendar_entries.claim(now=NOW + MINUTE))
    calendars._write(task)
    at_now.shift(5 * MINUTE)
    keep_up()
    assert len(events(server, calendar)) == 1
    transact(lambda: calendar_entries.mark_written(task, None, now=NOW))
    move(people, call)
    keep_up()
    assert events(server, calendar) == [("Call with Bob Baker", 1, NOW + 3 * DAY)]


def test_a_calendar_is_left_with_its_calls_or_without_them(server, calendar, connect, people, keep_up):
    connect(calendar)
    book(people)
    keep_up()
    transact(
        lambda: calendar_connections.disconnect(actor=acting(people[0]), user_id=people[0], removes=False, now=NOW)
    )
    assert keep_up() == 0
    assert len(events(server, calendar)) == 1
    assert count(CalendarConnection) == count(CalendarEntry) == 0
    connect(calendar)
    keep_up()
    assert len(events(server, calendar)) == 1, "the same event is found again"
    transact(lambda: calendar_connections.disconnect(actor=acting(people[0]), user_id=people[0], removes=True, now=NOW))
    assert connection(people[0]) is None
    keep_up()
    assert events(server, calendar) == []
    assert count(CalendarConnection) == count(CalendarEntry) == 0


def test_calls_move_to_another_calendar_that_is_chosen(server, calendar, connect, people, keep_up):
    other = server.make_calendar("Other")
    connect(calendar, others=[other])
    book(people)
    keep_up()
    transact(lambda: calendar_connections.choose(actor=acting(people[0]), user_id=people[0], address=other, now=NOW))
    keep_up()
    assert events(server, calendar) == []
    assert len(events(server, other)) == 1
    assert count(CalendarConnection) == 1
