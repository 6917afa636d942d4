"""Coaches as people find them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from app.db import transact
from app.domain import errors
from app.domain.policy import Policy
from app.domain.search import Criteria, TimeOfDay
from app.services import accounts, cancelling, coach_views, coaches, slot_views
from app.services.bookability import Booking
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

pytestmark = pytest.mark.usefixtures("app")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
VISITOR = Booking(None, USUAL, NOW)


def describe(who, **said):
    transact(lambda: coaches.edit(actor=ADMIN, email=f"{who}@example.org", now=NOW, **said))


def names(found):
    return [coach.name.split()[0] for coach in found.items]


def shown(coach):
    return [slot.id for slot in coach.next_slots]


def test_each_coach_comes_with_the_next_three_slots_the_soonest_coach_first():
    alice, dora = factories.coach("alice"), factories.coach("dora")
    factories.coach("erin")
    late = [factories.slot(alice, NOW + day * DAY) for day in (9, 3, 5, 7)]
    soon = factories.slot(dora, NOW + 2 * DAY)
    found = coach_views.list_coaches(VISITOR)
    assert names(found) == ["Dora", "Alice", "Erin"]
    assert [shown(coach) for coach in found.items] == [[soon], [late[1], late[2], late[3]], []]
    assert (found.count, found.next_cursor) == (3, None)


def test_a_card_says_what_a_coach_teaches_speaks_and_costs_and_nothing_private():
    factories.coach("alice")
    describe(
        "alice", subject_names=["Spanish", "Maths"], languages=["pt", "en"], rate="38", currency="EUR", place="Faro"
    )
    [card] = coach_views.list_coaches(VISITOR).items
    assert (card.subjects, card.languages) == (("Maths", "Spanish"), ("en", "pt"))
    assert (card.rate_cents, card.currency, card.place, card.timezone) == (3800, "EUR", "Faro", "Europe/London")
    assert coach_views.get(card.id, now=NOW) == card
    assert "+44" not in repr(card)
    assert "@" not in repr(card)


def test_what_a_card_shows_can_be_booked():
    """Case A8."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    too_soon, taken, beside, free = (factories.slot(alice, NOW + hours * HOUR) for hours in (0.5, 30, 34, 60))
    factories.call(taken, bob)
    dora = factories.coach("dora")
    at_the_same_time = factories.slot(dora, NOW + 31 * HOUR)
    booking = Booking(bob, USUAL, NOW)
    offered = {slot.id for coach in coach_views.list_coaches(booking).items for slot in coach.next_slots}
    assert offered == {beside, free}
    assert offered == {slot.id for slot in slot_views.list_open(booking).items}
    assert {too_soon, taken, at_the_same_time}.isdisjoint(offered)
    assert [shown(coach) for coach in coach_views.list_coaches(VISITOR).items] == [[at_the_same_time], [beside, free]]


def test_who_coaches_no_more_is_not_found():
    alice, dora = factories.coach("alice"), factories.coach("dora")
    transact(lambda: coaches.remove(actor=ADMIN, email="alice@example.org", now=NOW))
    transact(lambda: accounts.deactivate(actor=ADMIN, email="dora@example.org", now=NOW))
    assert names(coach_views.list_coaches(VISITOR)) == []
    assert coach_views.get_offered().subjects == ()
    for number in (alice, dora, factories.person("bob"), 999):
        with pytest.raises(errors.NotFound):
            coach_views.get(number, now=NOW)


def test_pages_hold_each_coach_once_those_without_slots_at_the_end():
    for who in ("alice", "dora", "erin", "fay", "gus"):
        factories.coach(who)
    factories.slot(2, NOW + 2 * DAY)
    factories.slot(4, NOW + 2 * DAY)
    seen, cursor = [], None
    for _ in range(3):
        page = coach_views.list_coaches(VISITOR, cursor=cursor, limit=2)
        assert page.count == 5
        seen, cursor = [*seen, *names(page)], page.next_cursor
    assert cursor is None
    assert seen == ["Dora", "Fay", "Alice", "Erin", "Gus"]


@pytest.mark.parametrize(
    ("looked_for", "expected"),
    [
        ({"subject": "spanish"}, ["Dora"]),
        ({"subject": "SPANISH"}, ["Dora"]),
        ({"subject": "Span"}, []),
        ({"words": "díaz"}, ["Dora"]),
        ({"words": "DIAZ do"}, ["Dora"]),
        ({"words": "iaz"}, []),
        ({"subject": "maths"}, ["Alice", "Dora"]),
        ({"subject": "maths", "words": "a"}, ["Alice"]),
        ({"weekdays": frozenset({3})}, ["Alice"]),
        ({"weekdays": frozenset({3, 4})}, ["Alice", "Dora"]),
        ({"time": TimeOfDay.MORNING}, ["Alice", "Dora"]),
        ({"time": TimeOfDay.EVENING}, []),
    ],
)
def test_coaches_are_found_by_subject_name_day_and_time(looked_for, expected):
    alice, dora = factories.coach("alice"), factories.coach("dora")
    describe("alice", subject_names=["Maths"])
    describe("dora", subject_names=["Maths", "Spanish"])
    factories.slot(alice, NOW + 2 * DAY)
    factories.slot(dora, NOW + 3 * DAY)
    criteria = Criteria(**looked_for)
    found = coach_views.list_coaches(VISITOR, criteria)
    assert names(found) == expected
    assert coach_views.count_coaches(VISITOR, criteria) == len(expected)
    assert {slot.coach_name.split()[0] for slot in slot_views.list_open(VISITOR, criteria=criteria).items} == {
        *expected
    }


