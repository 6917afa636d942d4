"""Reviews, on the page: the student's form, everybody's list, the coach's answer."""

from datetime import timedelta

import pytest

from app.db import transact
from app.services import feedback, reviews
from tests import factories
from tests.conftest import NOW
from tests.factories import acting

DAY = timedelta(days=1)


@pytest.fixture
def after(world, at_now):
    """The call has ended."""
    at_now.move_to(NOW + 3 * DAY)
    return world


@pytest.fixture
def path(after):
    return f"/calls/{after.call}/review"


def log(site, world, at_now):
    """Let Alice log the call, and wait a moment."""
    site.do(
        lambda: transact(
            lambda: feedback.record(actor=acting(world.alice), call_id=world.call, satisfaction=4, now=NOW + 3 * DAY)
        )
    )
    at_now.move_to(NOW + 3 * DAY + timedelta(minutes=1))


def review_call_of(world, starts_at):
    """Let Bob have had a call with Alice of which both have said how it was."""
    before, ended = starts_at - DAY, starts_at + timedelta(hours=3)
    call = factories.call(factories.slot(world.alice, starts_at, now=before), world.bob, now=before)
    review = {"rating": 5, "comment": "", "shows_first_name": False}
    transact(lambda: reviews.record(actor=acting(world.bob), call_id=call, now=ended, **review))
    transact(lambda: feedback.record(actor=acting(world.alice), call_id=call, satisfaction=4, now=ended))


@pytest.mark.parametrize("is_htmx", [False, True])
def test_a_student_reviews_an_ended_call_and_changes_it(site, after, path, is_htmx, at_now):
    bob = site.as_("bob")
    assert bob.get("/").all(f'a[href="{path}"]')
    assert bob.get("/calls?view=past").all(f'a[href="{path}"]')
    answer = bob.get(path).submit(path, htmx=is_htmx, rating="4", comment="Clear.", shows_first_name="y")
    saved = answer if is_htmx else answer.follow()
    assert "Alice Archer sees your review once they have logged the call too" in saved.text
    assert not bob.get("/").all(f'a[href="{path}"]')
    log(site, after, at_now)
    again = bob.get(path)
    assert "Alice Archer can answer in public" in again.text
    assert again.form(path)["comment"] == "Clear."
    again.submit(path, rating="5", comment="Very clear.")
    assert "You said: 5, Great" in bob.get(f"/calls/{after.call}").text


def test_a_review_without_a_rating_keeps_its_words(site, path):
    page = site.as_("bob").get(path).submit(path, htmx=True, comment="Clear.")
    assert page.status == 422
    assert page.form(path)["comment"] == "Clear."
    assert "How was the call? Choose a number from 1 to 5." in page.one(".summary").text


def test_after_fourteen_days_it_is_only_shown(site, after, path, at_now):
    site.as_("bob").get(path).submit(path, rating="4", comment="Clear.")
    at_now.move_to(NOW + 18 * DAY)
    page = site.as_("bob").get(path)
    assert "You said: 4, Good" in page.text
    assert not page.all("textarea")


def test_what_is_refused_after_fourteen_days_is_shown_to_be_copied(site, path, at_now):
    site.as_("bob").get(path).submit(path, rating="4", comment="Clear.")
    at_now.move_to(NOW + 17 * DAY)
    form = site.as_("bob").get(path)
    at_now.move_to(NOW + 17 * DAY + timedelta(minutes=1))
    page = form.submit(path, rating="5", comment="Very clear.")
    assert page.status == 409
    assert "This review cannot be changed any more" in page.one(".summary").text
    assert "Very clear." in page.one(".summary .words").text
    assert "You said: 4, Good" in page.text
    assert not page.all("textarea")


def test_what_is_said_of_a_call_that_is_missed_meanwhile_is_shown_to_be_copied(site, after, path):
    bob = site.as_("bob")
    form = bob.get(path)
    site.as_("alice").get("/feedback").submit(f"/calls/{after.call}/outcome", outcome="no_show")
    page = form.submit(path, rating="5", comment="Very clear.")
    assert page.status == 409
    assert "Very clear." in page.one(".summary .words").text
    assert not page.all("textarea")


