"""Weekly rules open slots some weeks ahead, each once, and leave alone what the coach has decided by hand."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from app.db import db, transact
from app.domain import errors
from app.domain.instants import as_json
from app.domain.roll_over import Skip
from app.domain.series import DateVerdict
from app.domain.webhooks import Event
from app.domain.weekly_rules import WeeklyRule
from app.jobs import upkeep
from app.models import WebhookDelivery
from app.services import accounts, audit, rule_opening, semesters, slot_views, slots, weekly_rules
from app.services.slot_views import SlotFilter
from bench.slots import listening
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

pytestmark = pytest.mark.usefixtures("app")
DAY, WEEK = timedelta(days=1), timedelta(days=7)
TUE_THU = WeeklyRule(frozenset({2, 4}), (time(18),), "UTC", date(2027, 3, 1))


def add(coach, rule=TUE_THU, **more):
    wanted = {"actor": acting(coach), "coach_id": coach, "rule": rule, "policy": USUAL, "now": NOW, **more}
    return transact(lambda: weekly_rules.add(**wanted))


def do(work, coach, number, **more):
    return transact(lambda: work(actor=acting(coach), number=number, now=NOW, **more))


def starts(coach):
    found = slot_views.list_slots(SlotFilter(coach_id=coach, status="open"), now=NOW, limit=200).items
    return [slot.starts_at for slot in found]


def later(at_now, leap):
    at_now.move_to(NOW + leap)
    return upkeep.open_rules()


def verdicts(coach, rule=TUE_THU, rule_id=None):
    return [one.verdict for one in rule_opening.plan(coach, rule, rule_id=rule_id, policy=USUAL, now=NOW)]


@pytest.fixture
def alice():
    return factories.coach("alice")


def test_saving_a_rule_opens_its_slots_as_the_preview_counts_them_and_once(alice, at_now):
    """Case A11."""
    foreseen = verdicts(alice).count(DateVerdict.PUBLISH)
    done = add(alice, key="k")
    assert (foreseen, done.opened) == (8, 8)
    assert add(alice, key="k") == done
    assert upkeep.open_rules() == 0
    assert len(starts(alice)) == 8
    (view,) = weekly_rules.list_rules(alice, now=NOW)
    assert (view.open_slots, view.booked_slots, view.rule) == (8, 0, TUE_THU)


def test_many_slots_ask_once_which_webhooks_listen_and_each_is_told_of(alice):
    factories.webhook(alice, Event.SLOT_PUBLISHED)
    with listening() as said:
        add(alice)
    assert len([one for one, _ in said if one.startswith("SELECT webhooks.id")]) == 1
    told = db.session.execute(select(WebhookDelivery.event_id, WebhookDelivery.payload)).all()
    assert [payload["slot"]["starts_at"] for _, payload in told] == [as_json(start) for start in starts(alice)]
    assert len({event for event, _ in told}) == 8
    published = [entry for entry in audit.list_entries(limit=50) if entry.action == "slot.published"]
    assert {entry.facts["starts_at"] for entry in published} == {start.isoformat() for start in starts(alice)}


def test_the_worker_opens_what_comes_nearer_and_nothing_twice(alice, at_now):
    add(alice)
    assert later(at_now, WEEK) == 2
    assert later(at_now, WEEK) == 0


@pytest.mark.parametrize("weekday", range(1, 8))
def test_a_rule_for_a_weekday_opens_that_weekday_alone(alice, weekday):
    """Case B8."""
    add(alice, WeeklyRule(frozenset({weekday}), (time(9), time(14)), "UTC", date(2027, 3, 1)))
    opened = starts(alice)
    assert {start.isoweekday() for start in opened} == {weekday}
    assert len(opened) in (7, 8)


def test_a_rule_stays_on_its_wall_clock_across_a_clock_change(alice):
    """Case B1."""
    add(alice, WeeklyRule(frozenset({1}), (time(9),), "America/New_York", date(2027, 3, 8)))
    assert [start.hour for start in starts(alice)] == [14, 13, 13]


def test_a_time_that_the_clock_skips_is_left_out_and_one_that_comes_twice_is_opened_once(alice):
    """Case B10."""
    spring = WeeklyRule(frozenset({7}), (time(1, 30),), "Europe/London", date(2027, 3, 1))
    assert verdicts(alice, spring).count(DateVerdict.NO_SUCH_TIME) == 1
    assert add(alice, spring).opened == 3
    autumn = datetime(2027, 10, 20, tzinfo=UTC)
    sundays = WeeklyRule(frozenset({7}), (time(1, 30),), "Europe/London", date(2027, 10, 31), date(2027, 10, 31))
    (one,) = rule_opening.plan(alice, sundays, policy=USUAL, now=autumn)
    assert (one.date.is_repeated, one.date.starts_at) == (True, datetime(2027, 10, 31, 0, 30, tzinfo=UTC))


def test_what_is_in_the_way_is_left_out_and_said_why(alice):
    transact(
        lambda: semesters.add(
            actor=ADMIN, name="Spring", first_day=date(2027, 3, 1), last_day=date(2027, 3, 24), now=NOW
        )
    )
    tuesday = datetime(2027, 3, 2, 18, tzinfo=UTC)
    bob, dora = factories.person("bob"), factories.coach("dora")
    factories.call(factories.slot(alice, tuesday), bob)
    factories.slot(alice, tuesday + 2 * DAY + timedelta(hours=1))
    factories.call(factories.slot(dora, tuesday + WEEK - timedelta(hours=1)), alice)
    factories.time_off(alice, date(2027, 3, 11))
    assert verdicts(alice) == [
        Skip.THERE, DateVerdict.OVERLAP, Skip.BUSY, DateVerdict.TIME_OFF, DateVerdict.PUBLISH, DateVerdict.PUBLISH,
        DateVerdict.PUBLISH, DateVerdict.OUTSIDE_SEMESTER,
    ]  # fmt: skip
    assert add(alice).opened == 3


def test_two_times_of_one_rule_do_not_overlap(alice):
    both = WeeklyRule(frozenset({2}), (time(9), time(10)), "UTC", date(2027, 3, 2), date(2027, 3, 2))
    assert verdicts(alice, both) == [DateVerdict.PUBLISH, Skip.CROWDED]
    assert add(alice, both).opened == 1


def test_a_slot_that_the_coach_withdrew_by_hand_stays_withdrawn(alice, at_now):
    number = add(alice).number
    first = slot_views.list_slots(SlotFilter(coach_id=alice), now=NOW).items[0]
    transact(lambda: slots.withdraw(actor=acting(alice), slot_id=first.id, now=NOW))
    assert upkeep.open_rules() == 0
    assert do(weekly_rules.change, alice, number, rule=TUE_THU, policy=USUAL) == weekly_rules.Done(number)
    assert verdicts(alice, rule_id=number)[0] is Skip.WITHDRAWN
    again = transact(lambda: slots.offer_again(actor=acting(alice), slot_id=first.id, now=NOW))
    assert slot_views.get(again).starts_at == first.starts_at
    assert len(starts(alice)) == 8


@pytest.mark.parametrize("work", [weekly_rules.pause, weekly_rules.delete])
def test_a_rule_that_is_taken_away_takes_what_nobody_booked_and_brings_it_back(alice, at_now, work):
    bob = factories.person("bob")
    number = add(alice).number
    booked, by_hand, *_ = slot_views.list_slots(SlotFilter(coach_id=alice), now=NOW).items
    factories.call(booked.id, bob)
    transact(lambda: slots.withdraw(actor=acting(alice), slot_id=by_hand.id, now=NOW))
    assert do(work, alice, number).withdrawn == 6
    assert starts(alice) == []
    assert slot_views.get(booked.id).status == "booked"
    assert later(at_now, DAY) == 0
    assert do(weekly_rules.bring_back, alice, number, policy=USUAL).opened == 6
    assert by_hand.starts_at not in starts(alice)


def test_a_changed_rule_withdraws_what_fits_no_more_and_opens_what_is_missing(alice):
    number = add(alice).number
    earlier = WeeklyRule(frozenset({2, 3}), (time(18),), "UTC", date(2027, 3, 1))
    done = do(weekly_rules.change, alice, number, rule=earlier, policy=USUAL)
    assert (done.withdrawn, done.opened) == (4, 4)
    assert {start.isoweekday() for start in starts(alice)} == {2, 3}
    back = do(weekly_rules.change, alice, number, rule=TUE_THU, policy=USUAL)
    assert (back.withdrawn, back.opened) == (4, 4)


def test_a_rule_begins_and_ends_on_its_days(alice):
    rule = WeeklyRule(frozenset({2}), (time(18),), "UTC", date(2027, 3, 9), date(2027, 3, 16))
    assert add(alice, rule).opened == 2
    over = WeeklyRule(frozenset({2}), (time(18),), "UTC", date(2027, 2, 1), date(2027, 2, 2))
    assert add(alice, over).opened == 0


def test_nothing_is_opened_for_who_coaches_no_more(alice, at_now):
    add(alice)
    transact(lambda: accounts.deactivate(actor=ADMIN, email="alice@example.org", now=NOW))
    assert later(at_now, WEEK) == 0
    assert rule_opening.open_slots(actor=ADMIN, rule_id=1, policy=USUAL, now=NOW + WEEK) == []
    assert rule_opening.open_slots(actor=ADMIN, rule_id=99, policy=USUAL, now=NOW) == []


def test_nobody_else_sees_or_changes_a_rule(alice):
    dora, number = factories.coach("dora"), add(alice).number
    with pytest.raises(errors.NotFound):
        weekly_rules.get(number, actor=acting(dora))
    with pytest.raises(errors.NotFound):
        do(weekly_rules.delete, dora, number)
    with pytest.raises(errors.WrongRole):
        add(alice, actor=acting(dora))
    assert weekly_rules.get(number, actor=ADMIN).coach_id == alice


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"weekdays": frozenset()}, errors.Missing),
        ({"weekdays": frozenset({8})}, errors.Missing),
        ({"times": ()}, errors.Missing),
        ({"times": tuple(time(hour) for hour in range(13))}, errors.TooManyTimes),
        ({"last_on": date(2027, 2, 28)}, errors.UntilBeforeFrom),
        ({"weeks_ahead": 0}, errors.WeeksOutOfRange),
        ({"weeks_ahead": 27}, errors.WeeksOutOfRange),
        ({"timezone": "Nowhere"}, errors.BadTimezone),
    ],
)
def test_a_rule_that_cannot_be_is_refused(said, error):
    usual = {"weekdays": frozenset({2}), "times": (time(9),), "timezone": "UTC", "first_on": date(2027, 3, 1)}
    with pytest.raises(error):
        WeeklyRule(**usual | said)
