"""What happens to calls, and what is then found in calendars."""

from datetime import timedelta

from icalendar import Calendar

from app.db import db, transact
from app.services import calendar_connections, cancelling, moving
from tests import factories
from tests.conftest import NOW
from tests.factories import USUAL, acting

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def book(people, starts_at=NOW + 2 * DAY):
    return factories.call(factories.slot(people[0], starts_at), people[1])


def move(people, call, starts_at=NOW + 3 * DAY):
    slot_id = factories.slot(people[0], starts_at)
    transact(lambda: moving.move(actor=acting(people[1]), call_id=call, slot_id=slot_id, policy=USUAL, now=NOW))


def cancel(people, call, now=NOW):
    transact(lambda: cancelling.cancel(actor=acting(people[1]), call_id=call, policy=USUAL, now=now))


def restore(people, call, now=NOW):
    return transact(lambda: cancelling.restore(actor=acting(people[1]), call_id=call, policy=USUAL, now=now))


def events(server, calendar, who="alice"):
    return [
        (str(event["SUMMARY"]), int(event["SEQUENCE"]), event.decoded("DTSTART"))
        for event in Calendar.from_ical(server.read(calendar, who)).walk("VEVENT")
    ]


def connection(user_id):
    found = calendar_connections.find(user_id)
    db.session.rollback()
    return found


def count(kind):
    found = db.session.query(kind).count()
    db.session.rollback()
    return found
