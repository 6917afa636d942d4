"""Reading: it changes nothing, asks the database little, weighs little, and is never answered from another's cache."""

import gc
import gzip
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests import factories
from tests.conftest import NOW

WRITES = ("INSERT", "UPDATE", "DELETE", "BEGIN IMMEDIATE")


class Statements(list):
    """What was said to the database."""

    def __enter__(self):
        event.listen(Engine, "before_cursor_execute", self.hear)
        return self

    def __exit__(self, *_):
        event.remove(Engine, "before_cursor_execute", self.hear)

    def hear(self, _connection, _cursor, statement, *_):
        if not statement.startswith(("BEGIN", "PRAGMA")) or statement == "BEGIN IMMEDIATE":
            self.append(statement)


PAGES = ("/", "/coaches", "/coaches?subject=x&q=y&day=1&time=night", "/coaches/{alice}", "/slots",
         "/slots?subject=x&q=y&day=1&time=night", "/slots/{open_slot}", "/calls", "/calls?view=past", "/calls/hours",
         "/calls/{call}", "/calls/{call}/cancel", "/calls/{call}/decline",
         "/calls?view=requests", "/calls/{call}/move", "/calls/{call}/move?to={open_slot}",
         "/calls/{call}/calendar.ics", "/settings/calendar", "/notifications", "/settings/notifications", "/saved",
         "/waitlist", "/waitlist/join",
         "/settings/tokens", "/settings/webhooks",
         "/settings/calendar/connect", "/settings/calendar/choose", "/settings/calendar/google",
         "/settings/calendar/google/return?code=a", "/calls/{call}/feedback?score=4", "/feedback",
         "/calls/{call}/review", "/reviews", "/coaches/{alice}/reviews",
         "/history?score=4", "/history.csv", "/dashboard?range=all",
         "/dashboard.csv?figure=fill", "/students", "/students/{bob}",
         "/messages", "/messages/1", "/messages/1/news", "/messages/coach/{alice}", "/messages/1/report",
         "/slots/{booked_slot}/withdraw",
         "/schedule", "/schedule?hours=all", "/schedule/series", "/schedule/time-off", "/schedule/rules",
         "/settings/data",
         "/settings/data/erase", "/settings/coach", "/coaches/{alice}/photo", "/healthz", "/readyz", "/metrics",
         "/nowhere")  # fmt: skip


@pytest.mark.parametrize("who", ["visitor", "alice", "bob", "charlie"])
def test_get_and_head_write_nothing(site, world, who):
    """Case D1."""
    person = site.visitor() if who == "visitor" else site.as_(who)
    with Statements() as said:
        for path in PAGES:
            person.get(path.format(**vars(world)))
            person.client.head(path.format(**vars(world)))
    assert said
    assert not [statement for statement in said if statement.startswith(WRITES) or "FOR UPDATE" in statement]


def fill(site, world, count):
    """Give Alice `count` more slots and Bob a call on every second of them."""

    def make():
        for number in range(count):
            slot = factories.slot(world.alice, NOW + timedelta(days=5 + number))
            if number % 2:
                factories.call(slot, world.bob)

    site.do(make)


@pytest.mark.parametrize(
    ("who", "path", "most"),
    [("visitor", "/slots", 4), ("bob", "/slots", 6), ("visitor", "/slots?q=alice&time=morning", 4),
     ("visitor", "/coaches", 4), ("bob", "/coaches?q=alice&subject=", 7), ("visitor", "/coaches/{alice}", 5),
     ("visitor", "/coaches/{alice}/reviews", 3), ("alice", "/reviews", 4),
     ("visitor", "/", 2), ("bob", "/calls", 3), ("alice", "/calls", 3), ("alice", "/calls?view=requests", 3),
     ("bob", "/", 8), ("alice", "/", 8), ("alice", "/schedule", 6), ("alice", "/schedule/time-off", 5),
     ("alice", "/schedule/rules", 5), ("alice", "/slots/{booked_slot}/withdraw", 5),
     ("bob", "/calls/{call}", 5),
     ("alice", "/notifications", 4), ("bob", "/saved", 4), ("bob", "/waitlist", 4),
     ("alice", "/settings/data", 4), ("alice", "/settings/data/erase", 9), ("alice", "/settings/coach", 6)],
)  # fmt: skip
def test_a_page_asks_the_same_few_questions_however_long_it_is(site, world, who, path, most):
    person = site.visitor() if who == "visitor" else site.as_(who)
    counts = []
    for more in (1, 20):
        fill_from = (counts and 40) or 0
        site.do(lambda more=more, start=fill_from: [
            factories.slot(world.alice, NOW + timedelta(days=5 + start + number)) for number in range(more)
        ])  # fmt: skip
        with Statements() as said:
            person.get(path.format(**vars(world)))
        counts.append(len(said))
    assert counts[0] == counts[1] <= most, said


