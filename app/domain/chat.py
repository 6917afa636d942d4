"""Chat: who may write to whom, how much, and how long unread messages wait before a mail tells of them."""

from dataclasses import dataclass
from datetime import timedelta

from app.domain.calls import Role
from app.domain.errors import AnswerAwaited, ChatBlocked, NotFound

MESSAGE_LENGTH = 4000
# What a student may write to a coach whom they never booked, until the coach answers.
QUESTIONS = 3
# Within this time somebody who is there has read what was written.
MAIL_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Standing:
    """How two people stand with each other."""

    has_booked: bool
    is_answered: bool
    questions: int
    is_blocked: bool


def check_can_write(role: Role, standing: Standing) -> None:
    """Raise ChatBlocked where one of them wants no more, AnswerAwaited after three questions without an answer.

    A coach writes first only to a student who has booked: of others they know nothing, which raises NotFound.
    """
    if standing.is_blocked:
        raise ChatBlocked()
    if standing.has_booked:
        return
    if role is Role.COACH and not standing.questions:
        raise NotFound(kind="conversation")
    if role is Role.STUDENT and not standing.is_answered and standing.questions >= QUESTIONS:
        raise AnswerAwaited(limit=QUESTIONS)
