"""Pieces of pages that are written once: never out of date, and never another reader's."""

from datetime import timedelta

import pytest

from app.db import db, transact
from app.models import Slot, User
from tests import factories
from tests.conftest import NOW


def change(site, model, number, **fields):
    def make():
        for name, value in fields.items():
            setattr(db.session.get_one(model, number), name, value)

    site.do(lambda: transact(make))


def cards(person):
    return [card.get_text(" ", strip=True) for card in person.get("/slots").all("article.card")]


@pytest.mark.parametrize("fields", [{"timezone": "Asia/Tokyo"}, {"hour_cycle": "h23"}])
def test_a_slot_is_written_anew_for_who_reads_times_otherwise(site, world, fields):
    bob = site.as_("bob")
    before = cards(bob)
    change(site, User, world.bob, **fields)
    assert cards(bob) != before


def test_a_slot_is_written_anew_when_its_coach_is_called_otherwise(site, world):
    bob = site.as_("bob")
    cards(bob)
    change(site, User, world.alice, name="Alicia Keys")
    assert all("Alicia Keys" in card for card in cards(bob))


def test_a_slot_is_written_anew_when_it_lies_elsewhere(site, world):
    bob = site.as_("bob")
    cards(bob)
    change(site, Slot, world.open_slot, place="Room 9")
    assert any("Room 9" in card for card in cards(bob))


def test_a_visitor_reads_the_link_and_not_the_form_of_who_is_signed_in(site, world):
    assert site.as_("bob").get("/slots").one(f"#slot-{world.open_slot}-book").get("hx-get")
    assert site.visitor().get("/slots").one(f"#slot-{world.open_slot}-book").get("hx-get") is None


def test_two_coaches_with_equal_hours_are_two(site, world):
    def make():
        for name in ("erin", "frank"):
            factories.slot(factories.coach(name), NOW + timedelta(days=5))

    site.do(make)
    found = " ".join(cards(site.as_("bob")))
    assert "erin" in found.casefold()
    assert "frank" in found.casefold()


def test_a_form_that_was_written_for_another_has_the_readers_own_token(site, world):
    bob, charlie = site.as_("bob"), site.as_("charlie")
    path = f"/coaches/{world.alice}/save"
    forms = [person.get("/coaches").form(path) for person in (bob, charlie)]
    assert forms[0]["csrf_token"] != forms[1]["csrf_token"]
    assert [person.post(path, form).status for person, form in zip((bob, charlie), forms, strict=True)] == [303, 303]
    assert charlie.post(path, forms[0]).status == 400
