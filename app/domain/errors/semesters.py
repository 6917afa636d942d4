"""Semesters, and carrying the weeks of one into the next."""

from app.domain.errors.kinds import Conflict, Invalid


class OutsideSemester(Invalid):
    code = "outside_semester"
    field = "starts_at"


class SemesterExists(Conflict):
    code = "semester_exists"
    field = "name"


class SemesterOverlap(Conflict):
    code = "semester_overlap"
    field = "first"


class SemesterTooLong(Invalid):
    code = "semester_too_long"
    field = "until"


class SameSemester(Invalid):
    code = "same_semester"
    field = "target"


class HolidaysUnreadable(Invalid):
    code = "holidays_unreadable"
    field = "holidays"


class HolidaysTooLarge(Invalid):
    code = "holidays_too_large"
    field = "holidays"


class HolidaysTooOften(Invalid):
    code = "holidays_too_often"
    field = "holidays"
