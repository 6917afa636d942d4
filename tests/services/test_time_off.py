"""Time off hides and blocks every slot that it touches, and never cancels a call without being told to."""

from datetime import date, time, timedelta

import pytest

from app.db import transact
from app.domain import errors
from app.domain.series import DateVerdict
from app.domain.time_off import Fate, choose
from app.services import call_views, cancelling, holds, series, slot_views, time_off, time_off_views
from app.services.call_shapes import Reader
from tests import factories
from tests.bookings import booked, expect
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

pytestmark = pytest.mark.usefixtures("app")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
START = NOW + 2 * DAY  # Wednesday at nine


def take(coach, first=date(2027, 3, 3), last=None, *, zone="UTC", times=(None, None), actor=None, **said):
    off = choose(first, last or first, *times, timezone=zone, now=NOW)
    wanted = {"actor": actor or acting(coach), "coach_id": coach, "off": off, "policy": USUAL, "now": NOW, **said}
    return transact(lambda: time_off.take(**wanted))


def status_of(call, person):
    return call_views.get(call, Reader(acting(person), USUAL, NOW)).status


@pytest.fixture
def alice():
    return factories.coach("alice")


@pytest.fixture
def bob():
    return factories.person("bob")


@pytest.mark.parametrize(
    ("times", "is_closed"),
    [
        ((None, None), True),
        ((time(10, 59), time(12)), True),
        ((time(11), time(12)), False),
        ((time(8), time(9)), False),
        ((time(8), time(9, 1)), True),
    ],
)
def test_a_slot_is_closed_if_time_off_touches_it(alice, bob, times, is_closed):
    """Case A10."""
    slot = factories.slot(alice, START)
    take(alice, times=times)
    if is_closed:
        expect(errors.CoachOff, bob, slot)
        assert slot not in [view.id for view in slot_views.list_visible(ANY, reader_id=bob, now=NOW).items]
    else:
        assert booked(bob, slot)


def test_time_off_is_of_the_zone_in_which_it_was_chosen(alice, bob):
    """Case A10."""
    slot = factories.slot(alice, START - 9 * HOUR)  # Tuesday evening in New York
    take(alice, zone="America/New_York")
    assert booked(bob, slot)
    take(alice, first=date(2027, 3, 2), zone="America/New_York", otherwise=Fate.KEEP)
    expect(errors.SlotTaken, factories.person("charlie"), slot)


def test_nothing_is_published_in_it_one_by_one_or_in_a_row(alice):
    """Case A10."""
    take(alice)
    with pytest.raises(errors.DuringTimeOff):
        factories.slot(alice, START)
    judged = series.judge(
        alice, [(START + day * DAY).replace(tzinfo=None) for day in (0, 1)], timezone="UTC", policy=USUAL, now=NOW
    )
    assert [one.verdict for one in judged] == [DateVerdict.TIME_OFF, DateVerdict.PUBLISH]


def test_removed_it_brings_the_open_slots_back(alice, bob):
    slot = factories.slot(alice, START)
    taken = take(alice)
    assert taken.hidden == 1
    transact(lambda: time_off.remove(actor=acting(alice), number=taken.number, now=NOW))
    assert time_off_views.list_ahead(alice, now=NOW) == []
    assert booked(bob, slot)


def test_nobody_else_takes_or_removes_it(alice, bob):
    dora = factories.coach("dora")
    for stranger in (bob, dora):
        with pytest.raises(errors.WrongRole):
            take(alice, actor=acting(stranger))
    taken = take(alice, actor=ADMIN)
    with pytest.raises(errors.NotFound):
        transact(lambda: time_off.remove(actor=acting(dora), number=taken.number, now=NOW))
    with pytest.raises(errors.NotFound):
        time_off_views.get(99)


def test_booked_calls_inside_are_never_decided_on_in_silence(alice, bob):
    """Case A13."""
    call = factories.call(factories.slot(alice, START), bob)
    with pytest.raises(errors.CallsInside) as refused:
        take(alice)
    assert refused.value.facts["calls"] == [call]
    with pytest.raises(errors.ReasonRequired):
        take(alice, fates={call: Fate.CANCEL})
    assert time_off_views.list_ahead(alice, now=NOW) == []
    taken = take(alice, fates={call: Fate.KEEP})
    assert (taken.kept, taken.cancelled) == ((call,), ())
    assert status_of(call, bob) == "confirmed"
    (there,) = time_off_views.list_ahead(alice, now=NOW)
    assert [one.call_id for one in there.calls] == [call]


