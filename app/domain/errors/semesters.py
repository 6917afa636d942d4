"""The days within which slots are published."""

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
