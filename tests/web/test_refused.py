"""What is held for a student whom a limit keeps from it: shown with the reason, and passed on."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain.clock import utc_now
from app.jobs import upkeep
from app.mails.writing import put_into_words
from app.services import cancelling, outbox
from tests import factories
from tests.api.programs import Program, token_of
from tests.conftest import NOW
from tests.factories import USUAL, acting
from tests.web.test_reads import Statements

DAY = timedelta(days=1)
LIMITED = (
    "That is more calls than the programme allows. A student may have 1 call ahead at a time. Cancel the one that "
    "can still be cancelled, or book again from {when} on."
)


@pytest.fixture
def limit(site, monkeypatch):
    """Return what limits the calls of students from now on."""

    def limit(**limits):
        config = site.app.config["COACHBOOK"].model_copy(update=limits)
        monkeypatch.setitem(site.app.config, "COACHBOOK", config)

    return limit


@pytest.fixture
def dora(site, world):
    return site.do(lambda: factories.coach("dora"))


def stand_in(site, world, *days):
    """Let Alice have so many more times, cancel Bob's call and hold times for him."""

    def work():
        for day in days:
            factories.slot(world.alice, NOW + day * DAY)
        wanted = {"actor": acting(world.alice), "call_id": world.call, "reason": "ill", "offers": True}
        transact(lambda: cancelling.cancel(**wanted, policy=USUAL, now=NOW))

    site.do(work)


@pytest.mark.parametrize("path", ["/", "/waitlist"])
def test_an_offer_that_a_limit_forbids_says_so_until_it_is_passed_on(site, world, dora, limit, path):
    """Case F8."""
    site.do(lambda: factories.wish(world.charlie, dora))
    slot = site.do(lambda: factories.slot(dora, NOW + 5 * DAY))
    site.do(factories.offer)
    charlie = site.as_("charlie")
    assert charlie.get(path).all(f"#offer-1 a[href='/slots/{slot}']")
    site.do(lambda: factories.call(world.open_slot, world.charlie))
    limit(max_open_calls=1)
    page = charlie.get(path)
    told = " ".join(page.one("#offer-1").get_text(" ").split())
    assert LIMITED.format(when="Thu, Mar 4, 2:30 PM") in told
    assert "The next person is asked soon, and you keep your place." in told
    assert not page.all(f"#offer-1 a[href='/slots/{slot}']")
    site.do(upkeep.offer_slots)
    page = charlie.get(path)
    assert not page.all("#offer-1")
    assert path == "/" or "Place 1 of 1" in page.text


def test_times_held_instead_of_a_call_say_once_that_a_limit_forbids_them_all(site, world, dora, limit):
    """Case A13."""
    other = site.do(lambda: factories.slot(dora, NOW + 9 * DAY))
    limit(max_open_calls=1)
    bob, call = site.as_("bob"), f"/calls/{world.call}"
    stand_in(site, world, 4, 5)
    assert len(bob.get(call).all("#held form")) == 3
    site.do(lambda: factories.call(other, world.bob))
    page = bob.get(call)
    assert page.text.count(LIMITED.format(when="Wed, Mar 10, 4:00 AM")) == 1
    assert "3 other times are held for you" in page.text
    assert len(page.all("#held li")) == 3
    assert not page.all("#held form")


def test_a_held_time_that_a_limit_forbids_has_its_reason_beside_those_that_can_be_booked(site, world, dora, limit):
    """Case A13."""
    limit(max_calls_per_week=1)
    stand_in(site, world, 7, 8)
    other = site.do(lambda: factories.slot(dora, NOW + 5 * DAY))
    site.do(lambda: factories.call(other, world.bob))
    page = site.as_("bob").get(f"/calls/{world.call}")
    assert [bool(line.select("form")) for line in page.all("#held li")] == [False, True, True]
    assert "A student may have 1 call in a week." in page.all("#held li")[0].get_text()
    assert "Take one, and the others are free again." in page.text


def test_held_times_that_are_forbidden_each_for_a_reason_of_its_own_do_not_promise_that_one_can_be_taken(
    site, world, dora, limit
):
    """Case A13."""
    limit(max_calls_per_week=1)
    stand_in(site, world, 7)
    for day in (5, 7):
        site.do(lambda day=day: factories.call(factories.slot(dora, NOW + day * DAY), world.bob))
    page = site.as_("bob").get(f"/calls/{world.call}")
    assert not page.all("#held form")
    assert "Nobody else can book them meanwhile, but neither can you now." in page.text
    assert "Take one" not in page.text
    week, busy = (line.get_text() for line in page.all("#held li"))
    assert "A student may have 1 call in a week." in week
    assert "You have another call at that time." in busy


def test_a_mail_names_the_held_times_that_can_be_taken_and_no_others(site, world, dora, limit):
    """Case A13."""
    other = site.do(lambda: factories.slot(dora, NOW + 9 * DAY))
    stand_in(site, world)

    def mail():
        mails = [one for one in outbox.list_latest(limit=9) if one.user_id == world.bob]
        [cancelled] = [one for one in mails if one.kind == "call_cancelled"]
        return put_into_words(cancelled, now=utc_now()).text

    assert "1 other time is held for you" in site.do(mail)
    site.do(lambda: factories.call(other, world.bob))
    limit(max_open_calls=1)
    assert "held for you" not in site.do(mail)
    assert "Find another time" in site.do(mail)


