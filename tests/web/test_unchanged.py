"""Lists that are sent again as they were written: never older than a commit, never another reader's."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import event, text, update
from sqlalchemy.engine import Engine

from app.db import db, transact
from app.db.version import PLAN_ALIKE
from app.models import SignIn, User
from app.services import coaches, sign_ins
from app.web import unchanged
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN
from tests.pages import HTMX

LISTS = ["/slots", "/coaches", "/coaches/{alice}", "/slots?time=morning"]
LATER = timedelta(seconds=unchanged.LONGEST)


class Lists(list):
    """What was asked of slots; other statements find out who reads, and whether anything has changed."""

    about = "FROM slots"

    def __enter__(self):
        event.listen(Engine, "before_cursor_execute", self.hear)
        return self

    def __exit__(self, *_):
        event.remove(Engine, "before_cursor_execute", self.hear)

    def hear(self, _connection, _cursor, statement, *_):
        if self.about in statement:
            self.append(statement)


class Readers(Lists):
    """What was asked of who reads."""

    about = "sign_ins"


class Choices(Lists):
    """What was asked of all that can be looked for."""

    about = "UNION ALL SELECT"


class Everything(Lists):
    """What was asked at all."""

    about = ""


def asked(person, path, **headers):
    """Return the answer, and whether slots were looked at for it."""
    with Lists() as lists:
        answer = person.client.get(path, headers=headers)
    return answer, bool(lists)


def someone(site, who):
    """Return a browser that has opened a page before: the first after signing in begins a session."""
    person = site.visitor() if who == "visitor" else site.as_(who)
    person.get("/")
    return person


def hours(page):
    return page.html.count("with Alice")


@pytest.mark.parametrize("who", ["visitor", "bob"])
def test_what_the_browser_has_is_told_with_the_same_few_headers_from_memory(site, world, at_now, who):
    person = someone(site, who)
    tag = {"If-None-Match": person.get("/coaches").response.headers["ETag"]}
    remembered, written = (asked(person, "/coaches", **tag, **more) for more in ({}, {"HX-Current-URL": "/other"}))
    assert (remembered[1], written[1]) == (False, True)
    assert remembered[0].status_code == written[0].status_code == 304
    assert sorted(remembered[0].headers) == sorted(written[0].headers)
    assert {name for name, _ in remembered[0].headers} <= {"ETag", "Cache-Control", "Vary", "Date"}
    assert not remembered[0].data


@pytest.mark.parametrize("who", ["visitor", "bob"])
def test_one_question_tells_that_nothing_has_changed(site, world, at_now, who):
    person = someone(site, who)
    person.get("/coaches")
    with Everything() as everything:
        person.get("/coaches")
    assert len([about for about in everything if about != "BEGIN"]) == 1


def test_a_list_is_planned_alike_for_whoever_asks(site, world, database):
    if database != "postgresql":
        pytest.skip("SQLite compiles a statement each time")
    with Everything() as everything:
        site.visitor().get("/coaches")
    looks = [about for about in everything if Lists.about in about]
    assert everything.index(PLAN_ALIKE) < everything.index(looks[0])


@pytest.mark.parametrize("who", ["visitor", "bob"])
@pytest.mark.parametrize("path", LISTS)
def test_a_list_in_which_nothing_has_changed_is_not_written_again(site, world, at_now, who, path):
    person = someone(site, who)
    (first, is_written), (second, is_written_again) = (asked(person, path.format(**vars(world))) for _ in range(2))
    assert (is_written, is_written_again) == (True, False)
    assert second.data == first.data
    assert second.headers["ETag"] == first.headers["ETag"]
    assert {name for name, _ in second.headers} == {name for name, _ in first.headers}


@pytest.mark.parametrize("path", LISTS)
def test_a_list_that_a_browser_has_is_not_even_sent(site, world, at_now, path):
    bob, path = someone(site, "bob"), path.format(**vars(world))
    etag = asked(bob, path)[0].headers["ETag"]
    known, is_written = asked(bob, path, **{"If-None-Match": etag})
    assert (known.status_code, known.data, is_written) == (304, b"", False)


def test_a_list_that_was_only_said_to_be_unchanged_is_written_for_who_has_it_not(site, world, at_now):
    bob = someone(site, "bob")
    etag = asked(bob, "/slots")[0].headers["ETag"]
    site.app.extensions[unchanged.NAME][0].clear()
    seen = [asked(bob, "/slots", **({"If-None-Match": tag} if tag else {})) for tag in (etag, etag, "", "")]
    assert [(answer.status_code, is_written) for answer, is_written in seen] == [
        (304, True), (304, False), (200, True), (200, False),
    ]  # fmt: skip


def test_what_has_been_committed_is_in_the_very_next_list(site, world, at_now):
    visitor, bob = site.visitor(), site.as_("bob")
    before = hours(visitor.get("/slots"))
    for number in range(3):
        site.do(lambda day=number: factories.slot(world.alice, NOW + timedelta(days=20 + day)))
        assert hours(visitor.get("/slots")) == before + number + 1
    bob.get(f"/slots/{world.open_slot}").submit(f"/slots/{world.open_slot}/book")
    assert hours(visitor.get("/slots")) == before + 2


def test_what_goes_by_the_clock_is_seen_seconds_later(site, world, at_now):
    visitor = site.visitor()
    page = visitor.get("/slots")
    site.do(lambda: factories.slot(world.alice, NOW + timedelta(hours=30)))
    soon = hours(visitor.get("/slots"))
    assert soon == hours(page) + 1
    at_now.move_to(NOW + timedelta(hours=30))
    assert hours(visitor.get("/slots")) < soon
    at_now.move_to(NOW + timedelta(hours=30) + LATER)
    assert asked(visitor, "/slots")[1]


@pytest.mark.parametrize("cookie", [("tz", "Asia/Tokyo"), ("theme", "dark")])
def test_a_visitor_of_other_habits_gets_another_list(site, world, at_now, cookie):
    visitor, other = site.visitor(), site.visitor()
    other.client.set_cookie(*cookie)
    first, second = asked(visitor, "/slots"), asked(other, "/slots")
    assert first[1]
    assert second[1]
    assert first[0].data != second[0].data


def test_visitors_who_are_alike_share_a_list(site, world, at_now):
    asked(site.visitor(), "/slots")
    assert not asked(site.visitor(), "/slots")[1]


def test_nobody_gets_the_list_of_somebody_else(site, world, at_now):
    bob, charlie, visitor = site.as_("bob"), site.as_("charlie"), site.visitor()
    pages = [person.get("/coaches").html for person in (bob, charlie, visitor)]
    assert ["Sign out" in page for page in pages] == [True, True, False]
    tokens = [page.partition('name="csrf_token" value="')[2][:40] for page in pages[:2]]
    assert tokens[0] != tokens[1]
    bob.get("/").submit("/logout")
    assert "Sign out" not in bob.get("/coaches").html


def test_a_reader_who_has_changed_their_zone_gets_another_list(site, world, at_now):
    bob = site.as_("bob")
    before = bob.get("/slots").text

    def move():
        db.session.get_one(User, world.bob).timezone = "Asia/Tokyo"

    site.do(lambda: transact(move))
    assert bob.get("/slots").text != before


def test_a_piece_is_not_taken_for_the_page_nor_packed_words_for_plain_ones(site, world, at_now):
    visitor = site.visitor()
    kinds = [{}, HTMX, {"Accept-Encoding": "br"}, {**HTMX, "Accept-Encoding": "gzip"}]
    for _ in range(2):
        answers = [asked(visitor, "/slots", **kind)[0] for kind in kinds]
        assert [b"<!doctype html>" in answer.data for answer in answers] == [True, False, False, False]
        assert [answer.content_encoding for answer in answers] == [None, None, "br", "gzip"]


def test_a_message_is_said_once(site, world, at_now):
    bob = site.as_("bob")
    with bob.client.session_transaction() as kept:
        kept["_flashes"] = [("message", "It is done.")]
    assert ["It is done." in bob.get("/slots").text for _ in range(3)] == [True, False, False]


def test_a_list_that_fails_is_not_remembered(site, world, at_now):
    visitor = site.visitor()
    assert [visitor.get("/coaches/999").status for _ in range(2)] == [404, 404]
    number = site.do(lambda: factories.coach("dora"))
    assert visitor.get(f"/coaches/{number}").status == 200


def test_no_more_is_kept_than_there_is_room_for(site, world, at_now):
    visitor = site.visitor()
    for number in range(unchanged.MOST + 5):
        visitor.client.get(f"/slots?q=x{number}")
    assert len(site.app.extensions[unchanged.NAME][0]) == unchanged.MOST


def test_what_is_changed_while_its_reader_is_looked_up_is_in_the_next_list(site, world, at_now, monkeypatch):
    bob = someone(site, "bob")
    before = bob.get("/slots").text
    find = sign_ins.find

    def find_and_move(*arguments, **more):
        found = find(*arguments, **more)
        monkeypatch.setattr(sign_ins, "find", find)
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(site.do, lambda: transact(move)).result()
        return found

    def move():
        db.session.get_one(User, world.bob).timezone = "Asia/Tokyo"

    site.do(lambda: factories.slot(world.alice, NOW + timedelta(days=20)))
    monkeypatch.setattr(sign_ins, "find", find_and_move)
    assert bob.get("/slots").text != before
    assert "Tokyo" in bob.get("/slots").text


def test_who_reads_is_known_while_nothing_is_committed(site, world, at_now):
    bob = someone(site, "bob")
    with Readers() as readers:
        for time in ("morning", "evening"):
            bob.get(f"/slots?time={time}")
    assert len(readers) == 1


def test_who_is_signed_out_by_somebody_else_is_a_visitor_at_once(site, world, at_now):
    bob = someone(site, "bob")
    assert "Sign out" in bob.get("/slots").html
    site.do(lambda: transact(lambda: sign_ins.end_all(world.bob)))
    assert "Sign out" not in bob.get("/slots").html


def test_whose_sign_in_ends_by_itself_is_a_visitor_within_the_minute(site, world, at_now):
    bob = someone(site, "bob")
    site.do(
        lambda: transact(lambda: db.session.execute(update(SignIn).values(created_at=NOW - sign_ins.OLDEST + LATER)))
    )
    assert "Sign out" in bob.get("/slots").html
    at_now.move_to(NOW + LATER)
    assert "Sign out" not in bob.get("/slots").html


def test_what_can_be_looked_for_is_read_once_and_anew_after_a_commit(site, world, at_now):
    visitor = site.visitor()
    with Choices() as choices:
        for time in ("morning", "evening"):
            visitor.get(f"/coaches?time={time}")
    assert len(choices) == 1
    teach = partial(coaches.edit, actor=ADMIN, email="alice@example.org", subject_names=["Chess"], now=NOW)
    site.do(lambda: transact(teach))
    assert "Chess" in visitor.get("/coaches").html


def test_a_list_is_planned_once_for_all_who_ask(site, world, at_now, database):
    if database != "postgresql":
        pytest.skip("only PostgreSQL plans for values")

    def planned():
        of_lists = "FROM pg_prepared_statements WHERE statement ~ 'each_coach'"
        return db.session.execute(text(f"SELECT sum(custom_plans), sum(generic_plans) {of_lists}")).one()

    visitor = site.visitor()
    # The next connection is the only one.
    site.do(lambda: db.engine.dispose())
    for number in range(12):
        visitor.get(f"/coaches?q=word{number}")
    custom, generic = site.do(planned)
    assert (custom, generic > 0) == (0, True)
