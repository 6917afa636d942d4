from datetime import UTC, datetime, timedelta

import pytest

from app.domain.calls import Role
from app.domain.notifications import RECIPIENTS, Notice
from app.domain.reminders import is_morning, is_overtaken, name_of
from tests.conftest import NOW

DAY, THREE_HOURS, HOUR = (timedelta(hours=number) for number in (24, 3, 1))


@pytest.mark.parametrize(
    ("ahead", "name"), [(DAY, "24h"), (2 * DAY, "48h"), (timedelta(minutes=90), "90m"), (timedelta(minutes=5), "5m")]
)
def test_a_reminder_has_one_name_however_its_time_is_written(ahead, name):
    assert name_of(ahead) == name


@pytest.mark.parametrize(
    ("ahead", "left", "is_late"),
    [(DAY, DAY, False), (DAY, timedelta(hours=3, minutes=1), False), (DAY, THREE_HOURS, True), (DAY, HOUR, True),
     (THREE_HOURS, timedelta(hours=2), False), (THREE_HOURS, HOUR, True), (HOUR, timedelta(0), False)],
)  # fmt: skip
def test_the_later_of_two_due_reminders_speaks_for_both(ahead, left, is_late):
    reminders = (DAY, THREE_HOURS, HOUR)
    assert is_overtaken(ahead, reminders, starts_at=NOW, now=NOW - left) is is_late


@pytest.mark.parametrize(
    ("hour", "timezone", "is_due"),
    [(7, "UTC", False), (8, "UTC", True), (19, "UTC", True), (20, "UTC", False), (3, "Asia/Kolkata", True),
     (2, "Asia/Kolkata", False), (12, "America/New_York", False), (13, "America/New_York", True)],
)  # fmt: skip
def test_a_digest_comes_in_the_morning_where_its_reader_is(hour, timezone, is_due):
    assert is_morning(datetime(2027, 3, 1, hour, 0, tzinfo=UTC), timezone) is is_due


def test_everything_that_is_told_is_told_to_somebody():
    """Case C7."""
    assert set(RECIPIENTS) == set(Notice)
    assert all(RECIPIENTS.values())
    assert all(set(roles) <= {Role.COACH, Role.STUDENT} for roles in RECIPIENTS.values())
    assert all(len(set(roles)) == len(roles) for roles in RECIPIENTS.values())
