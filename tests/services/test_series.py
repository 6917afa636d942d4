"""Publishing weekly series: date by date, all or nothing, nothing twice."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.db import transact
from app.domain import errors
from app.domain.policy import Policy
from app.domain.series import DateVerdict, WeeklyPattern
from app.services import integrity, series, slot_views, slots
from tests import factories
from tests.factories import acting

pytestmark = pytest.mark.usefixtures("app")


def pattern(weekdays, at, first_on, last_on):
    return WeeklyPattern(frozenset(weekdays), at, first_on, last_on)


AUTUMN = pattern([1], time(9), date(2027, 10, 25), date(2027, 11, 15))
MARCH = pattern([1, 3], time(9), date(2027, 3, 1), date(2027, 3, 17))


def asked(coach, wanted, timezone="America/New_York", **given):
    return {"actor": acting(coach), "coach_id": coach, "pattern": wanted, "timezone": timezone,
            "policy": Policy(), "now": factories.NOW, **given}  # fmt: skip


def preview(coach, wanted, timezone="America/New_York", **given):
    return series.preview(**asked(coach, wanted, timezone, **given))


def publish(coach, wanted, timezone="America/New_York", **given):
    return transact(lambda: series.publish(**asked(coach, wanted, timezone, **given)))


def published():
    return slot_views.list_slots(slot_views.SlotFilter(), now=factories.NOW, limit=100).items


def verdicts(report):
    return [entry.verdict for entry in report.dates]


def test_monday_at_nine_stays_at_nine_over_the_autumn_change():
    """Case B1."""
    alice = factories.coach("alice")
    publish(alice, AUTUMN)
    assert [(slot.starts_at.day, slot.starts_at.hour) for slot in published()] == [(25, 13), (1, 13), (8, 14), (15, 14)]
    assert {slot.ends_at - slot.starts_at for slot in published()} == {timedelta(hours=2)}


@pytest.mark.parametrize("weekday", range(1, 8))
def test_a_series_has_only_dates_of_its_weekday_in_the_coachs_zone(weekday):
    """Case B8."""
    alice = factories.coach("alice")
    wanted = pattern([weekday], time(0, 30), date(2027, 3, 1), date(2027, 3, 31))
    publish(alice, wanted, "Pacific/Auckland")
    days = [slot.starts_at.astimezone(ZoneInfo("Pacific/Auckland")).isoweekday() for slot in published()]
    assert set(days) == {weekday}
    assert len(days) in (4, 5)


def test_the_previews_count_is_the_created_count_and_sent_again_it_creates_none():
    """Case A11."""
    alice = factories.coach("alice")
    seen = preview(alice, MARCH)
    assert published() == []
    made = publish(alice, MARCH)
    assert made.dates == seen.dates
    assert len(seen.to_publish) == len(made.slot_ids) == len(published()) == 6
    again = publish(alice, MARCH)
    assert again.slot_ids == ()
    assert set(verdicts(again)) == {DateVerdict.OVERLAP}
    assert len(published()) == 6


def test_the_same_form_sent_again_is_answered_the_same():
    """Case A4."""
    alice = factories.coach("alice")
    first = publish(alice, MARCH, key="form")
    assert publish(alice, MARCH, key="form") == first
    with pytest.raises(errors.IdempotencyMismatch):
        publish(alice, AUTUMN, key="form")


def test_each_date_is_told_what_becomes_of_it():
    """Cases A12, B7, B10."""
    alice = factories.coach("alice")
    # On the 14th the clock goes from 2 to 3; on the 6th there is a slot over midnight.
    taken = factories.slot(alice, datetime(2027, 3, 7, 5, 30, tzinfo=UTC))
    wanted = pattern([7], time(2, 15), date(2027, 2, 28), date(2027, 3, 21))
    report = preview(alice, wanted)
    assert verdicts(report) == [
        DateVerdict.PAST, DateVerdict.OVERLAP, DateVerdict.NO_SUCH_TIME, DateVerdict.PUBLISH,
    ]  # fmt: skip
    _past, overlap, missing, fine = report.dates
    assert overlap.clash.number == taken
    assert missing.starts_at is None
    assert fine.starts_at == datetime(2027, 3, 21, 6, 15, tzinfo=UTC)
    assert publish(alice, wanted).dates == report.dates


def test_a_time_that_comes_twice_takes_the_first_and_says_so():
    """Case B10."""
    alice = factories.coach("alice")
    report = publish(alice, pattern([7], time(1, 30), date(2027, 11, 7), date(2027, 11, 14)))
    assert [entry.is_repeated for entry in report.dates] == [True, False]
    assert published()[0].starts_at == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)


def test_dates_further_than_a_single_slot_may_be_are_left_out():
    alice = factories.coach("alice")
    report = publish(alice, pattern([1], time(9), date(2028, 12, 1), date(2029, 11, 30)))
    assert DateVerdict.PUBLISH in verdicts(report)
    assert verdicts(report)[-1] is DateVerdict.TOO_FAR
    assert len(published()) == len(report.to_publish)


@pytest.mark.parametrize(("first", "verdict"), [(date.min, DateVerdict.PAST), (date(9999, 12, 1), DateVerdict.TOO_FAR)])
def test_the_ends_of_the_calendar_are_told_and_do_not_crash(first, verdict):
    alice = factories.coach("alice")
    days = pattern(range(1, 8), time(23, 30), first, first + timedelta(days=30))
    assert set(verdicts(preview(alice, days))) == {verdict}


def test_a_series_starts_on_whole_minutes():
    alice = factories.coach("alice")
    publish(alice, pattern([1], time(9, 0, 30), date(2027, 3, 8), date(2027, 3, 8)))
    assert published()[0].starts_at.second == 0


def test_all_are_saved_or_none(monkeypatch):
    """Case A12."""
    alice = factories.coach("alice")
    add_all, made = slots.add_all, []

    def failing(**given):
        made.extend(add_all(**given))
        raise RuntimeError

    monkeypatch.setattr(series.slots, "add_all", failing)
    with pytest.raises(RuntimeError):
        publish(alice, MARCH)
    assert len(made) == 6
    assert published() == []


def test_a_pattern_without_dates_is_refused():
    alice = factories.coach("alice")
    tuesday = date(2027, 3, 2)
    for action in (preview, publish):
        with pytest.raises(errors.EmptySeries):
            action(alice, pattern([1], time(9), tuesday, tuesday))


def test_strangers_and_unknown_zones_are_refused():
    alice, bob = factories.coach("alice"), factories.person("bob")
    for action in (preview, publish):
        with pytest.raises(errors.WrongRole):
            action(alice, MARCH, actor=acting(bob))
        with pytest.raises(errors.BadTimezone):
            action(alice, MARCH, "Mars/Base")


def test_the_database_has_the_last_word_on_overlaps(monkeypatch):
    alice = factories.coach("alice")
    publish(alice, MARCH)
    monkeypatch.setattr(series.slots, "list_taken", lambda *given: [])
    with pytest.raises(errors.SlotOverlap) as refused:
        publish(alice, MARCH)
    assert isinstance(refused.value.__cause__, integrity.IntegrityError)
    assert len(published()) == 6
