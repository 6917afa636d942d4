"""Each page that shows a phone number is remembered, and no page waits for that or fails because of it."""

import logging
from datetime import timedelta

import pytest

from app.db import db
from app.domain.contacts import shown_phone
from app.models import PhoneView
from app.services import phone_views
from tests.conftest import NOW
from tests.factories import PEOPLE
from tests.web.test_access import ROUTES, at


def read(person, path, **headers):
    """Read a page to its end, as a server does."""
    with person.client.get(path, headers=headers) as answer:
        return answer.get_data(as_text=True)


def looks(site, who):
    return [(look.name, look.at) for look in site.do(lambda: phone_views.list_of(who, limit=99))]


def shows(html, who):
    phone = PEOPLE[who][1]
    return phone in html or shown_phone(phone) in html


@pytest.mark.parametrize(("reader", "owner"), [("alice", "bob"), ("bob", "alice")])
def test_every_page_with_the_other_persons_number_is_remembered_and_no_other_is(site, world, at_now, reader, owner):
    """Case E1."""
    person = site.as_(reader)
    shown = []
    for day, path in enumerate(ROUTES):
        site.leap(at_now, NOW + timedelta(days=1, seconds=day))
        site.do(lambda: db.session.execute(PhoneView.__table__.delete()) and db.session.commit())
        html = read(person, at(path, world))
        assert bool(looks(site, getattr(world, owner))) == shows(html, owner), path
        shown += [path] if shows(html, owner) else []
    assert len(shown) >= 2


def test_a_number_seen_often_in_a_day_is_one_look(site, world):
    bob = site.as_("bob")
    for _ in range(3):
        read(bob, f"/calls/{world.call}")
        read(bob, "/calls")
    assert looks(site, world.alice) == [("Bob Baker", NOW)]
    assert looks(site, world.bob) == []


def test_what_only_asks_for_the_head_is_shown_nothing(site, world):
    with site.as_("alice").client.head(f"/calls/{world.call}"):
        pass
    assert looks(site, world.bob) == []


def test_a_page_is_whole_although_the_look_cannot_be_written(site, world, monkeypatch, caplog):
    def fail(**_):
        raise RuntimeError("no disk")

    monkeypatch.setattr(phone_views, "note", fail)
    with caplog.at_level(logging.ERROR):
        assert shows(read(site.as_("bob"), f"/calls/{world.call}"), "alice")
    assert "who was shown" in caplog.text
    assert PEOPLE["alice"][1] not in caplog.text
    assert looks(site, world.alice) == []
