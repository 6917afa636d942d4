"""Connecting one's own calendar at Google: by its owner, in their browser, in time (SEC-17)."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app.db import db
from app.domain.limits import CALENDAR_CONNECT
from app.domain.remote_calendars import BusyUse, CalendarKind
from app.jobs import calendars
from app.models import CalendarConnection
from app.services import calendar_connections
from tests.google import CLIENT, HOME, OWN, problem, refused, run_google

DATABASES = ("sqlite",)
START, BACK = "/settings/calendar/google", "/settings/calendar/google/return"


@pytest.fixture
def google(site, monkeypatch):
    with run_google() as google:
        settings = site.app.config["COACHBOOK"].model_copy(update=google.settings)
        monkeypatch.setitem(site.app.config, "COACHBOOK", settings)
        yield google


@pytest.fixture
def alice(site, world, google):
    return site.as_("alice")


def go(person):
    """Press the button, and return the question that Google is asked with it."""
    answer = person.get(START).submit(START)
    assert answer.status == 303
    return parse_qs(urlsplit(answer.location).query)


def agree(google, question):
    """Say yes at Google, and return the address that leads back."""
    location = google.consent({name: values[0] for name, values in question.items()})[1]["Location"]
    assert location.startswith("http://127.0.0.1:8000/settings/calendar/google/return?")
    return location.removeprefix("http://127.0.0.1:8000")


def own(site, world):
    return site.do(lambda: calendar_connections.find(world.alice))


def kept(site):
    return site.do(lambda: db.session.query(CalendarConnection).count())


def test_a_person_goes_to_google_comes_back_and_chooses(site, world, google, alice, at_now):
    page = alice.get("/settings/calendar").click("Connect Google Calendar")
    assert "no titles and no people" in page.text
    answer = alice.get(agree(google, go(alice))).submit(BACK)
    assert answer.location == "/settings/calendar/choose"
    page = answer.follow()
    assert page.form("/settings/calendar/choose")["address"] == OWN
    page.submit("/settings/calendar/choose", address=HOME, busy_use="close", busy=[OWN])
    found = own(site, world)
    assert (found.kind, found.account, found.address) == (CalendarKind.GOOGLE, OWN, HOME)
    assert (set(found.busy_addresses), found.busy_use) == ({OWN}, BusyUse.CLOSE)
    at_now.shift(timedelta(seconds=1))
    site.do(calendars.keep_up)
    assert [event["summary"] for event in google.alive(HOME)] == ["Call with Bob Baker"]
    text = alice.get("/settings/calendar").text
    assert f"Account there {OWN}" in text
    assert "Not offered to students: Alice Archer" in text


def test_a_single_calendar_is_chosen_at_once_and_its_tokens_are_kept_encrypted(site, world, google, alice):
    google.calendars.pop(HOME)
    page = alice.get(agree(google, go(alice))).submit(BACK).follow()
    assert "Your calendar is connected" in page.text
    secret = site.do(lambda: db.session.query(CalendarConnection).one().secret)
    for token in (*google.refresh_tokens, *google.access_tokens):
        assert token not in secret
        assert token not in page.html


def test_whoever_erases_their_account_is_told_of_their_calendar(site, google, alice):
    """Case E2."""
    assert "taken out of the calendar" not in alice.get("/settings/data/erase").text
    alice.get(agree(google, go(alice))).submit(BACK)
    assert "taken out of the calendar" in alice.get("/settings/data/erase").text


def test_looking_at_what_google_says_changes_nothing(site, google, alice):
    back = agree(google, go(alice))
    asked = len(google.asked)
    for _ in range(2):
        page = alice.get(back)
        assert page.response.headers["Cache-Control"] == "no-store"
    assert (kept(site), len(google.asked)) == (0, asked)


@pytest.mark.parametrize("changed", [{"state": "guessed"}, {"state": ""}, {"iss": "https://evil.example"}])
def test_a_consent_that_is_not_the_one_asked_for_connects_nothing(site, google, alice, changed):
    """SEC-17."""
    page = alice.get(agree(google, go(alice)))
    answer = page.submit(BACK, **changed)
    assert answer.status == 409
    assert "Begin again, in this browser" in answer.text
    assert page.submit(BACK).status == 409, "the right one comes too late then"
    assert (kept(site), google.refresh_tokens) == (0, set())


def test_a_consent_is_used_once(site, google, alice):
    """SEC-17."""
    back = agree(google, go(alice))
    page = alice.get(back)
    assert page.submit(BACK).status == 303
    tokens = set(google.refresh_tokens)
    assert alice.get(back).submit(BACK).status == 409
    assert google.refresh_tokens == tokens


def test_a_consent_lasts_ten_minutes(site, google, alice, at_now):
    """SEC-17."""
    back = agree(google, go(alice))
    at_now.shift(timedelta(minutes=10))
    assert alice.get(back).submit(BACK).status == 409
    assert kept(site) == 0


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_another_browser_and_another_person_connect_nothing(site, world, google, alice, who):
    """SEC-17: nobody has their calendar written into another's account."""
    back = agree(google, go(alice))
    other = site.as_(who)
    assert other.get(back).submit(BACK).status == 409
    go(other)
    assert other.get(back).submit(BACK).status == 409
    assert (kept(site), google.refresh_tokens) == (0, set())


