"""A page of coaches asks few of them for their soonest slot, and is the page that asking all of them would make."""

import random
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from app.db import EPOCH, db, transact
from app.domain.errors import DomainError
from app.domain.policy import Policy
from app.domain.search import Criteria, Sort, TimeOfDay
from app.services import coach_cards, coach_ranking, coach_views, coaches, slot_views
from app.services.bookability import Booking
from app.services.coach_ranking import PRIME
from app.services.slot_views import SlotFilter
from bench.filling import fill
from bench.slots import listening
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN
from tests.services.test_list_cost import count_steps

HALF_HOUR = timedelta(minutes=30)
FREE = Policy(booking_notice=timedelta(0))
COACHES = 7


def live(chance: random.Random) -> tuple[list[int], int]:
    """Let coaches have slots, many at the same time, of which some cannot be booked; return them and a student."""
    numbers, bob = [], factories.person("bob")
    for place in range(COACHES):
        number = factories.coach(f"coach{place}")
        numbers.append(number)
        own = {"email": f"coach{place}@example.org", "notice_minutes": chance.choice([0, 0, 240])}
        transact(partial(coaches.edit, actor=ADMIN, now=NOW, **own))
        for after in chance.sample([1, 5, 5, 5, 9, 9, 60], chance.choice([0, 3, 3])):
            with suppress(DomainError):
                slot = factories.slot(number, NOW + after * HALF_HOUR)
                if chance.random() < 0.3:
                    factories.call(slot, chance.choice([bob, *numbers]), policy=FREE)
    factories.time_off(chance.choice(numbers), NOW.date())
    return numbers, bob


def all_pages(booking: Booking, criteria: Criteria) -> list[int]:
    """Return the coaches of all pages, of three each."""
    first = coach_views.list_coaches(booking, criteria, limit=3)
    found, cursor = [coach.id for coach in first.items], first.next_cursor
    while cursor:
        page = coach_views.list_coaches(booking, criteria, cursor=cursor, limit=3)
        found, cursor = [*found, *(coach.id for coach in page.items)], page.next_cursor
    assert first.count == len(found)
    return found


@pytest.fixture
def glance(request, monkeypatch):
    """Let so many of the soonest slots be seen at a glance, where queries that are kept see a hundred."""
    monkeypatch.setattr(coach_ranking, "GLANCE", request.param)
    monkeypatch.setattr(coach_cards, "_kept_description", coach_cards._kept_description.__wrapped__)


@pytest.mark.parametrize("glance", [0, 3, 100], indirect=True)
@pytest.mark.parametrize(("seed", "sort"), [(1, Sort.SOONEST), (4, Sort.SOONEST), (3, Sort.PRICE)])
@pytest.mark.usefixtures("glance")
def test_the_pages_are_those_that_asking_every_coach_would_make(app, seed, sort):
    numbers, bob = live(random.Random(seed))
    of_the_day = 1 + (NOW - EPOCH).days % (PRIME - 1)
    for booking in (Booking(None, FREE, NOW), Booking(bob, FREE, NOW), Booking(numbers[0], Policy(), NOW + HALF_HOUR)):

        def place(number: int, booking: Booking = booking) -> tuple[bool, float, int, int]:
            slots = slot_views.list_open(booking, SlotFilter(number), limit=1).items
            soonest = slots[0].starts_at.timestamp() if slots and sort is Sort.SOONEST else 0
            return not slots, soonest, number * of_the_day % PRIME, number

        assert all_pages(booking, Criteria(sort=sort)) == sorted(numbers, key=place)


@pytest.mark.parametrize("glance", [0, 3, 100], indirect=True)
@pytest.mark.parametrize("seed", [1, 2, 5])
@pytest.mark.usefixtures("glance")
def test_the_pages_of_a_time_are_those_that_asking_every_coach_would_make(app, seed):
    numbers, bob = live(random.Random(seed))
    of_the_day = 1 + (NOW - EPOCH).days % (PRIME - 1)
    for when in (Criteria(time=TimeOfDay.at(NOW.hour)), Criteria(is_this_week=True), Criteria(weekdays=frozenset({1}))):
        for booking in (Booking(None, FREE, NOW), Booking(bob, FREE, NOW)):
            soonest = {
                number: slots[0].starts_at
                for number in numbers
                if (slots := slot_views.list_open(booking, SlotFilter(number), criteria=when, limit=1).items)
            }
            in_order = sorted(soonest, key=lambda number: (soonest[number], number * of_the_day % PRIME))
            assert all_pages(booking, when) == in_order
            assert all_pages(booking, replace(when, sort=Sort.PRICE)) == sorted(
                soonest, key=lambda number: number * of_the_day % PRIME
            )


def test_of_coaches_who_have_time_many_are_not_counted(app, monkeypatch):
    monkeypatch.setattr(coach_cards, "_kept_description", coach_cards._kept_description.__wrapped__)
    monkeypatch.setattr(coach_ranking, "MOST_COUNTED", 2)
    monkeypatch.setattr(coach_cards, "MOST_COUNTED", 2)
    live(random.Random(1))
    visitor = Booking(None, FREE, NOW)
    week = coach_views.list_coaches(visitor, Criteria(is_this_week=True))
    assert (len(week.items), week.count, week.is_more) == (3, 2, True)
    everybody = coach_views.list_coaches(visitor)
    assert (everybody.count, everybody.is_more) == (COACHES, False)


def test_a_page_asks_few_of_many_coaches_for_their_soonest_slot(app, database, now, policy):
    if database != "sqlite":
        pytest.skip("only SQLite counts its steps")
    fill(1_000, now=now, coaches=100)
    visitor = Booking(None, policy, now)
    few, all_of_them = (
        count_steps(lambda n=n: coach_views.list_coaches(visitor, limit=n)) for n in (coach_views.COACHES_ON_PAGE, 100)
    )
    assert few < all_of_them / 3


def test_few_are_asked_for_a_student_who_is_in_a_call_when_the_soonest_slots_begin(app, database, now, policy):
    if database != "sqlite":
        pytest.skip("only SQLite counts its steps")
    fill(1_000, now=now, coaches=100)
    bob, charlie = factories.person("bob"), factories.person("charlie")
    soonest = slot_views.list_open(Booking(bob, policy, now), SlotFilter(), limit=2).items
    assert soonest[0].starts_at == soonest[1].starts_at
    factories.call(soonest[0].id, bob)
    asked = [count_steps(lambda who=who: coach_views.list_coaches(Booking(who, policy, now))) for who in (bob, charlie)]
    assert asked[0] < 1.5 * asked[1]


@pytest.mark.parametrize("criteria", [Criteria(time=TimeOfDay.at(NOW.hour)), Criteria(is_this_week=True)])
def test_the_first_page_of_a_time_asks_few_of_many_coaches(app, database, now, policy, monkeypatch, criteria):
    if database != "postgresql":
        pytest.skip("only PostgreSQL says how often it does a step")
    monkeypatch.setattr(coach_cards, "_kept_description", coach_cards._kept_description.__wrapped__)
    monkeypatch.setattr(coach_ranking, "MOST_COUNTED", 10)
    fill(1_000, now=now, coaches=100)
    with listening() as said:
        assert coach_views.list_coaches(Booking(None, policy, now), criteria).count == 11
    statement, parameters = said[-1]
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN ANALYZE {statement}", parameters).scalars().all()
    of_a_coach = [step for step in plan if "ix_slots_coach" in step]
    assert of_a_coach
    assert all(int(step.partition("loops=")[2].rstrip(")")) < 100 for step in of_a_coach if "loops=" in step)
