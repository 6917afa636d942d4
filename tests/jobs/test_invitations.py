"""Invitations as a mail server takes them, put into a real calendar (Radicale) as a mail programme does."""

from datetime import timedelta

import pytest
import vobject
from icalendar import Calendar

from app.domain.mail_servers import parse_mail_url
from app.integrations.mailers import smtp_mailer
from app.jobs import delivery
from tests.conftest import NOW
from tests.jobs.diary import DAY, MINUTE, book, cancel, move
from tests.mail_server import run_server

# Each step takes servers of two kinds; the database plays no part of its own.
DATABASES = ("sqlite",)


@pytest.fixture
def invitations(app, at_now):
    """Return what sends all that is due and returns Bob's new invitations as the server took them."""
    with run_server() as taken:
        mailer = smtp_mailer(app.config["COACHBOOK"], parse_mail_url(taken.url))

        def sending():
            taken.mails.clear()
            at_now.shift(timedelta(seconds=1))
            delivery.deliver_due(mailer)
            return [invitation_of(mail) for mail in taken.mails if mail["To"] == "bob@example.org"]

        yield sending
        mailer.close()


def invitation_of(mail):
    """Return the calendar file that programmes act on, once two readers agree on it."""
    (alternative,) = [part for part in mail.walk() if part.get_content_type() == "multipart/alternative"]
    assert [part.get_content_type() for part in alternative.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    part = list(alternative.iter_parts())[-1]
    text = part.get_content()
    calendar = Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    assert part.get_param("method") == calendar["METHOD"]
    other = vobject.readOne(text).vevent
    assert (other.uid.value, other.sequence.value) == (str(event["UID"]), str(event["SEQUENCE"]))
    assert other.dtstart.value == event.decoded("DTSTART")
    return calendar


def take(server, invitation):
    """Do with an invitation what a calendar does: what it holds takes the place of what has the same name."""
    invitation.pop("METHOD")
    (event,) = invitation.walk("VEVENT")
    path = f"/bob/work/{event['UID']}.ics"
    answer = server.ask("PUT", path, invitation.to_ical().decode(), "bob", Content_Type="text/calendar")
    assert answer[0] in (201, 204)


def test_an_invitation_is_followed_through_its_move_and_cancellation(server, people, invitations, at_now):
    """Cases F7, G1, G2."""
    work = server.make_calendar("Work", "bob")
    found = []
    call = book(people)
    for change in (lambda: None, lambda: move(people, call), lambda: cancel(people, call)):
        change()
        at_now.shift(MINUTE)
        (invitation,) = invitations()
        method = str(invitation["METHOD"])
        take(server, invitation)
        (event,) = Calendar.from_ical(server.read(work, "bob")).walk("VEVENT")
        assert event["ORGANIZER"] == "mailto:no-reply@localhost.localdomain"
        assert event["ATTENDEE"] == "mailto:bob@example.org"
        found.append((method, int(event["SEQUENCE"]), str(event["STATUS"]), event.decoded("DTSTART") - NOW))
    assert found == [
        ("REQUEST", 0, "CONFIRMED", 2 * DAY),
        ("REQUEST", 1, "CONFIRMED", 3 * DAY),
        ("CANCEL", 2, "CANCELLED", 3 * DAY),
    ]
