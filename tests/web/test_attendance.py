"""Who came to a call, on its page."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain.attendance import Finding
from app.services import attendance
from tests.conftest import NOW
from tests.factories import ADMIN

DAY = timedelta(days=1)


@pytest.fixture
def path(world, at_now):
    at_now.move_to(NOW + 3 * DAY)
    return f"/calls/{world.call}"


def press(page, action, **values):
    return page.submit(action, **values).follow()


def test_a_student_says_that_the_coach_did_not_come_and_takes_it_back(site, path):
    alice, bob, address = site.as_("alice"), site.as_("bob"), f"{path}/attendance"
    assert not alice.get(path).all("#attendance")
    page = press(bob.get(path), address, claim="coach_missed")
    assert "You said that Alice Archer did not come" in page.text
    assert not page.all("#review")
    assert "Bob Baker says that you did not come" in alice.get(path).text
    page = press(page, address, claim="nothing")
    assert "did not come" not in page.text.split("Did the call take place?")[0]
    assert page.all("#review")
    assert not alice.get(path).all("#attendance")


def test_a_no_show_is_shown_to_the_student_who_may_contradict_it(site, path):
    alice, bob = site.as_("alice"), site.as_("bob")
    alice.get(f"{path}/feedback").submit(f"{path}/outcome", outcome="no_show")
    page = bob.get(path)
    assert "Alice Archer says that you did not come" in page.text
    page = press(page, f"{path}/attendance", claim="came")
    assert "Alice Archer says otherwise, so the programme will settle it" in page.text
    assert "correct what you said" in alice.get(path).text
    settling = {"actor": ADMIN, "call_id": 1, "finding": Finding.COMPLETED, "reason": "both wrote of it"}
    site.do(lambda: transact(lambda: attendance.settle(**settling, now=NOW + 3 * DAY)))
    for who in (alice, bob):
        assert "The programme has settled it: the call took place." in who.get(path).text
        assert "both wrote of it" in who.get(path).text


def test_a_coach_who_has_given_a_score_is_not_asked_to_correct_what_stays(site, path):
    alice, bob = site.as_("alice"), site.as_("bob")
    alice.get(f"{path}/feedback").submit(f"{path}/feedback", satisfaction="4")
    press(bob.get(path), f"{path}/attendance", claim="coach_missed")
    said = alice.get(path).all("#attendance")[0].get_text()
    assert "You say otherwise, so the programme will settle it." in said
    assert "correct what you said" not in said


@pytest.mark.parametrize("is_htmx", [False, True])
def test_a_coach_says_that_it_was_they_who_could_not_make_it(site, path, is_htmx):
    alice = site.as_("alice")
    answer = alice.get(f"{path}/feedback").submit(f"{path}/outcome", outcome="coach_missed", htmx=is_htmx)
    page = answer if is_htmx else answer.follow()
    assert "you could not make it" in page.text
    assert "You could not make it." in alice.get(path).text
    assert "Alice Archer says that they could not make it." in site.as_("bob").get(path).text


def test_pressing_nothing_says_nothing(site, path):
    assert site.as_("bob").get(path).submit(f"{path}/attendance").status == 422


def test_a_student_who_reviewed_a_call_is_not_asked_whether_it_took_place(site, path):
    bob = site.as_("bob")
    assert bob.get(path).all("#attendance")
    bob.get(f"{path}/review").submit(f"{path}/review", rating=5)
    assert not bob.get(path).all("#attendance")
