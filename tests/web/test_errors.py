"""What people see when something goes wrong."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app import create_app
from app.domain.errors import Unavailable
from app.services import accounts, alternatives, call_views, calls, sign_ins, slot_views
from app.web import errors
from config import Config
from tests import factories
from tests.conftest import NOW
from tests.databases import create_database
from tests.pages import Visitor


@pytest.mark.parametrize("path", ["/nowhere", "/slots/0", "/slots/999", f"/slots/{10**30}", "/slots/x", "/slots/-1"])
def test_what_does_not_exist_is_a_page_in_our_own_words(site, path):
    answer = site.visitor().get(path)
    assert answer.status == 404
    assert answer.one("h1").get_text() == "Page not found"


def test_a_bug_shows_a_reference_and_nothing_of_itself(site, monkeypatch, caplog):
    def burst(*_, **__):
        raise RuntimeError("the secret inside")

    site.app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(slot_views, "list_open", burst)
    answer = site.visitor().get("/slots")
    assert answer.status == 500
    assert "secret" not in answer.html
    reference = answer.text.split("reference: ")[1].split()[0]
    assert reference in caplog.text


@pytest.mark.parametrize("htmx", [False, True])
def test_a_bug_before_anything_was_saved_says_so(site, world, monkeypatch, htmx):
    def burst(*_, **__):
        raise RuntimeError("the secret inside")

    page = site.as_("charlie").get(f"/slots/{world.open_slot}")
    site.app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(calls, "book", burst)
    answer = page.submit(f"/slots/{world.open_slot}/book", htmx=htmx)
    assert answer.status == 500
    assert "Nothing was changed." in answer.text
    assert "reference: " in answer.text
    assert answer.is_whole is not htmx
    assert answer.response.headers.get("HX-Retarget") == ("#alert" if htmx else None)


def test_a_bug_after_something_was_saved_says_so(site, world, monkeypatch):
    def burst(*_, **__):
        raise RuntimeError("the secret inside")

    charlie = site.as_("charlie")
    page = charlie.get(f"/slots/{world.open_slot}")
    site.app.config["PROPAGATE_EXCEPTIONS"] = False
    with monkeypatch.context() as patch:
        patch.setattr(call_views, "get", burst)
        answer = page.submit(f"/slots/{world.open_slot}/book", htmx=True)
    assert answer.status == 500
    assert "What you did is saved." in answer.text
    assert len(charlie.get("/calls").all("article")) == 1


@pytest.mark.parametrize(("who", "status"), [("alice", 403), ("bob", 409)])
def test_a_refusal_says_that_nothing_was_changed(site, world, who, status):
    taken = world.open_slot if who == "alice" else site.do(lambda: factories.slot(world.alice, NOW + timedelta(days=4)))
    person = site.as_(who)
    token = person.get("/settings").form("/settings")["csrf_token"]
    if who == "bob":
        site.do(lambda: factories.call(taken, world.charlie))
    answer = person.post(f"/slots/{taken}/book", {"csrf_token": token, "key": "k"})
    assert answer.status == status
    assert "Nothing was changed." in answer.text


def test_a_page_that_is_not_there_helps_to_find_a_coach(site, world):
    answer = site.as_("bob").get("/nowhere")
    assert answer.one("form[action='/coaches'] input[name=q]")
    assert site.as_("bob").get("/coaches?q=alice").all(f"#coach-{world.alice}")


def test_a_database_that_cannot_be_reached_is_told_with_a_time_to_come_back():
    app = create_app(Config.for_tests(database_url="postgresql://nobody@/nothing?host=/nowhere"))
    answer = Visitor(app).get("/slots")
    assert answer.status == 503
    assert answer.response.headers["Retry-After"] == "5"
    assert "The page could not be opened." in answer.text


def test_a_database_without_our_tables_is_told_as_one_that_cannot_be_used(database, request, tmp_path):
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    if database == "postgresql":
        url = create_database(request.getfixturevalue("postgresql"), "unmigrated")
    app = create_app(Config.for_tests(database_url=url))
    assert Visitor(app).get("/slots").status == 503
    app.extensions["engine"].dispose()


def test_what_is_no_database_is_told_so_too(tmp_path):
    path = tmp_path / "letter.db"
    path.write_text("Dear reader, this is a letter. " * 100)
    app = create_app(Config.for_tests(database_url=f"sqlite:///{path}"))
    assert Visitor(app).get("/slots").status == 503
    app.extensions["engine"].dispose()


def test_whoever_is_signed_in_is_told_so_too(site, world, monkeypatch):
    def gone(*_, **__):
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    bob = site.as_("bob")
    monkeypatch.setattr(sign_ins, "find", gone)
    answer = bob.get("/calls")
    assert answer.status == 503
    assert answer.response.headers["Retry-After"] == "5"


@pytest.mark.parametrize(("is_lost", "told"), [(True, "It may have been saved"), (False, "Nothing was changed")])
def test_what_may_have_been_saved_when_the_database_went_is_told_as_such(site, world, monkeypatch, is_lost, told):
    def gone(_session):
        raise OperationalError("COMMIT", {}, Exception("gone"), connection_invalidated=is_lost)

    def book(**given):
        number = booking(**given)
        monkeypatch.setattr(Session, "commit", gone)
        return number

    booking, bob = calls.book, site.as_("bob")
    page = bob.get(f"/slots/{world.open_slot}")
    monkeypatch.setattr(calls, "book", book)
    answer = page.submit(f"/slots/{world.open_slot}/book")
    assert answer.status == 503
    assert [sentence for sentence in ("It may have been saved", "Nothing was changed") if sentence in answer.text] == [
        told
    ]


def test_a_busy_database_is_told_as_such_with_a_time_to_come_back(site, monkeypatch):
    def busy(*_, **__):
        raise Unavailable()

    monkeypatch.setattr(slot_views, "list_open", busy)
    answer = site.visitor().get("/slots")
    assert answer.status == 503
    assert answer.response.headers["Retry-After"] == "2"
    assert "The page could not be opened." in answer.text


@pytest.fixture
def booked_meanwhile(site, world):
    """Return what sends Bob's form for a time that Charlie has just booked."""
    slot = site.do(lambda: factories.slot(world.alice, NOW + timedelta(days=4)))
    page = site.as_("bob").get(f"/slots/{slot}")
    site.do(lambda: factories.call(slot, world.charlie))
    return lambda: page.submit(f"/slots/{slot}/book")


