"""When people's own calendars say that they are busy."""

import pytest

from app.db import db
from app.domain.remote_calendars import BusyTime, BusyUse, Trouble
from app.models import CalendarBusyTime
from app.services import calendar_busy
from tests.conftest import NOW
from tests.jobs.diary import DAY, HOUR, MINUTE, book, connection
from tests.web_server import run_web_server


def busy(user_id):
    found = calendar_busy.list_between(user_id, NOW, NOW + 30 * DAY)
    db.session.rollback()
    return found


@pytest.mark.parametrize("use", [BusyUse.WARN, BusyUse.CLOSE])
def test_busy_times_are_read_and_our_own_calls_are_none(server, calendar, connect, people, at_now, use, keep_up):
    connect(calendar, busy_use=use)
    book(people)
    starts = NOW + 5 * DAY
    event = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:dentist\r\nDTSTAMP:20270301T000000Z\r\n"
        f"DTSTART:{starts:%Y%m%dT%H%M%SZ}\r\nDTEND:{starts + HOUR:%Y%m%dT%H%M%SZ}\r\nSUMMARY:Dentist\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    server.ask("PUT", "/alice/work/dentist.ics", event, Content_Type="text/calendar")
    keep_up()
    assert busy(people[0]) == [BusyTime(starts, starts + HOUR)]
    assert db.session.query(CalendarBusyTime).one().is_closed is (use is BusyUse.CLOSE)
    db.session.rollback()
    server.ask("DELETE", "/alice/work/dentist.ics")
    at_now.shift(16 * MINUTE)
    keep_up()
    assert busy(people[0]) == []


def test_busy_times_that_cannot_be_read_stay_as_they_were(connect, people, at_now, keep_up):
    lines = ["BEGIN:VCALENDAR", "BEGIN:VFREEBUSY", "FREEBUSY:20270302T100000Z/PT1H", "END:VFREEBUSY", "END:VCALENDAR"]
    with run_web_server() as web:
        web.answer = lambda _: (200, {}, "\r\n".join(lines).encode())
        connect(f"http://127.0.0.1:{web.port}/", busy_use=BusyUse.CLOSE)
        keep_up()
        found = busy(people[0])
        assert found == [BusyTime(NOW + 25 * HOUR, NOW + 26 * HOUR)]
        web.answer = lambda _: (500, {}, b"")
        at_now.shift(HOUR)
        keep_up()
        assert busy(people[0]) == found
        assert connection(people[0]).trouble is Trouble.NO_ANSWER


def test_stretches_of_time_are_joined_and_cut():
    def at(*hours):
        return [BusyTime(NOW + start * HOUR, NOW + end * HOUR) for start, end in hours]

    assert calendar_busy.merge(at((3, 4), (0, 1), (1, 2), (0, 0.5))) == at((0, 2), (3, 4))
    assert calendar_busy.without(at((0, 4), (6, 7)), at((1, 2), (3, 5), (6, 7))) == at((0, 1), (2, 3))
    assert calendar_busy.without(at((0, 1)), at((1, 2), (-1, 0))) == at((0, 1))
