"""Calls in a calendar of a real server (Radicale), and servers that answer as servers do on bad days."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from icalendar import Calendar

from app.domain.calendar_events import CalendarEvent
from app.domain.calls import CallStatus
from app.domain.outgoing import parse_networks
from app.domain.remote_calendars import (
    BusyTime,
    CalendarGone,
    EventRefused,
    NoAnswer,
    NotLetIn,
    RemoteEvent,
)
from app.integrations import ical
from app.integrations.calendars.caldav import CalDav
from app.integrations.outgoing import Outgoing
from tests.calendar_server import PASSWORD, run_calendar_server
from tests.conftest import NOW
from tests.web_server import run_web_server

HERE = Outgoing(parse_networks("127.0.0.0/8"))
HOUR = timedelta(hours=1)
EVENT = CalendarEvent(
    uid="7b6f0c3e-one",
    sequence=0,
    status=CallStatus.CONFIRMED,
    starts_at=NOW + 24 * HOUR,
    ends_at=NOW + 26 * HOUR,
    changed_at=NOW,
    summary="Call with Bob Baker",
    url="https://coaching.example.org/calls/1",
)
MOVED = replace(EVENT, sequence=1, starts_at=NOW + 48 * HOUR, ends_at=NOW + 50 * HOUR)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with run_calendar_server(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture
def calendar(server):
    return server.make_calendar("Work")


@pytest.fixture
def alice():
    return CalDav(HERE, "alice", PASSWORD)


@pytest.fixture
def web():
    with run_web_server() as web:
        yield web


def events(server, calendar):
    return [
        (str(event["UID"]), int(event["SEQUENCE"]), event.decoded("DTSTART"))
        for event in Calendar.from_ical(server.read(calendar)).walk("VEVENT")
    ]


@pytest.mark.parametrize("path", ["", "alice/", "alice/work/"])
def test_calendars_are_found_from_the_server_the_account_or_one_of_them(server, calendar, alice, path):
    found = alice.list_calendars(f"{server.url}{path}")
    assert (calendar, "Work") in [(one.address, one.name) for one in found]


def test_a_wrong_password_is_told(server, calendar):
    with pytest.raises(NotLetIn):
        CalDav(HERE, "alice", "guessed").list_calendars(server.url)


def test_a_call_is_written_moved_and_taken_out(server, calendar, alice):
    there = alice.put(calendar, EVENT, None)
    assert events(server, calendar) == [(EVENT.uid, 0, EVENT.starts_at)]
    there = alice.put(calendar, MOVED, there)
    assert events(server, calendar) == [(EVENT.uid, 1, MOVED.starts_at)]
    alice.remove(calendar, EVENT.uid, there)
    assert events(server, calendar) == []
    alice.remove(calendar, EVENT.uid, there)


def test_a_call_that_may_lie_there_is_taken_out(server, calendar, alice):
    alice.put(calendar, EVENT, None)
    for _ in range(2):
        alice.remove(calendar, EVENT.uid, None)
        assert events(server, calendar) == []


def test_nobody_is_invited_by_what_lies_in_a_calendar(server, calendar, alice):
    alice.put(calendar, EVENT, None)
    assert not re.search("METHOD|ORGANIZER|ATTENDEE", server.read(calendar))


def test_an_answer_that_was_lost_makes_no_second_event(server, calendar, alice):
    """I-21."""
    alice.put(calendar, EVENT, None)
    there = alice.put(calendar, MOVED, None)
    assert events(server, calendar) == [(EVENT.uid, 1, MOVED.starts_at)]
    alice.put(calendar, EVENT, replace(there, etag='"of long ago"'))
    assert len(events(server, calendar)) == 1


def test_an_event_that_was_changed_there_is_written_over_and_one_that_was_deleted_comes_back(server, calendar, alice):
    there = alice.put(calendar, EVENT, None)
    path = "/alice/work/7b6f0c3e-one.ics"
    other = ical.write([replace(EVENT, summary="Mine")])
    assert server.ask("PUT", path, other, Content_Type="text/calendar")[0] in (201, 204)
    there = alice.put(calendar, MOVED, there)
    assert "Mine" not in server.read(calendar)
    assert server.ask("DELETE", path)[0] == 200
    alice.put(calendar, MOVED, there)
    assert events(server, calendar) == [(EVENT.uid, 1, MOVED.starts_at)]
    server.ask("PUT", path, other, Content_Type="text/calendar")
    alice.remove(calendar, EVENT.uid, there)
    assert events(server, calendar) == []


def test_an_event_that_was_taken_from_a_mail_is_not_there_twice(server, calendar, alice):
    """Case G2."""
    mailed = ical.write([EVENT])
    assert server.ask("PUT", "/alice/work/from-a-mail.ics", mailed, Content_Type="text/calendar")[0] == 201
    there = alice.put(calendar, MOVED, None)
    assert there.address == f"{calendar}from-a-mail.ics"
    assert events(server, calendar) == [(EVENT.uid, 1, MOVED.starts_at)]


def test_busy_times_are_those_of_its_events_laid_out(server, calendar, alice):
    weekly = replace(EVENT, uid="weekly", starts_at=NOW + 3 * HOUR, ends_at=NOW + 4 * HOUR)
    text = ical.write([weekly]).replace("SEQUENCE:0", "SEQUENCE:0\r\nRRULE:FREQ=WEEKLY")
    server.ask("PUT", "/alice/work/weekly.ics", text, Content_Type="text/calendar")
    free = ical.write([replace(EVENT, uid="free")]).replace("TRANSP:OPAQUE", "TRANSP:TRANSPARENT")
    server.ask("PUT", "/alice/work/free.ics", free, Content_Type="text/calendar")
    found = alice.list_busy(calendar, from_at=NOW, to_at=NOW + timedelta(days=15))
    weeks = [timedelta(days=7 * number) for number in range(3)]
    assert found == [BusyTime(weekly.starts_at + week, weekly.ends_at + week) for week in weeks]


def test_a_calendar_that_is_gone_is_told(server, calendar, alice):
    server.ask("DELETE", "/alice/work/")
    with pytest.raises(CalendarGone):
        alice.put(calendar, EVENT, None)


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (401, NotLetIn), (403, NotLetIn), (404, CalendarGone), (409, CalendarGone), (410, CalendarGone),
        (301, CalendarGone), (307, CalendarGone), (408, NoAnswer), (423, NoAnswer), (429, NoAnswer), (500, NoAnswer),
        (502, NoAnswer), (503, NoAnswer), (507, NoAnswer), (400, EventRefused), (413, EventRefused),
        (415, EventRefused),
    ],
)  # fmt: skip
def test_each_status_is_understood(web, alice, status, failure):
    web.answer = lambda _: (status, {"Location": "http://127.0.0.1:1/"}, b"")
    calendar = f"http://127.0.0.1:{web.port}/"
    with pytest.raises(failure):
        alice.put(calendar, EVENT, None)
    with pytest.raises(failure):
        alice.list_busy(calendar, from_at=NOW, to_at=NOW + HOUR)
    if status not in (404, 410):
        with pytest.raises(failure):
            alice.remove(calendar, EVENT.uid, RemoteEvent(f"{calendar}a.ics", '"1"'))


def test_a_server_says_how_long_to_wait(web, alice):
    web.answer = lambda _: (429, {"Retry-After": "90"}, b"")
    with pytest.raises(NoAnswer) as failure:
        alice.put(f"http://127.0.0.1:{web.port}/", EVENT, None)
    assert failure.value.wait == timedelta(seconds=90)


@pytest.mark.parametrize("told", ["", "soon", "-5", "Wed, 21 Oct 2026 07:28:00 GMT", "9" * 40])
def test_a_wait_that_is_no_number_is_none(web, alice, told):
    web.answer = lambda _: (503, {"Retry-After": told}, b"")
    with pytest.raises(NoAnswer) as failure:
        alice.put(f"http://127.0.0.1:{web.port}/", EVENT, None)
    assert failure.value.wait is None


def test_a_server_that_is_away_is_told(alice):
    with pytest.raises(NoAnswer):
        alice.put("http://127.0.0.1:1/", EVENT, None)


def test_a_private_address_is_none(server):
    """SEC-35."""
    with pytest.raises(CalendarGone):
        CalDav(Outgoing(), "alice", PASSWORD).list_calendars(server.url)


def test_a_redirect_leads_to_no_private_address(web):
    """F-55."""
    outgoing = Outgoing(parse_networks("127.0.0.1/32"))
    with run_web_server() as inside:
        web.answer = lambda _: (301, {"Location": f"http://127.0.0.2:{inside.port}/"}, b"")
        with pytest.raises((CalendarGone, NoAnswer)):
            CalDav(Outgoing(parse_networks("127.0.0.1/32")), "a", "b").list_calendars(f"http://127.0.0.1:{web.port}/x")
        web.answer = lambda _: (301, {"Location": f"http://10.0.0.1:{inside.port}/"}, b"")
        with pytest.raises(CalendarGone):
            CalDav(outgoing, "a", "b").list_calendars(f"http://127.0.0.1:{web.port}/x")
        assert inside.connections == 0


def test_redirects_are_followed_to_where_calendars_are_and_not_in_a_circle(web, server, calendar, alice):
    web.answer = lambda asked: (
        (301, {"Location": f"{server.url}"}, b"") if asked.path == "/.well-known/caldav" else (404, {}, b"")
    )
    assert calendar in [one.address for one in alice.list_calendars(f"http://127.0.0.1:{web.port}/")]
    web.answer = lambda _: (302, {"Location": "/again"}, b"")
    with pytest.raises(CalendarGone):
        alice.list_calendars(f"http://127.0.0.1:{web.port}/")
    assert len(web.asked) < 12


BOMB = b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
FILE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:/etc/passwd">]><a>&b;</a>'


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff", b"<a/>", BOMB, FILE])
def test_an_answer_that_is_no_calendar_servers_is_told(web, alice, body):
    web.answer = lambda _: (207, {}, body)
    with pytest.raises(CalendarGone):
        alice.list_calendars(f"http://127.0.0.1:{web.port}/dav")


@pytest.mark.parametrize("body", [b"", b"\xff", b"BEGIN:VCALENDAR", b"<a/>"])
def test_busy_times_that_cannot_be_read_are_told(web, alice, body):
    web.answer = lambda _: (200, {}, body)
    with pytest.raises(NoAnswer):
        alice.list_busy(f"http://127.0.0.1:{web.port}/", from_at=NOW, to_at=NOW + HOUR)


def test_busy_times_are_read_in_every_spelling(web, alice):
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VFREEBUSY", "UID:1", "DTSTAMP:20270301T000000Z",
        "FREEBUSY:20270301T100000Z/20270301T110000Z,20270301T120000Z/PT30M",
        "FREEBUSY;FBTYPE=FREE:20270301T130000Z/PT1H",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20270301T090000Z/PT1H",
        "END:VFREEBUSY", "END:VCALENDAR", "",
    ]  # fmt: skip
    web.answer = lambda _: (200, {}, "\r\n".join(lines).encode())
    found = alice.list_busy(f"http://127.0.0.1:{web.port}/", from_at=NOW, to_at=NOW + HOUR)
    assert [(busy.starts_at - NOW, busy.ends_at - busy.starts_at) for busy in found] == [
        (0 * HOUR, HOUR), (HOUR, HOUR), (3 * HOUR, HOUR / 2),
    ]  # fmt: skip
