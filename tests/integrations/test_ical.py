"""Calendar files, read by two libraries and by one that knows nothing but lines."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from app.domain.calendar_events import CalendarEvent, Mailbox, Method
from app.domain.calls import CallStatus
from app.domain.text import printable, printable_line
from app.integrations import ical
from tests.conftest import NOW

PROGRAMME = Mailbox("Coachbook", "calls@example.org")
BOB = Mailbox("Bob Baker", "bob@example.org")
CALL = CalendarEvent(
    uid="one",
    sequence=3,
    status=CallStatus.CONFIRMED,
    starts_at=NOW,
    ends_at=NOW + timedelta(hours=2),
    changed_at=NOW - timedelta(days=1),
    summary="Call with Alice Archer",
    url="https://coaching.example.org/calls/1",
    description="14:00–16:00 in London\n09:00–11:00 in New York",
    location="Room 4",
)
OURS = [
    "BEGIN", "VERSION", "PRODID", "METHOD", "BEGIN", "SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID", "SEQUENCE",
    "ATTENDEE", "DESCRIPTION", "LAST-MODIFIED", "LOCATION", "ORGANIZER", "STATUS", "TRANSP", "URL", "END", "END",
]  # fmt: skip
# Letters, and everything that some reader takes for the end of a line, of a value or of a parameter.
NASTY = "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029\x00\x7f\t\u202e\u2066\ud800;:,\"\\^='"
NASTY_TEXT = st.text(st.one_of(st.sampled_from(NASTY), st.characters()), max_size=120)


def invite(event=CALL, *, method=Method.REQUEST, attendee=BOB):
    return ical.write([event], method=method, organizer=PROGRAMME, attendee=attendee)


def event_of(text):
    calendar = Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    assert not event.errors
    return event


def lines_of(text):
    """Return the lines of a file as the simplest reader unfolds them."""
    return re.sub(r"\n[ \t]", "", "\n".join(text.splitlines())).split("\n")


def names_of(text):
    return [re.split("[;:]", line, maxsplit=1)[0] for line in lines_of(text)]


@pytest.mark.parametrize("month", [1, 7])
@pytest.mark.parametrize("read", ["icalendar", "vobject"])
def test_the_start_in_a_file_is_the_stored_instant(month, read):
    """Case B3."""
    starts_at = datetime(2027, month, 1, 9, 30, tzinfo=UTC)
    text = invite(replace(CALL, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2)))
    if read == "icalendar":
        found = [event_of(text).decoded(name) for name in ("DTSTART", "DTEND")]
    else:
        event = vobject.readOne(text).vevent
        found = [event.dtstart.value, event.dtend.value]
    assert found == [starts_at, starts_at + timedelta(hours=2)]
    assert f"DTSTART:2027{month:02}01T093000Z" in lines_of(text)


def test_an_invitation_says_who_invites_whom_to_what():
    text = invite()
    event = event_of(text)
    assert Calendar.from_ical(text)["METHOD"] == "REQUEST"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("one", 3, "CONFIRMED")
    assert event["SUMMARY"] == "Call with Alice Archer"
    assert event["DESCRIPTION"] == CALL.description
    assert event["URL"] == CALL.url
    assert event["ORGANIZER"] == "mailto:calls@example.org"
    assert event["ORGANIZER"].params["CN"] == "Coachbook"
    assert event["ATTENDEE"] == "mailto:bob@example.org"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert "VTIMEZONE" not in text


def test_a_cancellation_says_so_under_the_same_name():
    """Case G1."""
    booked = event_of(invite())
    text = invite(replace(CALL, status=CallStatus.CANCELLED, sequence=4), method=Method.CANCEL)
    cancelled = event_of(text)
    assert Calendar.from_ical(text)["METHOD"] == "CANCEL"
    assert cancelled["STATUS"] == "CANCELLED"
    assert cancelled["UID"] == booked["UID"]
    assert cancelled["SEQUENCE"] > booked["SEQUENCE"]
    assert cancelled["TRANSP"] == "TRANSPARENT"


def test_what_is_published_invites_nobody_and_can_be_subscribed_to():
    text = ical.write([CALL, replace(CALL, uid="two")], method=Method.PUBLISH, organizer=PROGRAMME, name="My calls")
    calendar = vobject.readOne(text)
    assert [event.uid.value for event in calendar.vevent_list] == ["one", "two"]
    assert calendar.contents["name"][0].value == "My calls"
    assert "ATTENDEE" not in text


def test_an_empty_calendar_is_a_calendar():
    text = ical.write([], method=Method.PUBLISH, organizer=PROGRAMME, name="My calls")
    assert Calendar.from_ical(text).walk("VEVENT") == []


def test_no_line_is_longer_than_readers_must_take():
    text = invite(replace(CALL, description="é" * 500))
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert "\n" not in text.replace("\r\n", "")


@settings(deadline=None)
@given(NASTY_TEXT, NASTY_TEXT, NASTY_TEXT, NASTY_TEXT)
def test_no_text_breaks_out_of_its_line(summary, description, location, name):
    """SEC-27."""
    event = replace(CALL, summary=f"S{summary}", description=f"D{description}", location=f"L{location}")
    text = invite(event, attendee=Mailbox(name, "bob@example.org"))
    assert names_of(text) == OURS
    assert sorted(event_of(text)) == sorted(OURS[5:-2])
    assert sorted(line.name for line in vobject.readOne(text).vevent.lines()) == sorted(OURS[5:-2])
    assert event_of(text)["SUMMARY"] == printable_line(event.summary)
    assert event_of(text)["DESCRIPTION"] == printable(event.description)


def test_the_simple_reader_finds_what_breaks_out():
    broken = invite().replace("Call with", "Call\vATTACH:https://evil.example/\fwith")
    assert "ATTACH" in names_of(broken)
