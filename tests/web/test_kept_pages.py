"""Pages that a browser keeps: not sent again while nothing on them has changed, never shown when something has."""

from datetime import timedelta

import pytest

from app.db import db, transact
from app.models import User
from tests import factories
from tests.conftest import NOW

LISTS = ("/slots", "/coaches", "/calls")
MINUTE = timedelta(minutes=1)


def ask_again(person, page):
    """Ask as a browser does that keeps the page."""
    tag = page.response.headers["ETag"]
    return person.client.get(page.response.request.path, headers={"If-None-Match": tag}).status_code


def change(site, user_id, **fields):
    """Change a person's row behind the pages."""

    def make():
        for name, value in fields.items():
            setattr(db.session.get_one(User, user_id), name, value)

    site.do(lambda: transact(make))


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("who", ["alice", "bob"])
def test_a_list_that_has_not_changed_is_not_sent_again_to_whoever_is_signed_in(site, world, at_now, who, path):
    at_now.shift(MINUTE)  # what has just happened is news
    person = site.as_(who)
    kept = person.get(path)
    at_now.shift(MINUTE)
    assert ask_again(person, kept) == 304


def test_a_list_that_has_changed_is_sent_again(site, world):
    bob = site.as_("bob")
    kept = [bob.get(path) for path in LISTS]

    def make():
        factories.call(factories.slot(world.alice, NOW + timedelta(days=4)), world.bob)
        factories.slot(world.alice, NOW + timedelta(days=2, hours=4))

    site.do(make)
    assert [ask_again(bob, page) for page in kept] == [200, 200, 200]


@pytest.mark.parametrize(
    "fields", [{"timezone": "Asia/Tokyo"}, {"theme": "dark"}, {"hour_cycle": "h23"}, {"name": "Robert Baker"}]
)
def test_a_list_is_sent_again_when_its_reader_reads_otherwise(site, world, fields):
    bob = site.as_("bob")
    kept = bob.get("/slots")
    change(site, world.bob, **fields)
    assert ask_again(bob, kept) == 200


def test_a_list_is_sent_again_after_signing_out_and_after_signing_in_once_more(site, world):
    bob = site.as_("bob")
    kept = bob.get("/slots")
    kept.submit("/logout")
    assert ask_again(bob, kept) == 200
    bob.sign_in("bob")
    assert ask_again(bob, kept) == 200


def test_a_form_on_a_page_from_the_browsers_cache_can_be_sent(site, world, at_now):
    bob = site.as_("bob")
    kept = bob.get("/slots")
    at_now.shift(timedelta(hours=3))
    assert ask_again(bob, kept) == 304
    assert kept.submit("/logout").status == 303


def test_a_page_whose_forms_an_earlier_key_signed_is_sent_again(site, world, monkeypatch):
    bob = site.as_("bob")
    kept = bob.get("/slots")
    monkeypatch.setitem(site.app.config, "SECRET_KEY_FALLBACKS", [site.app.config["SECRET_KEY"]])
    monkeypatch.setitem(site.app.config, "SECRET_KEY", "another key that is long enough")
    assert bob.get("/slots").one("header summary").get_text() == "Bob Baker"
    assert ask_again(bob, kept) == 200


def test_a_page_with_a_key_that_counts_one_sending_is_never_taken_from_the_browsers_cache(site, world):
    bob = site.as_("bob")
    assert ask_again(bob, bob.get(f"/slots/{world.open_slot}")) == 200


def test_of_an_unchanged_page_only_is_told_what_the_browser_does_not_have(site, world):
    """RFC 9110, section 15.4.5."""
    bob = site.as_("bob")
    tag = bob.get("/slots").response.headers["ETag"]
    answer = bob.client.get("/slots", headers={"If-None-Match": tag})
    assert answer.status_code == 304
    assert {name for name, _ in answer.headers} == {"ETag", "Cache-Control", "Vary"}