@pytest.mark.parametrize(("who", "path", "most"), [
    ("visitor", "/nowhere", 0), ("bob", "/nowhere", 1), ("bob", "/feedback", 1), ("visitor", "/login", 0),
])  # fmt: skip
def test_a_page_that_says_what_is_wrong_asks_only_who_reads_it(site, world, who, path, most):
    person = site.visitor() if who == "visitor" else site.as_(who)
    with Statements() as said:
        person.get(path)
    assert len(said) <= most, said


def test_a_booking_takes_few_statements(site, world):
    charlie = site.as_("charlie")
    page = charlie.get(f"/slots/{world.open_slot}")
    with Statements() as said:
        page.submit(f"/slots/{world.open_slot}/book")
    assert len(said) <= 15, said


@pytest.mark.parametrize(("path", "most", "weight"), [
    ("/calls?view=past", 3, 4_000), ("/dashboard?range=all", 4, 4_100), ("/feedback", 5, 4_000),
    ("/history", 5, 4_000), ("/students", 3, 4_000), ("/students/{bob}", 4, 4_000),
])  # fmt: skip
def test_a_page_of_past_calls_asks_the_same_few_questions_however_many_there_are(
    site, world, at_now, path, most, weight
):
    fill(site, world, 40)
    counts = []
    for days in (6, 60):
        at_now.move_to(NOW + timedelta(days=days))
        alice = site.as_("alice")
        with Statements() as said:
            html = alice.get(path.format(**vars(world))).html
        counts.append(len(said))
    assert counts[0] == counts[1] <= most, said
    assert len(gzip.compress(html.encode(), 6)) <= weight


@pytest.mark.parametrize(
    ("who", "path"),
    [("charlie", "/slots"), ("charlie", "/coaches"), ("charlie", "/coaches/{alice}"), ("charlie", "/"),
     ("alice", "/calls"), ("alice", "/schedule"), ("alice", "/"), ("alice", "/settings/data"),
     ("alice", "/settings/coach")],
)  # fmt: skip
def test_pages_weigh_little(site, world, who, path):
    fill(site, world, 30)
    for number in range(11):
        site.do(lambda number=number: factories.slot(factories.coach(f"coach{number}"), NOW + timedelta(days=9)))
    html = site.as_(who).get(path.format(**vars(world))).html
    assert len(gzip.compress(html.encode(), 6)) <= 4_000


def fetch(visitor, address):
    """Get a file, and close it."""
    with closing(visitor.client.get(address)) as answer:
        answer.get_data()
        return answer


def test_what_a_first_visit_loads_weighs_little(site, world):
    """Goal row 13."""
    visitor = site.visitor()
    page = visitor.get("/slots")
    assets = [tag.get("src") or tag.get("href") for tag in page.all("script[src], link[rel=stylesheet]")]
    # The icon is in the page.
    assert len(assets) == 2
    assert page.one("link[rel=icon]")["href"].startswith("data:image/svg+xml,")
    loaded = [page.html.encode(), *(fetch(visitor, address).data for address in assets)]
    assert sum(len(gzip.compress(part, 6)) for part in loaded) <= 30_000


@pytest.mark.parametrize("path", ["/", "/slots", "/nowhere", "/login", "/static/nowhere"])
def test_every_page_carries_the_security_headers(site, world, path):
    headers = fetch(site.visitor(), path).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_personal_pages_stay_out_of_shared_caches(site, world):
    headers = site.as_("bob").client.get("/calls").headers
    assert headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in headers["Vary"]


def test_static_files_are_kept_for_ever_under_an_address_of_their_own(site):
    visitor = site.visitor()
    address = visitor.get("/slots").one("link[rel=stylesheet]")["href"]
    assert "v=" in address
    assert "immutable" in fetch(visitor, str(address)).headers["Cache-Control"]


@pytest.mark.parametrize("headers", [{}, {"Accept-Encoding": "gzip"}, {"Range": "bytes=0-9"}])
def test_a_static_file_is_closed_even_if_nobody_closes_the_answer(site, headers):
    answer = site.app.test_client().get("/static/app.css", headers=headers)
    assert answer.data
    del answer
    gc.collect()  # a file left open would warn here, and warnings are errors