def test_whoever_signs_in_next_in_the_same_browser_connects_nothing(site, world, google, alice):
    """SEC-17."""
    back = agree(google, go(alice))
    alice.get("/settings").submit("/logout")
    alice.sign_in("bob")
    assert alice.get(back).submit(BACK).status == 409
    assert kept(site) == 0


def test_a_code_with_the_proof_of_another_errand_is_worth_nothing(site, google, alice):
    """SEC-17: PKCE."""
    first = agree(google, go(alice))
    page = alice.get(agree(google, go(alice)))
    code = parse_qs(urlsplit(first).query)["code"][0]
    answer = page.submit(BACK, code=code)
    assert answer.status == 409
    assert "Google has not let us in" in answer.text
    assert kept(site) == 0


def test_whoever_says_no_is_back_where_they_began(site, google, alice):
    google.is_denied = True
    page = alice.get(agree(google, go(alice)))
    assert page.status == 409
    assert "Nothing was connected" in page.text
    google.is_denied = False
    assert page.submit(START).status == 303


def test_a_box_that_was_not_ticked_is_told(site, google, alice):
    google.grants = ["https://www.googleapis.com/auth/calendar.events"]
    answer = alice.get(agree(google, go(alice))).submit(BACK)
    assert "leave every box ticked" in answer.text
    assert kept(site) == 0


@pytest.mark.parametrize("answer", [refused("invalid_client", 401), problem(503, "backendError"), None])
def test_a_google_that_is_down_is_told(site, google, alice, answer):
    page = alice.get(agree(google, go(alice)))
    google.next = [answer]
    told = page.submit(BACK)
    assert told.status == 409
    assert "Google gives no answer" in told.text
    assert CLIENT["client_secret"] not in told.html


def test_a_consent_that_was_taken_back_is_given_again(site, world, google, alice, at_now):
    google.calendars.pop(HOME)
    alice.get(agree(google, go(alice))).submit(BACK)
    google.revoke()
    at_now.shift(timedelta(seconds=1))
    site.do(calendars.keep_up)
    page = alice.get("/settings/calendar")
    assert "Google does not let us in any more" in page.text
    page.click("Connect again")
    question = go(alice)
    assert question["login_hint"] == [OWN]
    alice.get(agree(google, question)).submit(BACK)
    assert "does not let us in" not in alice.get("/settings/calendar").text
    at_now.shift(timedelta(seconds=1))
    site.do(calendars.keep_up)
    assert len(google.alive()) == 1


def test_only_the_page_with_the_way_to_google_lets_a_form_lead_there(google, alice):
    """SEC-20."""
    assert f"form-action 'self' {google.url}" in alice.get(START).response.headers["Content-Security-Policy"]
    for path in ("/settings/calendar", BACK + "?code=a"):
        assert alice.get(path).response.headers["Content-Security-Policy"].endswith("form-action 'self'")


def test_nobody_is_sent_to_google_without_an_end(google, alice):
    """SEC-35."""
    for _ in range(CALENDAR_CONNECT.times):
        go(alice)
    answer = alice.get(START).submit(START)
    assert answer.status == 429
    assert int(answer.response.headers["Retry-After"]) > 0


def test_without_the_settings_there_is_no_such_way(site, world):
    alice = site.as_("alice")
    assert "Google Calendar</a>" not in alice.get("/settings/calendar").html
    assert alice.get(START).status == 409
