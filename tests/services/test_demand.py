"""What was wanted and not had, counted without anybody's name, against what was offered."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain.demand import Axis
from app.domain.periods import Period
from app.domain.policy import Policy
from app.domain.search import Criteria, TimeOfDay
from app.domain.waitlist import Window
from app.services import coach_profiles, demand, saved_coaches, subjects, wishes
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, acting

pytestmark = pytest.mark.usefixtures("app")
DAY = timedelta(days=1)
LISBON = Policy(timezone="Europe/Lisbon")
# From Monday midnight on, in which NOW lies.
WEEK = Period(NOW - timedelta(hours=9), NOW + 7 * DAY, "Europe/Lisbon")


def search(now=NOW, **criteria):
    transact(lambda: demand.note_empty_search(Criteria(**criteria), policy=LISBON, now=now))


def lines(period=WEEK, axis=None):
    found = demand.list_demand(period, axis=axis)
    return {
        line.value: (line.empty_searches, line.lost_races, line.alerts, line.offered, line.booked)
        for line in found
        if any((line.empty_searches, line.lost_races, line.alerts, line.offered))
    }


@pytest.fixture
def alice(app):
    """Alice teaches algebra, which is also called sums."""
    number = factories.coach("alice")
    changes = coach_profiles.Changes(subject_names=["Algebra"])
    transact(lambda: coach_profiles.edit(actor=acting(number), coach_id=number, changes=changes, now=NOW))
    transact(lambda: subjects.add_synonym(actor=ADMIN, name="Algebra", synonym="Sums", now=NOW))
    return number


@pytest.mark.usefixtures("alice")
def test_an_empty_search_counts_by_each_day_the_time_and_the_subject_it_asked_for():
    search(subject="algebra", weekdays=frozenset({2, 4}), time=TimeOfDay.EVENING)
    search(words="SUMS")
    search(is_online=True)
    assert lines(axis=Axis.WEEKDAY) == {
        "tuesday": (1, 0, 0, 0, 0), "thursday": (1, 0, 0, 0, 0), "": (2, 0, 0, 0, 0),
    }  # fmt: skip
    assert lines(axis=Axis.TIME) == {"evening": (1, 0, 0, 0, 0), "": (2, 0, 0, 0, 0)}
    assert lines(axis=Axis.SUBJECT) == {"Algebra": (2, 0, 0, 0, 0), "": (1, 0, 0, 0, 0)}


@pytest.mark.usefixtures("alice")
def test_words_that_name_no_subject_are_not_kept():
    search(words="Bob Bak")
    search()
    assert lines() == {}
    search(words="Bob Baker", is_online=True)
    assert set(lines()) == {""}


def test_a_lost_race_counts_where_the_slot_was_in_the_programmes_zone(alice):
    # Half past midnight on Wednesday in summer time.
    summer = Policy(timezone="Europe/Madrid")
    slot = factories.slot(alice, NOW + 29 * DAY + timedelta(hours=13, minutes=30))
    transact(lambda: demand.note_lost_race(slot, policy=summer, now=NOW))
    transact(lambda: demand.note_lost_race(99, policy=summer, now=NOW))
    week = {one: lines(axis=one) for one in Axis}
    assert week == {
        Axis.WEEKDAY: {"wednesday": (0, 1, 0, 0, 0)},
        Axis.TIME: {"night": (0, 1, 0, 0, 0)},
        Axis.SUBJECT: {"Algebra": (0, 1, 0, 0, 0)},
    }


def test_it_stands_against_what_was_offered_and_booked_and_what_is_waited_for(alice):
    bob = factories.person("bob")
    for days in (1, 2):
        slot = factories.slot(alice, NOW + days * DAY)
    factories.call(slot, bob)
    transact(lambda: saved_coaches.await_slots(student_id=bob, coach_id=alice, now=NOW))
    assert lines(axis=Axis.WEEKDAY) == {
        "tuesday": (0, 0, 0, 1, 0), "wednesday": (0, 0, 0, 1, 1), "": (0, 0, 1, 0, 0),
    }  # fmt: skip
    assert lines(axis=Axis.TIME) == {"morning": (0, 0, 0, 2, 1), "": (0, 0, 1, 0, 0)}
    assert lines(axis=Axis.SUBJECT) == {"Algebra": (0, 0, 1, 2, 1)}


def test_who_waits_counts_by_days_times_and_subjects_and_once_for_each(alice):
    bob, charlie = factories.person("bob"), factories.person("charlie")
    evenings = Window(frozenset({2, 4}), frozenset({TimeOfDay.EVENING}))
    factories.wish(bob, subject_id=subjects.get("Algebra").id, window=evenings)
    left = factories.wish(bob, alice)
    factories.wish(charlie, alice)

    def waits(axis):
        return {line.value: line.wishes for line in demand.list_demand(WEEK, axis=axis) if line.wishes}

    assert waits(Axis.WEEKDAY) == {"tuesday": 1, "thursday": 1, "": 2}
    assert waits(Axis.TIME) == {"evening": 1, "": 2}
    assert waits(Axis.SUBJECT) == {"Algebra": 2}
    transact(lambda: wishes.leave(actor=acting(bob), wish_id=left, now=NOW))
    assert waits(Axis.TIME) == {"evening": 1, "": 1}


@pytest.mark.usefixtures("alice")
def test_only_the_days_asked_for_count_and_old_ones_are_forgotten():
    search(subject="Algebra", now=NOW - 8 * DAY)
    search(subject="Algebra", now=NOW + 7 * DAY)
    assert lines() == {}
    later = NOW + 3 * 366 * DAY
    transact(lambda: demand.forget(now=later))
    assert lines(Period(NOW - 30 * DAY, later, "UTC")) == {}
