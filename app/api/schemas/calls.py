"""Calls, as one of their two people sees them, and what is done with them."""

from typing import Literal

from pydantic import Field

from app.api.schemas.feedback import Feedback, SharedFeedback, feedback_of
from app.api.schemas.reviews import Review, review_of
from app.api.schemas.shape import Instant, Listing, Number, Shape
from app.domain.attendance import Claim, Finding
from app.domain.calls import CallStatus, Role
from app.services.call_shapes import AttendanceView, CallView
from app.services.call_shapes import Party as Person


class CallSearch(Listing):
    """Which of the caller's calls, by their start."""

    role: Literal[Role.COACH, Role.STUDENT] | None = Field(default=None, description="Only those as what.")
    status: CallStatus | None = None
    from_: Instant | None = Field(default=None, alias="from", description="Only those that start then or later.")
    to: Instant | None = Field(default=None, description="Only those that start earlier.")


class Party(Shape):
    """One of a call's two people; `phone` is E.164 while the caller may see it, else null."""

    id: Number
    name: str
    phone: str | None

    @classmethod
    def of(cls, person: Person) -> "Party":
        """Return what the API tells of a person of a call."""
        return cls(id=person.id, name=person.name, phone=person.phone)


class CallSlot(Shape):
    """The time of a call."""

    id: Number
    starts_at: Instant
    ends_at: Instant
    place: str


class Attendance(Shape):
    """What the student says of who came, and what was found in the end."""

    claim: Claim | None = Field(description="The student's word.")
    said_at: Instant | None
    is_disputed: bool = Field(description="Whether coach and student contradict each other, and nothing is found yet.")
    finding: Finding | None = Field(description="The coach's own admission, or what an administrator has found.")
    settled_at: Instant | None
    settled_reason: str

    @classmethod
    def of(cls, said: AttendanceView | None) -> "Attendance | None":
        """Return what the API tells of who came."""
        return None if said is None else cls(**{name: getattr(said, name) for name in cls.model_fields})


class Call(Shape):
    """One student's booking of one slot."""

    id: Number
    slot: CallSlot
    coach: Party
    student: Party
    status: CallStatus
    note: str
    booked_at: Instant
    answer_by: Instant | None = Field(
        description="Until when the coach answers, if the call was asked for; pending after that, it has lapsed."
    )
    confirmed_at: Instant | None
    cancelled_at: Instant | None
    cancel_reason: str
    feedback: Feedback | SharedFeedback | None
    review: Review | None
    attendance: Attendance | None = Field(description="What was said of who came, beside the status; null if nothing.")

    @classmethod
    def of(cls, call: CallView) -> "Call":
        """Return what the API tells of a call."""
        return cls(
            id=call.id,
            slot=CallSlot(id=call.slot_id, starts_at=call.starts_at, ends_at=call.ends_at, place=call.place),
            coach=Party.of(call.coach),
            student=Party.of(call.student),
            status=call.status,
            note=call.note,
            booked_at=call.booked_at,
            answer_by=call.answer_by,
            confirmed_at=call.confirmed_at,
            cancelled_at=call.cancelled_at,
            cancel_reason=call.cancel_reason,
            feedback=feedback_of(call.feedback),
            review=review_of(call.review),
            attendance=Attendance.of(call.attendance),
        )


class NewCall(Shape):
    """A slot to book, and what its coach is to know."""

    slot_id: Number
    note: str = ""


class Cancellation(Shape):
    """Why; a coach must say."""

    reason: str = ""


class Refusal(Shape):
    """Why a request is declined, and whether its slot is withdrawn with it."""

    reason: str = ""
    withdraw: bool = False


class Move(Shape):
    """Where to; a coach must say why."""

    slot_id: Number
    reason: str = ""


class Outcome(Shape):
    """How an ended call went."""

    outcome: Literal[CallStatus.COMPLETED, CallStatus.NO_SHOW]
