"""A request: a booking that holds its slot until the coach confirms or declines it, or the time for that is over."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.calls import CallStatus, Role
from app.domain.errors import AlreadyAnswered, AlreadyCancelled, RequestLapsed, WrongRole


class RequestState(StrEnum):
    """Where a request stands. What was booked without one has none."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    LAPSED = "lapsed"
    # By the student, before there was an answer.
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What the rules need to know of a call that may be a request."""

    status: CallStatus
    answer_by: datetime | None
    confirmed_at: datetime | None
    student_id: int
    cancelled_by_id: int | None = None
    cancel_reason: str = ""

    def state_at(self, now: datetime) -> RequestState | None:
        """Return where the request stands, None for what was booked at once.

        It lapses at its deadline, whenever the worker comes to end it.
        """
        if self.answer_by is None:
            return None
        if self.confirmed_at is not None:
            return RequestState.CONFIRMED
        if self.status is not CallStatus.CANCELLED:
            return RequestState.WAITING if now < self.answer_by else RequestState.LAPSED
        if self.cancelled_by_id == self.student_id:
            return RequestState.WITHDRAWN
        # Whoever declines says why; time does not.
        return RequestState.DECLINED if self.cancel_reason else RequestState.LAPSED


def check_can_answer(request: RequestFacts, *, role: Role, now: datetime) -> None:
    """Raise unless this party may confirm or decline the request now (cases A3, F10).

    Raises WrongRole, AlreadyCancelled, AlreadyAnswered, RequestLapsed.
    """
    if role is Role.STUDENT:
        raise WrongRole()
    if request.status is CallStatus.CANCELLED:
        raise AlreadyCancelled()
    state = request.state_at(now)
    if state is RequestState.LAPSED:
        raise RequestLapsed(lapsed_at=request.answer_by)
    if state is not RequestState.WAITING:
        raise AlreadyAnswered()
