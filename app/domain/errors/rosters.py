"""Files of people to import, and the rows in them."""

from app.domain.errors.kinds import Conflict, Invalid


class RosterNotUtf8(Invalid):
    code = "roster_not_utf8"


class RosterTooLong(Invalid):
    code = "roster_too_long"


class RosterBroken(Invalid):
    code = "roster_broken"


class NoAddressColumn(Invalid):
    code = "no_address_column"


class UnknownColumn(Invalid):
    code = "unknown_column"


class MisspeltColumn(Invalid):
    code = "misspelt_column"


class RepeatedColumn(Invalid):
    code = "repeated_column"


class TooManyCells(Invalid):
    code = "too_many_cells"


class BadRole(Invalid):
    code = "bad_role"
    field = "role"


class SubjectsWithoutRole(Invalid):
    code = "subjects_without_role"
    field = "subjects"


class RepeatedAddress(Conflict):
    code = "repeated_address"
    field = "email"
