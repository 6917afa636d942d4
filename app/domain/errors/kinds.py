"""The kinds of refusal, and what they share."""

from typing import ClassVar


class DomainError(Exception):
    """A refusal that a person can understand and act on."""

    code: ClassVar[str] = "refused"
    field: str | None = None

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts


class NotFound(DomainError):
    """It does not exist, or it is not the asker's to know of."""

    code = "not_found"


class Forbidden(DomainError):
    """It exists, and this person may not."""

    code = "forbidden"


class Conflict(DomainError):
    """It was possible once, or would be; the present state refuses it."""

    code = "conflict"


class Invalid(DomainError):
    """What was given cannot be right; `field` names it."""

    code = "invalid"


class Unauthorised(DomainError):
    """Who asks has not said who they are, or not so that it can be believed."""

    code = "unauthorised"


class Unavailable(DomainError):
    """The database is too busy to answer; nothing was changed, and trying again is right."""

    code = "busy"


class UnderMaintenance(Unavailable):
    """The programme is being worked on; `wait` is how long that may take (a duration)."""

    code = "maintenance"


class TooMany(DomainError):
    """It was tried too often; `wait` is how long to leave it (a duration)."""

    code = "too_many"


class FieldError(Invalid):
    """An error whose field is known only where it happens."""

    def __init__(self, field: str, **facts: object) -> None:
        super().__init__(field=field, **facts)
        self.field = field
