"""Saving coaches, and waiting for their times."""

import pytest

from app.db import transact
from app.services import accounts, coaches
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN


@pytest.fixture
def bob(site, world):
    return site.as_("bob")


def test_a_coach_is_saved_and_removed_by_plain_forms(bob, world):
    page = bob.get(f"/coaches/{world.alice}").submit(f"/coaches/{world.alice}/save").follow()
    assert "Alice Archer is saved." in page.text
    listed = bob.get("/saved")
    assert listed.one("h2 a").get_text() == "Alice Archer"
    assert listed.all(f"#coach-{world.alice} a.chip")
    removed = listed.submit(f"/coaches/{world.alice}/unsave").follow()
    assert "Alice Archer is removed." in removed.text
    assert "Save a coach to find them here." in removed.text
    again = removed.submit(f"/coaches/{world.alice}/save").follow()
    assert again.all(f"#coach-{world.alice}")
    gone = again.visitor.get(f"/coaches/{world.alice}").submit(f"/coaches/{world.alice}/unsave").follow()
    assert "Alice Archer is removed." in gone.text


def test_who_takes_no_bookings_any_more_is_not_offered_back(site, bob, world):
    site.do(lambda: factories.coach("dora"))
    site.do(lambda: transact(lambda: coaches.remove(actor=ADMIN, email="dora@example.org", now=NOW)))
    page = bob.get("/saved?removed=4")
    assert page.status == 200
    assert "Dora" not in page.text


def test_in_place_the_removed_coach_can_be_brought_back(bob, world):
    bob.get(f"/coaches/{world.alice}").submit(f"/coaches/{world.alice}/save")
    removed = bob.get("/saved").submit(f"/coaches/{world.alice}/unsave", htmx=True)
    assert removed.one(f"#coach-{world.alice} button[autofocus]").get_text(strip=True).startswith("Undo")
    back = removed.submit(f"/coaches/{world.alice}/save", htmx=True)
    assert back.one(f"#coach-{world.alice} h2 a[autofocus]").get_text() == "Alice Archer"
    assert bob.get("/saved").all(f"#coach-{world.alice}")


def test_a_button_swaps_for_its_opposite_and_keeps_its_id(bob, world):
    page = bob.get(f"/coaches/{world.alice}")
    for path, words in (("save", "Remove from saved"), ("unsave", "Save")):
        page = page.submit(f"/coaches/{world.alice}/{path}", htmx=True)
        assert page.one(f"#keep-{world.alice}-save").get_text(strip=True).startswith(words)
    for path, words in (("alert", "Stop"), ("unalert", "Tell me when Alice Archer opens times")):
        page = page.submit(f"/coaches/{world.alice}/{path}", htmx=True)
        assert page.one(f"#keep-{world.alice}-alert").get_text(strip=True).startswith(words)
    assert page.one("#live").get_text(strip=True) == "You get no more mails about Alice Archer."


@pytest.mark.parametrize("path", ["unsave", "unalert"])
@pytest.mark.parametrize("is_htmx", [False, True])
def test_a_coach_who_is_gone_is_let_go_of_from_a_page_shown_before(site, bob, world, path, is_htmx):
    page = bob.get(f"/coaches/{world.alice}").submit(f"/coaches/{world.alice}/save").follow()
    page = page.submit(f"/coaches/{world.alice}/alert").follow()
    site.do(lambda: transact(lambda: accounts.deactivate(actor=ADMIN, email="alice@example.org", now=NOW)))
    answer = page.submit(f"/coaches/{world.alice}/{path}", htmx=is_htmx)
    answer = answer if is_htmx else answer.follow()
    assert "Removed. This coach takes no bookings any more." in answer.text


def test_only_who_may_book_is_offered_to_keep(site, world):
    for person in (site.visitor(), site.as_("alice")):
        for path in ("/coaches", f"/coaches/{world.alice}"):
            assert not person.get(path).all(".keep")
    alice = site.as_("alice")
    token = alice.get("/coaches").one("[name=csrf_token]")["value"]
    assert alice.post(f"/coaches/{world.alice}/save", {"csrf_token": token}).status == 404