def gone(*_, **__):
    raise OperationalError("SELECT 1", {}, Exception("gone"))


def test_a_refusal_stands_where_no_other_times_can_be_looked_for(booked_meanwhile, monkeypatch):
    """Fault F-19: all who want one time are refused at once, and there is no connection left to ask by."""
    monkeypatch.setattr(alternatives, "find", gone)
    answer = booked_meanwhile()
    assert answer.status == 409
    assert "Someone booked that time a moment ago" in answer.text
    assert not answer.all('[id^="instead-"]')


def test_what_bursts_while_a_refusal_is_told_is_told_as_any_other(site, booked_meanwhile, monkeypatch):
    monkeypatch.setattr(errors, "page", gone)
    site.app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = booked_meanwhile()
    assert (answer.status, answer.response.headers["Retry-After"]) == (503, "5")
    assert "Nothing was changed." in answer.text


def test_too_large_a_form_is_refused(site, world):
    bob = site.as_("bob")
    page = bob.get(f"/slots/{world.open_slot}")
    answer = page.submit(f"/slots/{world.open_slot}/book", note="x" * 600_000)
    assert answer.status == 413
    assert "Nothing was changed" in answer.text


def test_a_wrong_method_names_the_right_ones(site, world):
    answer = site.visitor().post("/slots", {})
    assert answer.status in (400, 405)


def test_a_form_with_a_file_in_it_is_refused(site, world):
    bob = site.as_("bob")
    token = bob.get(f"/slots/{world.open_slot}").form(f"/slots/{world.open_slot}/book")["csrf_token"]
    sent = {"csrf_token": token, "note": (BytesIO(b"a note"), "note.txt")}
    answer = bob.post(f"/slots/{world.open_slot}/book", sent)
    assert answer.status == 400
    assert "Nothing was changed" in answer.text


@pytest.mark.parametrize("htmx", [False, True])
def test_a_form_that_came_at_a_busy_moment_can_be_sent_again_as_it_was(site, world, monkeypatch, htmx):
    def busy(*_, **__):
        raise Unavailable()

    bob = site.as_("bob")
    page = bob.get(f"/slots/{world.open_slot}")
    with monkeypatch.context() as patch:
        patch.setattr(calls, "book", busy)
        answer = page.submit(f"/slots/{world.open_slot}/book", note="One\nTwo", htmx=htmx)
    assert answer.status == 503
    assert answer.response.headers["Retry-After"] == "2"
    if htmx:  # the form still stands on the page
        return
    assert "One Two" in answer.submit(f"/slots/{world.open_slot}/book").follow().text


def test_a_form_with_a_password_is_not_repeated(site, monkeypatch):
    def gone(*_, **__):
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    page = site.visitor().get("/login")
    monkeypatch.setattr(accounts, "authenticate", gone)
    answer = page.submit("/login", email="bob@example.org", password="a secret of mine")
    assert answer.status == 503
    assert "secret" not in answer.html
    assert not answer.all("form")
