"""What any form or command may be refused for, whatever it is about."""

from app.domain.errors.kinds import FieldError, Invalid


class Missing(FieldError):
    code = "required"


class TooLong(FieldError):
    code = "too_long"


class UnreadableText(FieldError):
    code = "unreadable_text"


class ReasonRequired(Invalid):
    code = "reason_required"
    field = "reason"


class IdempotencyMismatch(Invalid):
    code = "idempotency_mismatch"
