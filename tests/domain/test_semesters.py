"""Which times lie within a semester."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.errors import OutsideSemester, SemesterTooLong, UntilBeforeFrom
from app.domain.semesters import NO_SEMESTERS, Semester, Semesters, check_days

SPRING = Semester(1, "Spring", date(2027, 3, 1), date(2027, 6, 30))
AUTUMN = Semester(2, "Autumn", date(2027, 9, 6), date(2027, 12, 17))
LISBON = Semesters((SPRING, AUTUMN), "Europe/Lisbon")
TWO_HOURS = timedelta(hours=2)


def refused(semesters, *start):
    """Return the names of the semesters nearby when a slot of two hours is refused, else None."""
    starts_at = datetime(*start, tzinfo=UTC)
    try:
        semesters.check_holds(starts_at, starts_at + TWO_HOURS)
    except OutsideSemester as error:
        return [semester.name for semester in error.facts["semesters"]]
    return None


def test_where_no_semester_is_defined_any_time_will_do():
    assert refused(NO_SEMESTERS, 2027, 8, 1, 12) is None


@pytest.mark.parametrize(
    ("start", "nearby"),
    [
        ((2027, 3, 1, 0), None),
        ((2027, 2, 28, 23, 59), ["Spring"]),
        ((2027, 2, 28, 12), ["Spring"]),
        # Midnight in Lisbon is 23:00 UTC in summer; what ends with the last day is still within it.
        ((2027, 6, 30, 21), None),
        ((2027, 6, 30, 21, 1), ["Spring", "Autumn"]),
        ((2027, 8, 1, 12), ["Spring", "Autumn"]),
        ((2027, 9, 5, 23), None),
        ((2027, 9, 5, 22, 59), ["Spring", "Autumn"]),
        ((2027, 12, 17, 22), None),
        ((2027, 12, 17, 22, 1), ["Autumn"]),
    ],
)
def test_a_slot_lies_whole_within_one_semester_in_the_programmes_zone(start, nearby):
    assert refused(LISBON, *start) == nearby


def test_a_slot_across_two_semesters_lies_in_neither():
    summer = Semester(3, "Summer", date(2027, 7, 1), date(2027, 7, 31))
    assert refused(Semesters((SPRING, summer)), 2027, 6, 30, 23) == ["Spring", "Summer"]
    assert refused(Semesters((SPRING, summer)), 2027, 7, 1, 0) is None


def test_a_semester_has_from_one_day_to_a_leap_year():
    check_days(date(2027, 3, 1), date(2027, 3, 1))
    check_days(date(2028, 1, 1), date(2028, 12, 31))
    with pytest.raises(UntilBeforeFrom):
        check_days(date(2027, 3, 1), date(2027, 2, 28))
    with pytest.raises(SemesterTooLong):
        check_days(date(2027, 1, 1), date(2028, 1, 2))
