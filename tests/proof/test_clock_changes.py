"""Around every change of every clock on earth in 2026 and 2027: what is shown is the instant that is kept."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise

import pytest
import time_machine

from app import formats
from app.domain.errors import NoSuchTime
from app.domain.slots import end_of
from app.domain.timezones import LocalStart, Stretch, stretches, to_local, to_utc, zone_names
from tests.conftest import NOW
from tests.proof.results import Result, tell
from tests.proof.sizes import SIZE
from tests.properties.test_zones import LENGTH, an_app, read_span

# No database is asked.
DATABASES = ("sqlite",)
pytestmark = pytest.mark.usefixtures("database")

FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)
# Starts before, in and after the change, the first of them so that the slot ends before it.
AROUND = range(-5, 4)

Change = tuple[str, datetime, timedelta]


def changes(*, each_zone: bool) -> Iterator[Change]:
    """Yield zones, their changes and by how much each goes; one zone for those that change alike, unless each."""
    seen = set()
    for zone in sorted(zone_names()):
        for before, after in pairwise(_stretches(zone)):
            alike = (before.until, before.offset, after.offset)
            if each_zone or alike not in seen:
                seen.add(alike)
                yield zone, before.until, after.offset - before.offset


@cache
def _stretches(zone: str) -> tuple[Stretch, ...]:
    return stretches(zone, FIRST, LAST)


def is_kept(zone: str, starts_at: datetime) -> bool:
    """Return whether a slot lasts two hours and what is read of it, and written of it, leads back to its instants."""
    ends_at = end_of(starts_at, LENGTH)
    wall_time = to_local(starts_at, zone)
    back = to_utc(wall_time.replace(tzinfo=None, fold=wall_time.fold), zone).instant
    is_read = read_span(formats.span(starts_at, ends_at, zone), zone) == (starts_at, ends_at)
    return is_read and back == starts_at and (ends_at - starts_at).total_seconds() == 7200


def is_told(zone: str, at: datetime, ahead: timedelta) -> bool:
    """Return whether a time that the change skips is refused, and one that comes twice is told as such."""
    earlier = to_local(at - timedelta(minutes=1), zone).replace(tzinfo=None)
    if ahead < timedelta(0):
        return to_utc(earlier, zone).is_repeated
    with pytest.raises(NoSuchTime) as refused:
        to_utc(earlier + ahead / 2, zone)
    return refused.value.facts["earlier"] < at <= refused.value.facts["later"]


def test_around_each_change_of_a_clock_two_hours_are_two_hours_and_are_read_as_they_are():
    """Faults F-34, F-35; invariant I-20."""
    tried, wrong = 0, []
    with time_machine.travel(NOW, tick=False), an_app().app_context():
        for zone, at, ahead in changes(each_zone=SIZE > 0):
            starts = [at + number * HALF_HOUR for number in AROUND]
            tried += len(starts) + 1
            wrong += [(zone, start) for start in starts if not is_kept(zone, start)]
            wrong += [] if is_told(zone, at, ahead) else [(zone, at)]
    tell(
        Result(
            "all zones, clock changes of 2026 and 2027: times shown or read wrongly", tried, "starts", len(wrong), ""
        )
    )
    assert wrong == []
    assert tried > 300


def test_a_wall_clock_that_is_taken_for_utc_is_found(monkeypatch):
    for module in ("tests.proof.test_clock_changes", "tests.properties.test_zones"):
        monkeypatch.setattr(f"{module}.to_utc", lambda local, _zone: LocalStart(local.replace(tzinfo=UTC), False))
    with time_machine.travel(NOW, tick=False), an_app().app_context():
        found = {zone for zone, at, _ in changes(each_zone=False) if not is_kept(zone, at)}
    tell(Result("seeded bugs: a wall clock is taken for UTC", 1, "bugs", int(not found), ""))
    assert found
