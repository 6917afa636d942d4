"""The weeks of one semester carried into another."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select

from app.db import db, transact
from app.domain import errors
from app.domain.holidays import Holiday
from app.domain.roll_over import Skip
from app.domain.series import DateVerdict, WeeklyPattern
from app.domain.slots import SlotStatus
from app.models import Slot
from app.services import audit, coaches, roll_over, semesters, series, slots
from app.services.roll_over import Wish
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, LONG_AGO, USUAL, acting

pytestmark = pytest.mark.usefixtures("app")

WINTER = (date(2027, 1, 4), date(2027, 2, 28))
SPRING = (date(2027, 3, 8), date(2027, 4, 18))
LONDON = replace(USUAL, timezone="Europe/London")
WISH = Wish("Winter", "Spring")


@pytest.fixture
def alice():
    """Return Alice, who offered Mondays at 9 all winter, and two semesters."""
    number = factories.coach("alice")
    offer(number, 1, time(9), *WINTER)
    for name, days in (("Winter", WINTER), ("Spring", SPRING)):
        transact(lambda name=name, days=days: semesters.add(
            actor=ADMIN, name=name, first_day=days[0], last_day=days[1], now=NOW
        ))  # fmt: skip
    return number


def offer(coach, weekday, at, first, last, *, timezone="Europe/London", place="", now=LONG_AGO):
    pattern = WeeklyPattern(frozenset({weekday}), at, first, last)
    transact(
        lambda: series.publish(
            actor=ADMIN, coach_id=coach, pattern=pattern, timezone=timezone, place=place, policy=LONDON, now=now
        )
    )


def plan(wish=WISH, now=NOW, policy=LONDON):
    return roll_over.plan(actor=ADMIN, wish=wish, policy=policy, now=now)


def publish(wish=WISH, now=NOW):
    return transact(lambda: roll_over.publish(actor=ADMIN, wish=wish, policy=LONDON, now=now))


def told(planned):
    return [(f"{line.date.wall_time:%m-%d %H:%M}", line.verdict.value) for line in planned.dates]


def spring(coach, status=SlotStatus.OPEN):
    statement = select(Slot.starts_at).where(Slot.coach_id == coach, Slot.starts_at > NOW, Slot.status == status)
    return list(db.session.scalars(statement.order_by(Slot.starts_at)))


def test_a_weekly_time_keeps_to_the_coachs_clock_across_a_clock_change(alice):
    """Case B8."""
    planned, numbers = publish()
    assert len(numbers) == 6
    assert told(planned) == [
        (f"{day} 09:00", "publish") for day in ("03-08", "03-15", "03-22", "03-29", "04-05", "04-12")
    ]
    assert [start.hour for start in spring(alice)] == [9, 9, 9, 8, 8, 8]


def test_what_would_be_done_is_what_is_done_and_the_second_time_nothing(alice):
    foreseen = plan()
    assert spring(alice) == []
    assert publish()[0] == foreseen
    again, numbers = publish()
    assert numbers == []
    assert {line.verdict for line in again.dates} == {Skip.THERE}
    entries = audit.list_entries(object_kind="semester", limit=9)
    assert [entry.facts for entry in entries if entry.action == "semester.rolled_over"] == [
        {"rolled_from": 1, "slots": 6}
    ]


def test_a_time_that_a_coach_has_withdrawn_is_not_forced_on_them_again(alice):
    _, numbers = publish()
    transact(lambda: slots.withdraw(actor=acting(alice), slot_id=numbers[2], now=NOW))
    again, numbers = publish()
    assert numbers == []
    assert [line.verdict for line in again.dates].count(Skip.WITHDRAWN) == 1


def test_only_times_offered_often_enough_are_weekly_and_the_others_are_told(alice):
    offer(alice, 3, time(14), date(2027, 1, 6), date(2027, 1, 13), place="Room 4")
    planned = plan()
    assert len(planned.to_publish) == 6
    assert [(line.name, weekly.weekday, weekly.weeks) for line, weekly in planned.left_out] == [("Alice Archer", 3, 2)]
    more = plan(replace(WISH, at_least=2))
    assert len(more.to_publish) == 12
    assert {line.place for line in more.to_publish if line.date.wall_time.hour == 14} == {"Room 4"}
    assert plan(replace(WISH, at_least=9)).dates == ()


def test_withdrawn_slots_were_not_offered(alice):
    offer(alice, 3, time(14), *WINTER)
    wednesdays = db.session.scalars(select(Slot.id).where(Slot.wall_time.like("%T14:00"))).all()
    for number in wednesdays[2:]:
        transact(lambda number=number: slots.withdraw(actor=ADMIN, slot_id=number, now=LONG_AGO))
    assert len(plan().to_publish) == 6


def test_holidays_past_dates_calls_and_slots_are_left_out_with_their_reason(alice):
    bob, dora = factories.person("bob"), factories.coach("dora")
    transact(lambda: semesters.edit(actor=ADMIN, name="Spring", first_day=date(2027, 3, 1), now=NOW))
    factories.slot(alice, datetime(2027, 3, 15, 10, tzinfo=UTC), policy=LONDON)
    factories.call(factories.slot(dora, datetime(2027, 3, 22, 8, tzinfo=UTC), policy=LONDON), alice)
    factories.call(factories.slot(alice, datetime(2027, 4, 5, 8, tzinfo=UTC), policy=LONDON), bob)
    easter = Holiday("Easter", datetime(2027, 3, 26, tzinfo=UTC), datetime(2027, 3, 29, 23, tzinfo=UTC))
    planned = plan(replace(WISH, holidays=[easter]))
    assert told(planned) == [
        ("03-01 09:00", "past"), ("03-08 09:00", "publish"), ("03-15 09:00", "overlap"), ("03-22 09:00", "busy"),
        ("03-29 09:00", "holiday"), ("04-05 09:00", "already_there"), ("04-12 09:00", "publish"),
    ]  # fmt: skip
    assert [line.holiday for line in planned.dates if line.holiday] == ["Easter"]


def test_the_clock_skips_a_time_in_spring_and_shows_one_twice_in_autumn(alice):
    """Case B10."""
    offer(alice, 7, time(1, 30), *WINTER)
    sundays = [entry for entry in told(plan()) if entry[0].endswith("01:30")]
    assert ("03-28 01:30", "no_such_time") in sundays
    autumn = {"first_day": date(2027, 10, 25), "last_day": date(2027, 11, 7)}
    transact(lambda: semesters.add(actor=ADMIN, name="Autumn", **autumn, now=NOW))
    [repeated] = [line.date for line in plan(Wish("Winter", "Autumn")).dates if line.date.is_repeated]
    assert repeated.starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_a_time_that_changed_during_the_semester_is_taken_as_it_was_more_often(alice):
    gone = db.session.scalars(select(Slot.id).order_by(Slot.starts_at.desc()).limit(3)).all()
    for number in gone:
        transact(lambda number=number: slots.withdraw(actor=ADMIN, slot_id=number, now=LONG_AGO))
    offer(alice, 1, time(10), date(2027, 2, 8), WINTER[1])
    verdicts = {entry[0][-5:]: entry[1] for entry in told(plan())}
    assert verdicts == {"09:00": "publish", "10:00": "overlaps_another"}


def test_semesters_are_days_of_the_programme_wherever_the_coach_lives(alice):
    """Monday 1:00 in Kolkata is Sunday evening in London."""
    charlie = factories.coach("charlie")
    for day in (date(2027, 1, 11), date(2027, 1, 18), date(2027, 1, 25)):
        offer(charlie, 1, time(1), day, day, timezone="Asia/Kolkata", now=LONG_AGO)
    dates = [line.date.wall_time for line in plan(replace(WISH, coach_id=charlie)).to_publish]
    # The 8th of March is still the 7th in London; the 19th of April is still the 18th.
    assert (dates[0], dates[-1]) == (datetime(2027, 3, 15, 1), datetime(2027, 4, 19, 1))


def test_one_coach_alone_or_all_who_coach_now(alice):
    dora, erin = factories.coach("dora"), factories.coach("erin")
    for coach in (dora, erin):
        offer(coach, 2, time(9), *WINTER)
    transact(lambda: coaches.remove(actor=ADMIN, email="erin@example.org", now=NOW))
    assert {line.coach.number for line in plan().dates} == {alice, dora}
    assert {line.coach.number for line in plan(replace(WISH, coach_id=dora)).dates} == {dora}
    with pytest.raises(errors.CoachUnavailable):
        plan(replace(WISH, coach_id=erin))


def test_all_is_saved_or_nothing(alice, monkeypatch):
    """Case A12."""
    add, made = slots.add, []

    def failing(**given):
        if len(made) == 3:
            raise RuntimeError
        made.append(add(**given))
        return made[-1]

    monkeypatch.setattr(roll_over.slots, "add", failing)
    with pytest.raises(RuntimeError):
        publish()
    assert len(made) == 3
    assert spring(alice) == []


def test_it_takes_two_semesters(alice):
    for wish in (Wish("Winter", "Nowhere"), Wish("Nowhere", "Spring")):
        with pytest.raises(errors.NotFound):
            plan(wish)
    with pytest.raises(errors.SameSemester):
        plan(Wish("winter", "WINTER"))


def test_what_reaches_beyond_the_new_semester_is_left_out(alice):
    transact(lambda: semesters.edit(actor=ADMIN, name="Spring", last_day=date(2027, 3, 22), now=NOW))
    offer(alice, 1, time(23), *WINTER)
    verdicts = dict(told(plan()))
    assert verdicts["03-22 23:00"] == DateVerdict.OUTSIDE_SEMESTER
    assert verdicts["03-15 23:00"] == DateVerdict.PUBLISH


def test_each_slot_is_counted_as_it_is_made(alice):
    steps = []
    given = {"actor": ADMIN, "wish": WISH, "policy": LONDON, "now": NOW}
    transact(lambda: roll_over.publish(**given, step=lambda: steps.append("one more")))
    assert len(steps) == 6