def test_an_answer_that_is_refused_is_shown_to_be_copied(site, after, path, at_now):
    site.as_("bob").get(path).submit(path, rating="4", comment="Clear.")
    log(site, after, at_now)
    tabs = [site.as_("alice").get("/reviews") for _ in range(2)]
    assert tabs[0].submit(f"{path}/reply", reply="Thank you, Bob.").status == 303
    page = tabs[1].submit(f"{path}/reply", reply="Thanks a lot.")
    assert page.status == 409
    assert "Thanks a lot." in page.one(".summary .words").text
    assert "Thank you, Bob." in page.one(".reply").text


def test_an_answer_that_is_too_long_stays_in_its_form_on_each_page_of_the_list(site, after, at_now):
    site.do(lambda: [review_call_of(after, NOW - number * DAY) for number in range(2, 23)])
    alice = site.as_("alice")
    second = alice.get(alice.get("/reviews").one('a[href*="after="]')["href"])
    form = second.all("form[action*='/review/reply']")[0]["action"]
    long = "x" * 5000
    page = second.submit(form, reply=long)
    assert page.status == 422
    assert page.one("details[open] textarea").text.strip() == long
    assert page.submit(form, reply="Thanks.").follow().one(".reply").text.endswith("Thanks.")


def test_a_missed_or_coming_call_is_not_reviewed(site, world):
    page = site.as_("bob").get(f"/calls/{world.call}/review")
    assert page.status == 409
    assert "Say how it went after" in page.text


def test_no_page_shows_what_one_said_before_both_have(site, after, path, at_now):
    site.as_("bob").get(path).submit(path, rating="2", comment="Confusing.")
    pages = (f"/calls/{after.call}", "/calls?view=past", "/reviews", "/history", f"/students/{after.bob}", "/",
             f"/coaches/{after.alice}", f"/coaches/{after.alice}/reviews", "/coaches")  # fmt: skip

    def seen():
        alice = site.as_("alice")
        return {place for place in pages if "Confusing" in alice.get(place).text or "1 review" in alice.get(place).text}

    assert seen() == set()
    at_now.move_to(NOW + 9 * DAY + timedelta(hours=3))
    public = {f"/coaches/{after.alice}", f"/coaches/{after.alice}/reviews"}
    assert seen() >= {f"/calls/{after.call}", "/reviews", "/coaches", *public}
    assert "Bob" not in site.visitor().get(f"/coaches/{after.alice}/reviews").text


@pytest.mark.parametrize("is_htmx", [False, True])
def test_a_coach_answers_in_place_and_everybody_reads_it(site, after, path, is_htmx, at_now):
    site.as_("bob").get(path).submit(path, rating="5", comment="Clear.", shows_first_name="y")
    log(site, after, at_now)
    alice, reply = site.as_("alice"), f"{path}/reply"
    empty = alice.get("/reviews").submit(reply, htmx=is_htmx, reply=" ")
    assert empty.status == 422
    assert "This is needed" in empty.text
    answered = alice.get("/reviews").submit(reply, htmx=is_htmx, reply="Thank you.")
    assert "You answered" in (answered if is_htmx else answered.follow()).text
    public = site.visitor().get(f"/coaches/{after.alice}/reviews").text
    assert "Bob, Mar 2027" in public
    assert "Alice Archer answers Thank you." in public
    assert not alice.get("/reviews").all("textarea")


def test_an_average_stands_from_five_reviews_on_wherever_coaches_are_chosen(site, world, at_now):
    at_now.move_to(NOW)

    def rate(number):
        student = factories.person(f"student{number}")
        call = factories.call(factories.slot(world.alice, NOW + (9 + number) * DAY), student)
        then = NOW + (10 + number) * DAY
        transact(lambda: reviews.record(actor=acting(student), call_id=call, rating=5 - number % 2, now=then))

    places = ("/coaches", f"/coaches/{world.alice}", f"/coaches/{world.alice}/reviews", f"/slots/{world.open_slot}")
    slot = places[-1]
    for number in range(4):
        site.do(lambda number=number: rate(number))
    at_now.move_to(NOW + 40 * DAY)
    assert all("from 4 reviews" not in site.visitor().get(place).text for place in places)
    at_now.move_to(NOW)
    site.do(lambda: rate(4))
    later = site.do(lambda: factories.slot(world.alice, NOW + 42 * DAY))
    at_now.move_to(NOW + 40 * DAY)
    for place in (*places[:-1], slot.replace(str(world.open_slot), str(later))):
        assert "4.6 from 5 reviews" in site.visitor().get(place).text