def test_page_and_program_refuse_with_the_same_words(site, world, limit):
    limit(max_open_calls=1)
    told = LIMITED.format(when="Wed, Mar 3, 4:00 AM")
    bob = site.as_("bob")
    page = bob.get(f"/slots/{world.open_slot}")
    assert (page.status, told.split(". ", 1)[1] in page.text) == (409, True)
    assert told.split(". ", 1)[1] in bob.get("/slots").text
    program = Program(site.app, site.do(lambda: token_of("bob")))
    answer = program.post("/calls", {"slot_id": world.open_slot}).get_json()
    assert f"{answer['title']}. {answer['detail']}".startswith("That is more calls than the programme allows. A")


def test_the_page_of_a_coach_with_times_that_a_student_may_not_book_says_why(site, world, limit):
    """Case I1."""
    limit(max_open_calls=1)
    path = f"/coaches/{world.alice}"
    told = site.as_("bob").get(path)
    assert "Alice Archer has no open times that you could book now." in told.text
    assert LIMITED.format(when="Wed, Mar 3, 4:00 AM") in told.text
    assert not told.all("#join-waitlist")
    assert site.as_("charlie").get(path).all(f"#chip-{world.open_slot}")
    site.do(lambda: factories.call(world.open_slot, world.charlie))
    for who in ("bob", "charlie"):
        none = site.as_(who).get(path)
        assert "Alice Archer has no open times now." in none.text
        assert none.all("#join-waitlist")


def test_the_later_days_of_such_a_coach_say_why_too(site, world, limit):
    """Case I1."""
    limit(max_open_calls=1)
    on = (NOW + 2 * DAY).date()
    told = site.as_("bob").get(f"/coaches/{world.alice}?from={on}")
    assert "No later open times that you could book." in told.text
    assert LIMITED.format(when="Wed, Mar 3, 4:00 AM") in told.text


def test_the_list_of_coaches_says_why_a_student_may_book_with_none_of_them(site, world, dora, limit):
    """Case I1."""
    limit(max_open_calls=1)
    told = site.as_("bob").get("/coaches")
    assert LIMITED.format(when="Wed, Mar 3, 4:00 AM") in told.text
    assert told.one("h3.group").get_text() == "No open times that you could book now"
    visitor = site.visitor().get("/coaches")
    assert "That is more calls" not in visitor.text
    assert visitor.one("h3.group").get_text() == "No open times now"


def test_the_list_of_saved_coaches_says_why_a_student_may_book_with_none_of_them(site, world, limit):
    """Case I1."""
    bob = site.as_("bob")
    saved = bob.get(f"/coaches/{world.alice}").submit(f"/coaches/{world.alice}/save").visitor.get("/saved")
    assert LIMITED.format(when="Wed, Mar 3, 4:00 AM") not in saved.text
    limit(max_open_calls=1)
    told = bob.get("/saved")
    assert LIMITED.format(when="Wed, Mar 3, 4:00 AM") in told.text
    assert "No open times that you could book now" in told.text


def test_the_list_of_saved_coaches_names_no_reason_that_keeps_a_student_from_others_alone(site, world, dora, limit):
    """Case I1."""
    bob = site.as_("bob")
    bob.get(f"/coaches/{dora}").submit(f"/coaches/{dora}/save")
    limit(max_open_calls=1)
    told = bob.get("/saved")
    assert "No open times that you could book now" in told.text
    assert LIMITED.format(when="Wed, Mar 3, 4:00 AM") not in told.text


def test_the_help_tells_of_the_limits_that_there_are_and_what_counts(site, limit):
    assert "How many calls may I have?" not in site.visitor().get("/help").text
    limit(max_open_calls=3, max_calls_per_semester=12)
    told = site.visitor().get("/help").text
    assert "A student may have 3 calls ahead at a time. A student may have 12 calls in a semester. A call that" in told
    assert "One that you missed does: nobody else could have its time." in told


def test_a_page_asks_no_more_where_nothing_is_held_and_little_where_something_is(site, world, dora, limit):
    limit(max_open_calls=1, max_calls_per_week=1)
    bob, call = site.as_("bob"), f"/calls/{world.call}"
    with Statements() as before:
        bob.get(call)
    stand_in(site, world, 4, 5)
    with Statements() as after:
        bob.get(call)
    assert (len(before), len(after)) == (5, 8), after


@pytest.mark.parametrize("days", [(), (4, 5)])
def test_why_held_times_are_refused_is_looked_up_once_for_them_all(site, world, dora, limit, days):
    other = site.do(lambda: factories.slot(dora, NOW + 6 * DAY))
    limit(max_open_calls=1, max_calls_per_week=1)
    stand_in(site, world, *days)
    site.do(lambda: factories.call(other, world.bob))
    bob = site.as_("bob")
    with Statements() as said:
        page = bob.get(f"/calls/{world.call}")
    assert (len(page.all("#held li")), page.all("#held form")) == (1 + len(days), [])
    assert len(said) == 11, said


def test_times_held_instead_of_a_call_stand_on_the_students_home_while_they_can_be_booked(site, world, dora, limit):
    """Case A13."""
    bob = site.as_("bob")
    assert not bob.get("/").all("section[id^=instead-]")
    other = site.do(lambda: factories.slot(dora, NOW + 9 * DAY))
    stand_in(site, world, 4, 5)
    held = bob.get("/").all("section[id^=instead-]")[0]
    assert "3 other times are held for you" in held.get_text()
    assert "Alice Archer" in held.get_text()
    assert len(held.select("li")) == 3
    assert held.select_one("a.button")["href"] == f"/calls/{world.call}#held"
    assert not site.as_("charlie").get("/").all("section[id^=instead-]")
    site.do(lambda: factories.call(other, world.bob))
    limit(max_open_calls=1)
    assert not bob.get("/").all("section[id^=instead-]")
