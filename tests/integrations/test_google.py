"""Calls in a calendar at Google, and a Google that has bad days."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from app.domain.oauth import Tokens
from app.domain.remote_calendars import (
    BusyTime,
    CalendarGone,
    EventRefused,
    NoAnswer,
    NotLetIn,
    RemoteCalendar,
    RemoteEvent,
)
from app.integrations.calendars import clients
from config import Config
from tests.conftest import NOW
from tests.google import HOME, OWN, TEAM, fine, problem, refused, run_google
from tests.integrations.test_caldav import EVENT, HOUR, MOVED

UID = "7b6f0c3e-5d0f-5f0a-9a53-0d4b0a3c9f61"
EVENT, MOVED = replace(EVENT, uid=UID), replace(MOVED, uid=UID)
NAME = UID.replace("-", "")
BACK = "https://coaching.example.org/settings/calendar/google/return"


@pytest.fixture
def google():
    with run_google() as google:
        yield google


@pytest.fixture
def config(google):
    return Config.for_tests(**google.settings)


@pytest.fixture
def tokens(google, at_now):
    google.refresh_tokens.add("1//refresh")
    return Tokens("1//refresh", google.open()["access_token"], NOW + HOUR)


@pytest.fixture
def kept():
    return []


@pytest.fixture
def alice(config, tokens, kept):
    return clients.new_google(config, tokens, keep=kept.append)


def written(google, calendar=OWN):
    return [(event["id"], event["start"]["dateTime"]) for event in google.alive(calendar)]


def consent(config, verifier):
    """Return what a person is sent back with."""
    google = clients.consent_of(config, return_to=BACK)
    parts = urlsplit(google.address(state="s", verifier=verifier, account=OWN))
    return google, dict(parse_qsl(parts.query))


def test_calendars_are_found_page_by_page_the_own_one_first(google, alice):
    assert alice.list_calendars("") == [RemoteCalendar(OWN, "Alice Archer"), RemoteCalendar(HOME, "Home")]
    assert len(google.asked) == 2


def test_a_calendar_is_called_as_its_reader_calls_it(google, alice):
    names = ({"summary": "Team", "summaryOverride": "Us"}, {"summary": "Team"}, {})
    google.next = [fine({"items": [{"id": TEAM, **name} for name in names]})]
    assert [calendar.name for calendar in alice.list_calendars("")] == ["Us", "Team", TEAM]


def test_a_call_is_written_moved_and_taken_out(google, alice):
    there = alice.put(OWN, EVENT, None)
    assert written(google) == [(NAME, "2027-03-02T09:00:00Z")]
    event = google.alive()[0]
    assert (event["summary"], event["transparency"]) == ("Call with Bob Baker", "opaque")
    assert not {"attendees", "organizer"} & set(event), "nobody is invited by it"
    google.events[OWN][NAME]["colorId"] = "5"
    there = alice.put(OWN, MOVED, there)
    assert written(google) == [(NAME, "2027-03-03T09:00:00Z")]
    assert google.alive()[0]["colorId"] == "5", "what its owner made of it stays"
    for known in (there, there, None):
        alice.remove(OWN, UID, known)
        assert written(google) == []


def test_an_answer_that_was_lost_makes_no_second_event(google, alice):
    """I-21, F-56."""
    there = None
    for event in (EVENT, MOVED):
        google.lost = 1
        with pytest.raises(NoAnswer):
            alice.put(OWN, event, there)
        there = alice.put(OWN, event, there)
        assert written(google) == [(NAME, f"{event.starts_at:%FT%TZ}")]
    google.lost = 1
    with pytest.raises(NoAnswer):
        alice.remove(OWN, UID, there)
    alice.remove(OWN, UID, there)
    assert written(google) == []


def test_an_event_that_was_changed_there_is_written_over_and_one_that_was_deleted_comes_back(google, alice):
    there = alice.put(OWN, EVENT, None)
    google.write(google.events[OWN][NAME], {"summary": "Mine"})
    there = alice.put(OWN, MOVED, there)
    assert [event["summary"] for event in google.alive()] == ["Call with Bob Baker"]
    google.write(google.events[OWN][NAME], {"status": "cancelled"})
    there = alice.put(OWN, MOVED, there)
    assert written(google) == [(NAME, "2027-03-03T09:00:00Z")]


@pytest.mark.parametrize("is_known", [True, False])
def test_a_name_that_is_used_up_for_good_is_given_up_for_another(google, alice, is_known):
    there = alice.put(OWN, EVENT, None)
    google.write(google.events[OWN][NAME], {"status": "cancelled"})
    google.gives_back = False
    again = alice.put(OWN, MOVED, there if is_known else None)
    assert written(google) == [(f"{NAME}r", "2027-03-03T09:00:00Z")]
    alice.put(OWN, EVENT, again)
    assert written(google) == [(f"{NAME}r", "2027-03-02T09:00:00Z")]
    alice.remove(OWN, UID, None)
    assert written(google) == []


def test_an_event_that_was_taken_from_a_mail_is_not_there_twice(google, alice):
    """Case G2."""
    mailed = {"id": "_abc", "iCalUID": UID, "status": "confirmed", "etag": '"1"', "organizer": {"email": "us@x"}}
    google.events[OWN]["_abc"] = mailed | {"start": {"dateTime": "2027-03-02T09:00:00Z"}}
    there = alice.put(OWN, MOVED, None)
    assert there.address == "_abc"
    assert len(google.alive()) == 1
    alice.remove(OWN, UID, there)
    assert google.alive() == []


def test_busy_times_are_read_in_stretches_that_google_allows(google, alice):
    held = [f"2027-03-02T{hour}:00:00Z" for hour in (10, 11)]
    google.events[HOME]["a"] = {"status": "confirmed", "start": {"dateTime": held[0]}, "end": {"dateTime": held[1]}}
    found = alice.list_busy(HOME, from_at=NOW, to_at=NOW + timedelta(days=180))
    assert found == [BusyTime(NOW + 25 * HOUR, NOW + 26 * HOUR)]
    assert len(google.asked) == 3
    with pytest.raises(CalendarGone):
        alice.list_busy(TEAM, from_at=NOW, to_at=NOW + HOUR)


@pytest.mark.parametrize("ended", [True, False])
def test_tokens_that_have_ended_are_renewed_once_and_kept(google, config, tokens, kept, ended):
    old = replace(tokens, ends_at=NOW) if ended else tokens
    google.access_tokens.clear()
    alice = clients.new_google(config, old, keep=kept.append)
    alice.put(OWN, EVENT, None)
    alice.put(OWN, MOVED, None)
    assert len(kept) == 1
    assert (kept[0].refresh, kept[0].ends_at) == ("1//refresh", NOW + timedelta(seconds=3539))
    assert len(written(google)) == 1


def test_a_consent_that_was_taken_back_is_told(google, alice):
    google.revoke()
    with pytest.raises(NotLetIn):
        alice.put(OWN, EVENT, None)


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (refused("invalid_grant"), NotLetIn), (refused("invalid_client", 401), NoAnswer),
        (refused("unauthorized_client", 401), NoAnswer), ((500, {}, b""), NoAnswer), (None, NoAnswer),
        ((200, {}, b"<html>"), NoAnswer), ((200, {}, b"[1]"), NoAnswer),
    ],
)  # fmt: skip
def test_each_answer_of_the_token_endpoint_is_understood(google, alice, answer, failure):
    google.access_tokens.clear()
    google.next = [problem(401, "authError"), answer]
    with pytest.raises(failure):
        alice.put(OWN, EVENT, None)


@pytest.mark.parametrize(
    ("status", "reason", "failure"),
    [
        (403, "forbidden", NotLetIn), (403, "insufficientPermissions", NotLetIn), (403, "rateLimitExceeded", NoAnswer),
        (403, "userRateLimitExceeded", NoAnswer), (403, "quotaExceeded", NoAnswer), (404, "notFound", CalendarGone),
        (403, "accessNotConfigured", NoAnswer), (410, "deleted", CalendarGone), (412, "conditionNotMet", NoAnswer),
        (429, "rateLimitExceeded", NoAnswer), (500, "backendError", NoAnswer), (503, "backendError", NoAnswer),
        (400, "invalid", EventRefused), (302, "", CalendarGone), (409, "conflict", NoAnswer),
    ],
)  # fmt: skip
def test_each_status_is_understood(google, alice, status, reason, failure):
    for ask in (
        lambda: alice.put(OWN, EVENT, None),
        lambda: alice.list_busy(OWN, from_at=NOW, to_at=NOW + HOUR),
        lambda: alice.list_calendars(""),
    ):
        google.next = [problem(status, reason)]
        with pytest.raises(failure):
            ask()
    if status not in (404, 410):
        google.next = [problem(status, reason)]
        with pytest.raises(failure):
            alice.remove(OWN, UID, RemoteEvent(NAME, ""))


@pytest.mark.parametrize(("told", "wait"), [("90", timedelta(seconds=90)), ("86400", HOUR), ("soon", None)])
def test_google_says_how_long_to_wait(google, alice, told, wait):
    google.next = [problem(429, "rateLimitExceeded", **{"Retry-After": told})]
    with pytest.raises(NoAnswer) as failure:
        alice.put(OWN, EVENT, None)
    assert failure.value.wait == wait


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"items": 3}', b'{"items": [3]}', b"[" * 100_000])
def test_a_list_of_calendars_that_cannot_be_read_is_told(google, alice, body):
    google.next = [(200, {}, body)]
    with pytest.raises(NoAnswer):
        alice.list_calendars("")


NO_TIMES = ({"start": "soon", "end": "later"}, {"start": "0001-01-01T00:00:00+09:00", "end": "2027-01-01T00:00:00Z"})


@pytest.mark.parametrize("told", [{}, {"busy": 3}, *({"busy": [one]} for one in NO_TIMES), {"errors": [{}]}])
def test_busy_times_that_cannot_be_read_are_told(google, alice, told):
    google.next = [fine({"calendars": {OWN: told} if told else {}})]
    with pytest.raises(NoAnswer):
        alice.list_busy(OWN, from_at=NOW, to_at=NOW + HOUR)


def test_a_code_is_traded_once_by_whoever_began(google, config, at_now):
    """SEC-17."""
    ours, query = consent(config, "the verifier")
    assert query["login_hint"] == OWN
    code = parse_qs(urlsplit(google.consent(query)[1]["Location"]).query)["code"][0]
    found = ours.trade(code=code, verifier="the verifier")
    assert found.refresh in google.refresh_tokens
    with pytest.raises(NotLetIn):
        ours.trade(code=code, verifier="the verifier")
    other = parse_qs(urlsplit(google.consent(query)[1]["Location"]).query)["code"][0]
    with pytest.raises(NotLetIn):
        ours.trade(code=other, verifier="a guess")


@pytest.mark.parametrize("dropped", [0, 1, 2])
def test_less_than_all_that_is_asked_for_is_not_enough(google, config, dropped):
    ours, query = consent(config, "v")
    google.grants = query["scope"].split()
    google.grants.pop(dropped)
    code = parse_qs(urlsplit(google.consent(query)[1]["Location"]).query)["code"][0]
    with pytest.raises(NotLetIn):
        ours.trade(code=code, verifier="v")


def test_no_token_is_told_in_words(tokens):
    assert tokens.access not in f"{tokens!r} {tokens}"
    assert Tokens.read(tokens.write()) == tokens
