"""Connecting one's own calendar, at a real server (Radicale)."""

from datetime import timedelta

import pytest

from app.db import db, transact
from app.domain.limits import CALENDAR_CONNECT
from app.domain.outgoing import parse_networks
from app.domain.remote_calendars import BusyTime, BusyUse
from app.jobs import calendars
from app.models import CalendarConnection
from app.services import calendar_busy, calendar_connections
from tests.calendar_server import PASSWORD, run_calendar_server
from tests.conftest import NOW
from tests.factories import acting

DATABASES = ("sqlite",)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with run_calendar_server(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture
def work(server):
    server.ask("DELETE", "/alice/private/")
    return server.make_calendar("Work")


@pytest.fixture
def alice(site, world, monkeypatch):
    settings = site.app.config["COACHBOOK"].model_copy(update={"allowed_networks": parse_networks("127.0.0.0/8")})
    monkeypatch.setitem(site.app.config, "COACHBOOK", settings)
    return site.as_("alice")


def connect(person, at, /, **typed):
    page = person.get("/settings/calendar/connect")
    filled = {"server": at.url, "account": "alice", "password": PASSWORD, **typed}
    return page.submit("/settings/calendar/connect", **filled)


def own(site, world):
    return site.do(lambda: calendar_connections.find(world.alice))


def keep_up(at_now):
    at_now.shift(timedelta(seconds=1))
    return calendars.keep_up()


def test_a_single_calendar_is_chosen_at_once(site, world, alice, server, work):
    page = connect(alice, server).follow()
    assert "Your calendar is connected" in page.text
    assert own(site, world).address == work
    assert "Not yet" in page.text
    assert PASSWORD not in page.text


def test_the_password_is_kept_encrypted(site, world, alice, server, work):
    connect(alice, server)
    kept = site.do(lambda: db.session.query(CalendarConnection).one().secret)
    assert PASSWORD not in kept


def test_of_several_calendars_one_is_chosen_and_busy_times_of_any(site, world, alice, server, work):
    home = server.make_calendar("Private")
    answer = connect(alice, server)
    assert answer.location == "/settings/calendar/choose"
    assert own(site, world).address == ""
    page = answer.follow()
    page.submit("/settings/calendar/choose", address=work, busy_use="close", busy=[home])
    found = own(site, world)
    assert (found.address, set(found.busy_addresses), found.busy_use) == (work, {home}, BusyUse.CLOSE)
    assert "Not offered to students: Private" in alice.get("/settings/calendar").text


@pytest.mark.parametrize("typed", [{"password": "wrong"}, {"account": "nobody"}])
def test_who_is_not_let_in_is_told(site, world, alice, server, typed):
    answer = connect(alice, server, **typed)
    assert answer.status == 422
    assert "does not let us in" in answer.text
    assert own(site, world) is None


@pytest.mark.parametrize(
    "address",
    [
        "https://10.0.0.1/",
        "http://169.254.169.254/",
        "https://localhost:1/",
        "http://127.0.0.1:1/",
        "ftp://a.b",
        "https://nowhere.invalid/",
    ],
)
def test_why_no_calendar_was_found_reads_the_same_whatever_it_was(site, world, alice, server, address):
    """SEC-35."""
    answer = connect(alice, server, server=address)
    assert answer.status == 422
    assert answer.one("#server-error").text.strip().startswith("No calendar was found there")
    assert own(site, world) is None


def test_nothing_private_is_asked_unless_a_setting_says_so(site, world, server):
    answer = connect(site.as_("alice"), server)
    assert "No calendar was found there" in answer.text


def test_nobody_has_us_ask_servers_without_an_end(site, world, alice, server):
    """SEC-35."""
    for _ in range(CALENDAR_CONNECT.times):
        assert connect(alice, server, server="http://127.0.0.1:1/").status == 422
    assert connect(alice, server).status == 429


def test_somebody_elses_calendar_cannot_be_chosen(site, world, alice, server, work):
    connect(alice, server)
    page = alice.get("/settings/calendar/choose")
    answer = page.submit("/settings/calendar/choose", address="https://evil.example/", busy_use="ignore")
    assert answer.status == 422
    assert own(site, world).address == work


def test_a_calendar_that_is_left_is_emptied_if_that_is_wanted(site, world, alice, server, work, at_now):
    connect(alice, server)
    site.do(lambda: keep_up(at_now))
    assert "SUMMARY:Call with Bob Baker" in server.read(work)
    page = alice.get("/settings/calendar")
    page.submit("/settings/calendar/disconnect", removes="y")
    assert own(site, world) is None
    site.do(lambda: keep_up(at_now))
    assert "SUMMARY" not in server.read(work)


def test_troubles_are_told_in_plain_words(site, world, alice, server, work, at_now):
    connect(alice, server)
    server.ask("DELETE", "/alice/work/")
    site.do(lambda: keep_up(at_now))
    assert "Your calendar is not there any more" in alice.get("/settings/calendar").text


@pytest.fixture
def busy(site, world, alice, server, work):
    """Return what makes Alice busy during the open slot, for one use."""

    def being(use):
        connect(alice, server)

        def work_():
            calendar_connections.choose(
                actor=acting(world.alice),
                user_id=world.alice,
                address=work,
                busy_addresses=[work],
                busy_use=use,
                now=NOW,
            )
            task = calendar_busy.claim(now=NOW + HOUR)
            starts_at = NOW + 3 * DAY
            calendar_busy.keep(task, [BusyTime(starts_at + HOUR, starts_at + 3 * HOUR)], now=NOW)

        site.do(lambda: transact(work_))

    return being


def test_a_coach_is_told_of_slots_at_which_they_are_busy(site, world, alice, busy):
    assert "usy in your own calendar" not in alice.get("/schedule").text
    busy(BusyUse.WARN)
    page = alice.get("/schedule")
    assert len(page.all("label.cell.busy")) >= 1
    assert "Busy in your own calendar" in page.text
    assert site.as_("bob").get("/slots").all(f'[href^="/slots/{world.open_slot}"]')


def test_a_time_at_which_a_coach_is_busy_is_not_offered_if_they_want_that(site, world, alice, busy):
    bob = site.as_("bob")
    page = bob.get(f"/slots/{world.open_slot}")
    busy(BusyUse.CLOSE)
    assert not bob.get("/slots").all(f'[href^="/slots/{world.open_slot}"]')
    answer = page.submit(f"/slots/{world.open_slot}/book")
    assert answer.status == 409
    assert "The coach is busy at that time" in answer.text