def test_when_a_time_is_asked_for_only_slots_at_that_time_are_shown():
    alice = factories.coach("alice")
    morning, evening = factories.slot(alice, NOW + 2 * DAY), factories.slot(alice, NOW + 2 * DAY + 10 * HOUR)
    for time, expected in ((TimeOfDay.MORNING, morning), (TimeOfDay.EVENING, evening)):
        [card] = coach_views.list_coaches(VISITOR, Criteria(time=time)).items
        assert shown(card) == [expected]


def test_subjects_are_counted_by_the_coaches_who_teach_them_now():
    factories.coach("alice")
    factories.coach("dora")
    describe("alice", subject_names=["Maths", "chess"])
    describe("dora", subject_names=["Maths"])
    taught = coach_views.get_offered().subjects
    assert [(subject.name, subject.coaches) for subject in taught] == [("chess", 1), ("Maths", 2)]


def test_the_soonest_slots_are_of_different_coaches():
    alice, dora = factories.coach("alice"), factories.coach("dora")
    factories.coach("erin")
    first, _, _ = (factories.slot(alice, NOW + day * DAY) for day in (1, 2, 3))
    other = factories.slot(dora, NOW + 4 * DAY)
    assert [slot.id for slot in coach_views.list_soonest(VISITOR, limit=6)] == [first, other]
    assert [slot.id for slot in coach_views.list_soonest(VISITOR, limit=1)] == [first]


def test_a_student_finds_the_coaches_of_the_latest_calls_again():
    bob = factories.person("bob")
    known = [factories.coach(who) for who in ("alice", "dora", "erin", "fay")]
    booked = [factories.call(factories.slot(coach, NOW + day * DAY), bob) for day, coach in enumerate(known, 1)]
    again = factories.slot(known[1], NOW + 9 * DAY)
    transact(lambda: cancelling.cancel(actor=acting(bob), call_id=booked[3], reason="", policy=USUAL, now=NOW))
    found = coach_views.list_known(Booking(bob, USUAL, NOW + 5 * DAY), limit=2)
    assert [coach.name.split()[0] for coach in found] == ["Erin", "Dora"]
    assert [shown(coach) for coach in found] == [[], [again]]
    assert coach_views.list_known(Booking(known[0], USUAL, NOW), limit=2) == []


def test_the_empty_list_says_what_keeps_this_person_from_slots_that_others_may_book():
    """Case I1."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    charlie = factories.person("charlie", is_confirmed=False)
    where, anything = slot_views.SlotFilter(), Criteria()
    assert slot_views.why_none(Booking(bob, USUAL, NOW), where, anything) is None
    factories.call(factories.slot(alice, NOW + DAY), bob)
    factories.slot(alice, NOW + 2 * DAY)
    for person, policy, expected in (
        (bob, Policy(max_open_calls=1), errors.OverLimit),
        (charlie, USUAL, errors.EmailUnconfirmed),
        (alice, USUAL, errors.OwnSlot),
    ):
        booking = Booking(person, policy, NOW)
        assert slot_views.list_open(booking).items == []
        assert type(slot_views.why_none(booking, where, anything)) is expected


def test_what_keeps_a_student_from_one_slot_is_not_why_the_others_are_missing():
    """Case I1."""
    alice, bob, dora = factories.coach("alice"), factories.person("bob"), factories.coach("dora")
    factories.call(factories.slot(alice, NOW + DAY), bob)
    for day in (1, 2, 3):
        factories.slot(dora, NOW + day * DAY)
    asked = Booking(bob, Policy(max_open_calls=1), NOW)
    where = slot_views.SlotFilter(dora)
    assert type(slot_views.why_none(asked, where, Criteria())) is errors.OverLimit
    only_then = slot_views.SlotFilter(dora, to_at=NOW + 2 * DAY)
    assert type(slot_views.why_none(asked, only_then, Criteria())) is errors.StudentBusy


def test_open_slots_are_counted_up_to_a_number():
    alice = factories.coach("alice")
    for day in (1, 2, 3):
        factories.slot(alice, NOW + day * DAY)
    counts = [slot_views.count_open(VISITOR, slot_views.SlotFilter(), Criteria(), most=most) for most in (2, 9)]
    assert counts == [2, 3]


ZONES = ("UTC", "Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Casablanca")


WISHES = (({1}, None), ({7}, TimeOfDay.NIGHT), ((), TimeOfDay.MORNING), ({3, 6}, TimeOfDay.EVENING))


def test_days_and_times_are_the_readers_own_before_and_after_the_clocks_change():
    """Case B2."""
    alice = factories.coach("alice")
    starts = [NOW + timedelta(hours=hours, minutes=30) for hours in range(2, 24 * 45, 5)]
    slots = {factories.slot(alice, start): start for start in starts}
    for timezone in ZONES:
        for weekdays, time in WISHES:
            criteria = Criteria(weekdays=frozenset(weekdays), time=time, timezone=timezone)
            expected = {
                number for number, start in slots.items() if fits(start.astimezone(ZoneInfo(timezone)), criteria)
            }
            found = slot_views.list_open(VISITOR, criteria=criteria, limit=500).items
            assert {slot.id for slot in found} == expected != set()


def fits(there, criteria):
    on_day = not criteria.weekdays or there.isoweekday() in criteria.weekdays
    return on_day and (criteria.time is None or there.hour // 6 == criteria.time.first_hour // 6)
