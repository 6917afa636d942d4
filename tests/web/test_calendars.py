"""Calls for calendar programmes: one as a file, all of them at a private address."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import vobject
from icalendar import Calendar

from app.db import db, transact
from app.domain.calendar_events import GOOGLE, OUTLOOK
from app.domain.contacts import shown_phone
from app.models import CalendarFeed
from app.services import accounts
from app.web import calendars
from tests import factories
from tests.calendar_files import Names, read_twice
from tests.conftest import NOW
from tests.factories import ADMIN, PEOPLE
from tests.web.test_reads import WRITES, Statements

DAY = timedelta(days=1)
FEED = Path(__file__).parent / "golden" / "feed.bob.ics"


@pytest.fixture
def bob(site, world):
    return site.as_("bob")


def make(person):
    """Make a private address, or another one, and return its path."""
    page = person.get("/settings/calendar").submit("/settings/calendar").follow()
    return re.search(r"/calendar/[\w-]+\.ics", page.text)[0]


def events(visitor, path):
    """Return the events at an address by their names, as two readers find them."""
    answer = visitor.client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    text = answer.get_data(as_text=True)
    found = {str(event["UID"]): event for event in Calendar.from_ical(text).walk("VEVENT")}
    assert {event.uid.value for event in getattr(vobject.readOne(text), "vevent_list", [])} == set(found)
    return found


def test_either_takes_a_call_home_as_a_file(site, world, bob):
    """Case I3."""
    link = bob.get(f"/calls/{world.call}").one('a[href$=".ics"]')
    answer = bob.client.get(link["href"])
    assert answer.headers["Content-Disposition"] == "attachment; filename=call.ics"
    calendar = Calendar.from_ical(answer.get_data(as_text=True))
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "PUBLISH"
    assert event["SUMMARY"] == "Call with Alice Archer"
    assert event.decoded("DTSTART") == NOW + 2 * DAY
    assert "4:00–6:00\u202fAM in New York" in event["DESCRIPTION"]
    assert "9:00–11:00\u202fAM in London" in event["DESCRIPTION"]
    assert event["URL"].endswith(f"/calls/{world.call}")
    (other,) = events(site.as_("alice"), f"/calls/{world.call}/calendar.ics").values()
    assert other["SUMMARY"] == "Call with Bob Baker"
    assert other["UID"] == event["UID"]


def test_a_call_is_added_to_a_calendar_on_the_web_by_a_link(site, world, bob):
    page = bob.get(f"/calls/{world.call}")
    google, outlook = (urlsplit(page.one(f'a[href^="{address}"]')["href"]) for address in (GOOGLE, OUTLOOK))
    asked = dict(parse_qsl(google.query))
    assert asked["action"] == "TEMPLATE"
    assert asked["dates"] == "20270303T090000Z/20270303T110000Z"
    assert asked["ctz"] == "America/New_York"
    assert asked["text"] == "Call with Alice Archer"
    assert asked["details"].endswith(f"/calls/{world.call}")
    wanted = dict(parse_qsl(outlook.query))
    assert (wanted["startdt"], wanted["enddt"]) == ("2027-03-03T09:00:00Z", "2027-03-03T11:00:00Z")
    assert (wanted["subject"], wanted["body"]) == (asked["text"], asked["details"])
    for phone in (PEOPLE["alice"][1], shown_phone(PEOPLE["alice"][1])):
        assert phone not in asked["details"]


def test_no_link_adds_a_call_that_is_cancelled(world, bob):
    page = bob.get(f"/calls/{world.call}/cancel").submit(f"/calls/{world.call}/cancel").follow()
    assert not page.all(f'a[href^="{GOOGLE}"], a[href^="{OUTLOOK}"], a[href$=".ics"]')


def test_a_private_address_needs_no_sign_in_and_shows_titles_and_times_alone(site, world, bob):
    """SEC-08."""
    (event,) = events(site.visitor(), make(bob)).values()
    assert event["SUMMARY"] == "Call with Alice Archer"
    assert not {"DESCRIPTION", "LOCATION", "ATTENDEE"} & set(event)


def test_the_address_holds_256_bits_and_is_not_what_is_kept(site, bob):
    """SEC-08."""
    token = re.search(r"/calendar/(.+)\.ics", make(bob))[1]
    assert len(token) == 43
    kept = site.do(lambda: db.session.query(CalendarFeed).one())
    assert token not in (kept.token_hash, kept.nonce)
    assert token in bob.get("/settings/calendar").text, "its owner can see it again"


def test_a_new_address_ends_the_old_one(site, bob):
    """Case G3."""
    old, new = make(bob), make(bob)
    assert old != new
    assert site.visitor().client.get(old).status_code == 410
    assert site.visitor().client.get(new).status_code == 200


def test_a_removed_address_opens_nothing(site, bob):
    path = make(bob)
    bob.get("/settings/calendar").submit("/settings/calendar/end").follow()
    assert site.visitor().client.get(path).status_code == 410
    assert "Make a private address" in bob.get("/settings/calendar").text
    assert bob.get("/settings").submit("/settings").status == 303


def test_each_has_an_address_of_their_own(site, world, bob):
    mine, hers = make(bob), make(site.as_("alice"))
    assert [event["SUMMARY"] for event in events(site.visitor(), hers).values()] == ["Call with Bob Baker"]
    assert set(events(site.visitor(), hers)) == set(events(site.visitor(), mine))
    nobodys = make(site.as_("charlie"))
    assert events(site.visitor(), nobodys) == {}


def test_the_address_of_a_closed_account_opens_nothing(site, world):
    path = make(site.as_("charlie"))
    site.do(lambda: transact(lambda: accounts.deactivate(actor=ADMIN, email="charlie@example.org", now=NOW)))
    assert site.visitor().client.get(path).status_code == 410


def test_one_name_and_a_rising_sequence_follow_a_call_through_move_cancellation_and_undo(site, world, bob):
    """Cases F7, G1, G2."""
    path, seen = make(bob), []

    def look():
        ((uid, event),) = events(site.visitor(), path).items()
        seen.append((uid, event["SEQUENCE"], str(event["STATUS"]), event.decoded("DTSTART")))

    look()
    bob.get(f"/calls/{world.call}/move?to={world.open_slot}").submit(f"/calls/{world.call}/move")
    look()
    bob.get(f"/calls/{world.call}/cancel").submit(f"/calls/{world.call}/cancel")
    look()
    bob.get(f"/calls/{world.call}").submit(f"/calls/{world.call}/restore")
    look()
    assert len({uid for uid, *_ in seen}) == 1
    assert [sequence for _, sequence, *_ in seen] == [0, 1, 2, 3]
    assert [status for *_, status, _ in seen] == ["CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert [start for *_, start in seen] == [NOW + 2 * DAY, *[NOW + 3 * DAY] * 3]


def test_a_feed_reads_as_it_was_approved(site, world, bob, request):
    """Cases G1, G3: one call moved, one cancelled, one as it was booked; `--write-mails` writes the file anew."""
    for number in (4, 5):
        site.do(lambda number=number: factories.call(factories.slot(world.alice, NOW + number * DAY), world.bob))
    bob.get(f"/calls/{world.call}/move?to={world.open_slot}").submit(f"/calls/{world.call}/move")
    bob.get(f"/calls/{world.call + 1}/cancel").submit(f"/calls/{world.call + 1}/cancel")
    text = site.visitor().client.get(make(bob)).get_data(as_text=True)
    assert text.count("\n") == text.count("\r\n")
    shown = Names().write(text)
    if request.config.getoption("--write-mails"):
        FEED.write_text(shown)
    assert shown == FEED.read_text()
    method, found = read_twice(text)
    assert method == "PUBLISH"
    assert sorted((event.status, event.sequence) for event in found) == [
        ("CANCELLED", 1), ("CONFIRMED", 0), ("CONFIRMED", 1)
    ]  # fmt: skip


def test_a_cancelled_call_is_shown_as_such_for_30_days(site, world, bob, at_now):
    """Case G3."""
    path = make(bob)
    bob.get(f"/calls/{world.call}/cancel").submit(f"/calls/{world.call}/cancel")
    at_now.move_to(NOW + 29 * DAY)
    assert [event["STATUS"] for event in events(site.visitor(), path).values()] == ["CANCELLED"]
    at_now.move_to(NOW + 31 * DAY)
    assert events(site.visitor(), path) == {}


def test_a_calendar_that_has_not_changed_is_not_sent_again(site, world, bob, at_now):
    """Case G3."""
    path, programme = make(bob), site.visitor().client
    tag = programme.get(path).headers["ETag"]
    at_now.shift(timedelta(hours=1))
    assert programme.get(path, headers={"If-None-Match": tag}).status_code == 304
    bob = site.as_("bob")
    bob.get(f"/calls/{world.call}/cancel").submit(f"/calls/{world.call}/cancel")
    assert programme.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_no_calendar_holds_a_phone_number_or_another_persons_address(site, world, bob):
    """Case G3, invariants I-11 and I-12."""
    said = site.visitor().client.get(make(bob)).get_data(as_text=True)
    said += bob.client.get(f"/calls/{world.call}/calendar.ics").get_data(as_text=True)
    for who, (_, phone, _) in PEOPLE.items():
        assert phone not in said
        assert shown_phone(phone) not in said
        assert f"{who}@example.org" not in said


def test_search_engines_are_kept_away(site, bob):
    for path in (make(bob), "/calendar/nobodys.ics"):
        headers = site.visitor().client.get(path).headers
        assert headers["X-Robots-Tag"] == "noindex"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "private, no-cache"
    assert "Disallow: /calendar" in site.visitor().client.get("/robots.txt").get_data(as_text=True)


def test_who_looks_too_often_waits(site, bob):
    """SEC-38."""
    path, programme = make(bob), site.visitor().client
    answers = [programme.get(path) for _ in range(121)]
    assert [answer.status_code for answer in answers].count(200) == 120
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_calendar_writes_nothing_and_asks_the_same_few_questions_however_full_it_is(site, world, bob):
    """Case D1."""
    path, counts = make(bob), []
    for first in (5, 30):
        for number in range(first, 2 * first):
            slot = site.do(lambda number=number: factories.slot(world.alice, NOW + number * DAY))
            site.do(lambda slot=slot: factories.call(slot, world.bob))
        with Statements() as said:
            assert len(events(site.visitor(), path)) > first - 5
        counts.append(len(said))
    assert not [statement for statement in said if statement.startswith(WRITES)]
    assert counts[0] == counts[1] <= 3


def test_a_calendar_of_many_calls_has_an_end(site, world, bob, monkeypatch):
    monkeypatch.setattr(calendars, "MOST_CALLS", 1)
    site.do(lambda: factories.call(world.open_slot, world.bob))
    (event,) = events(site.visitor(), make(bob)).values()
    assert event.decoded("DTSTART") == NOW + 3 * DAY


def test_an_address_outlives_the_programmes_key(site, bob, monkeypatch):
    path = make(bob)
    config = site.app.config["COACHBOOK"]
    rotated = config.model_copy(update={"secret_key": "another", "secret_key_fallbacks": config.secret_key})
    monkeypatch.setitem(site.app.config, "COACHBOOK", rotated)
    assert path in bob.get("/settings/calendar").text
    monkeypatch.setitem(site.app.config, "COACHBOOK", rotated.model_copy(update={"secret_key_fallbacks": ""}))
    assert "cannot be shown again" in bob.get("/settings/calendar").text
    assert site.visitor().client.get(path).status_code == 200
