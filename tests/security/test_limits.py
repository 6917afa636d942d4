"""What costs much is done so often and no oftener, without puzzles (SEC-38)."""

from datetime import timedelta

import pytest

from app.domain.limits import Limit
from app.web import calls, schedule, series, slots
from tests import factories
from tests.conftest import NOW
from tests.security.town import DAY, Pair

HOUR = timedelta(hours=1)
# Not this machine's own address: a proxy's, which hides who asks.
FROM = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture
def _few(monkeypatch):
    """Let everything be done twice an hour."""
    for module, name in ((slots, "CALLS_PERSON"), (calls, "CALLS_PERSON"), (schedule, "WEEK_PERSON"),
                         (series, "WEEK_PERSON")):  # fmt: skip
        monkeypatch.setattr(module, name, Limit(name, 2, HOUR))


def more_slots(site, pair: Pair, count: int) -> list[int]:
    # Of yesterday: what opens this moment is kept for those who wait.
    days = [NOW + (10 + number) * DAY for number in range(count)]
    return site.do(lambda: [factories.slot(pair.coach_id, day, now=NOW - DAY) for day in days])


def book(browser, slot_id: int, **how):
    return browser.get(f"/slots/{slot_id}").submit(f"/slots/{slot_id}/book", note="Page nine", **how)


@pytest.mark.usefixtures("_few")
@pytest.mark.parametrize("htmx", [False, True])
def test_whoever_books_too_often_is_told_when_to_go_on(site, pairs, at_now, htmx):
    wanted, charlie = more_slots(site, pairs[0], 4), site.as_("charlie")
    assert [book(charlie, slot).status for slot in wanted[:2]] == [303, 303]
    refused = book(charlie, wanted[2], htmx=htmx)
    assert refused.status == 429
    assert refused.response.headers["Retry-After"] == "3601"
    assert "Wait 1 hour, then try again." in refused.text
    assert book(site.as_("bob"), wanted[3]).status == 303, "one person's haste is nobody else's"
    if not htmx:
        at_now.shift(HOUR)
        again = refused.submit(f"/slots/{wanted[2]}/book").follow()
        assert "Page nine" in again.text


@pytest.mark.usefixtures("_few")
def test_what_is_refused_costs_nothing(site, pairs):
    taken, free = more_slots(site, pairs[0], 2)
    charlie = site.as_("charlie")
    pages = [charlie.get(f"/slots/{taken}") for _ in range(3)]
    site.do(lambda: factories.call(taken, pairs[0].student_id))
    assert [page.submit(f"/slots/{taken}/book").status for page in pages] == [409] * 3
    assert book(charlie, free).status == 303


@pytest.mark.usefixtures("_few")
def test_cancelling_and_undoing_again_and_again_comes_to_an_end(site, pairs):
    bob, call = site.as_("bob"), pairs[0].ahead
    cancelled = bob.get(f"/calls/{call}/cancel").submit(f"/calls/{call}/cancel").follow()
    restored = cancelled.submit(f"/calls/{call}/restore")
    assert restored.status == 303
    path = restored.location.partition("?")[0]
    assert bob.get(f"{path}/cancel").submit(f"{path}/cancel").status == 429


@pytest.mark.usefixtures("_few")
def test_a_coach_publishes_so_often(site, pairs):
    alice = site.as_("alice")
    week = "/schedule?week=2027-W12"
    found = [
        alice.get(week).submit("/schedule/slots", on=f"2027-03-{day}", starts_at="10:00").status for day in (22, 23, 24)
    ]
    assert found == [303, 303, 429]
    pattern = {"weekdays": ["1"], "at": "10:00", "first_on": "2027-04-01", "until": "2027-04-30", "publish": "1"}
    again = alice.get("/schedule/series").submit("/schedule/series", **pattern)
    assert again.status == 429
    assert "Retry-After" in again.response.headers


def statuses(browser, path: str, times: int, **environment: str) -> set[int]:
    return {browser.client.get(path, environ_overrides=environment).status_code for _ in range(times)}


def test_a_network_searches_so_often_a_minute(site, pairs, at_now):
    visitor = site.visitor()
    assert statuses(visitor, "/coaches?q=a", 300, **FROM) | statuses(visitor, "/slots?q=a", 300, **FROM) == {200}
    refused = visitor.client.get("/coaches", environ_overrides=FROM)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "61"
    assert "Wait 1 minute, then try again." in refused.text
    assert statuses(visitor, "/slots", 1, REMOTE_ADDR="192.0.2.8") == {200}
    assert statuses(visitor, "/slots", 1) == {200}
    assert statuses(site.as_("bob"), "/slots", 1, **FROM) == {200}
    at_now.shift(timedelta(minutes=1))
    assert statuses(visitor, "/coaches", 1, **FROM) == {200}


def test_a_coach_makes_so_many_files(site, pairs):
    alice = site.as_("alice")
    assert statuses(alice, "/history.csv", 30) == {200}
    assert statuses(alice, "/history.csv", 1) == {429}
    assert statuses(alice, "/history", 1) == {200}