def test_others_are_offered_to_the_student_of_a_cancelled_call_and_held(alice, bob):
    """Case A13."""
    dora, charlie = factories.coach("dora"), factories.person("charlie")
    call = factories.call(factories.slot(alice, START), bob)
    inside = factories.slot(alice, START + 3 * HOUR)
    after = [factories.slot(alice, START + day * DAY) for day in (1, 2, 3, 4)]
    factories.slot(dora, START + 6 * DAY)
    taken = take(alice, otherwise=Fate.OFFER, reason="Ill.")
    assert (taken.cancelled, taken.held, taken.hidden) == ((call,), 3, 1)
    assert status_of(call, bob) == "cancelled"
    held = holds.list_for_student(bob, call_id=call, now=NOW)
    assert [one.slot_id for one in held] == after[:3]
    assert inside not in [one.slot_id for one in held]
    expect(errors.SlotHeld, charlie, after[0])
    assert booked(bob, after[1])
    assert booked(charlie, after[0])


def test_two_students_are_not_offered_the_same_time(alice, bob):
    charlie = factories.person("charlie")
    for student, hour in ((bob, 0), (charlie, 3)):
        factories.call(factories.slot(alice, START + hour * HOUR), student)
    after = [factories.slot(alice, START + day * DAY) for day in (1, 2, 3, 4)]
    assert take(alice, otherwise=Fate.OFFER, reason="Ill.").held == 4
    offered = [one.slot_id for student in (bob, charlie) for one in holds.list_for_student(student, now=NOW)]
    assert sorted(offered) == after


def test_sent_twice_it_is_taken_once(alice):
    """Case A4."""
    assert take(alice, key="k") == take(alice, key="k")
    assert len(time_off_views.list_ahead(alice, now=NOW)) == 1


def test_who_is_ill_and_says_so_again_is_off_once(alice, bob):
    first = take(alice, otherwise=Fate.OFFER)
    call = factories.call(factories.slot(alice, START + DAY), bob)
    again = take(alice, otherwise=Fate.OFFER)
    assert (again.number, again.cancelled) == (first.number, ())
    assert len(time_off_views.list_ahead(alice, now=NOW)) == 1
    longer = take(alice, last=date(2027, 3, 4), otherwise=Fate.OFFER, reason="Ill.")
    assert (longer.number == first.number, longer.cancelled) == (False, (call,))


def test_a_cancellation_inside_is_undone_only_after_the_time_off_is_removed(alice, bob):
    call = factories.call(factories.slot(alice, START), bob)
    taken = take(alice, otherwise=Fate.CANCEL, reason="Ill.")

    def restore():
        return transact(lambda: cancelling.restore(actor=acting(alice), call_id=call, policy=USUAL, now=NOW))

    with pytest.raises(errors.DuringTimeOff):
        restore()
    transact(lambda: time_off.remove(actor=acting(alice), number=taken.number, now=NOW))
    assert status_of(restore(), bob) == "confirmed"


def test_the_time_off_of_a_day_with_a_missing_hour_lasts_that_day():
    off = choose(date(2027, 3, 28), date(2027, 3, 28), None, None, timezone="Europe/London", now=NOW)
    assert off.ends_at - off.starts_at == 23 * HOUR
    assert (off.first_day, off.last_day, off.is_whole_days) == (date(2027, 3, 28), date(2027, 3, 28), True)


@pytest.mark.parametrize(
    ("first", "last", "times", "error"),
    [
        (date(2027, 3, 4), date(2027, 3, 3), (None, None), errors.UntilBeforeFrom),
        (date(2027, 3, 4), date(2027, 3, 4), (time(9), time(9)), errors.UntilBeforeFrom),
        (date(2027, 2, 27), date(2027, 2, 28), (None, None), errors.TimeOffPast),
        (date(2027, 3, 4), date(2028, 3, 4), (None, None), errors.TimeOffTooLong),
        (date(1, 1, 1), date(2027, 3, 4), (None, None), errors.TimeOffTooLong),
        (date(9999, 12, 31), date(9999, 12, 31), (None, None), errors.TimeOffTooFar),
    ],
)
def test_time_off_has_an_order_lies_ahead_and_is_no_leaving(first, last, times, error):
    with pytest.raises(error):
        choose(first, last, *times, timezone="UTC", now=NOW)


ANY = slot_views.SlotFilter()
