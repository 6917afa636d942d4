"""What one reader is told of a call, and how rows become that. A phone number leaves by `party` alone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.domain.actors import Actor
from app.domain.attendance import Claim, Finding, coach_missed, is_disputed
from app.domain.calls import CallFacts, CallStatus, Role, withdrew_slot
from app.domain.contacts import parties_see_phones
from app.domain.policy import Policy
from app.domain.profiles import Caller
from app.domain.requests import RequestFacts, RequestState
from app.domain.reviews import changeable_until, is_log_shown
from app.domain.slots import SlotStatus
from app.models import Attendance, Call, Feedback, Review, User


class CallList(StrEnum):
    """The lists of a person's calls; requests are those that a coach has to answer."""

    UPCOMING = "upcoming"
    REQUESTS = "requests"
    PAST = "past"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Tally:
    """What there is for a person to know at a glance: calls, threads with something new, and what else is new."""

    ahead: int
    waiting: int
    unread: int
    notified: int


@dataclass(frozen=True, slots=True)
class Party:
    """One of a call's two people; the phone (E.164) only while the reader may see it."""

    id: int
    name: str
    timezone: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """What was logged; `private_note` is None for everybody but the coach and administrators (case H2)."""

    satisfaction: int | None
    shared_note: str
    private_note: str | None
    version: int
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewView:
    """What the student said; for its coach only once it shows (`shown_from`), and while nobody has hidden it."""

    rating: int
    comment: str
    shows_first_name: bool
    version: int
    recorded_at: datetime
    changed_at: datetime | None
    changeable_until: datetime
    shown_from: datetime
    is_hidden: bool
    reply: str
    replied_at: datetime | None


@dataclass(frozen=True, slots=True)
class AttendanceView:
    """What the student says of who came, and what was found, by the coach or (`is_final`) by the programme."""

    claim: Claim | None
    said_at: datetime | None
    is_disputed: bool
    finding: Finding | None
    is_final: bool
    settled_at: datetime | None
    settled_reason: str

    @property
    def coach_missed(self) -> bool:
        """Return whether the coach did not come, as far as it is known."""
        return coach_missed(self.claim, self.finding)


@dataclass(frozen=True, slots=True)
class CallView:
    """A call as one reader may see it."""

    id: int
    slot_id: int
    starts_at: datetime
    ends_at: datetime
    place: str
    status: CallStatus
    note: str
    version: int
    booked_at: datetime
    # Until when the coach answers a request, and where that stands; None for what was booked at once.
    answer_by: datetime | None
    confirmed_at: datetime | None
    request: RequestState | None
    moved_at: datetime | None
    move_reason: str
    cancelled_at: datetime | None
    cancelled_by_id: int | None
    cancel_reason: str
    # The cancelled call that this one brings back, and the one that brings this one back.
    restores_id: int | None
    restored_by_id: int | None
    # Whether the slot may be booked again: open, or withdrawn by this call's own cancellation.
    is_slot_free: bool
    coach: Party
    student: Party
    feedback: FeedbackView | None
    review: ReviewView | None
    outcome_at: datetime | None
    attendance: AttendanceView | None
    # How the coach wants to be reached.
    caller: Caller
    uses_whatsapp: bool

    @property
    def facts(self) -> CallFacts:
        """Return what the rules need to know of it."""
        return CallFacts(self.status, self.starts_at, self.ends_at, self.answer_by)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, when, under which limits."""

    actor: Actor
    policy: Policy
    now: datetime


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls: of a coach, a student or a person who is either, starting in [from, to), in one status."""

    party_id: int | None = None
    coach_id: int | None = None
    student_id: int | None = None
    from_at: datetime | None = None
    to_at: datetime | None = None
    status: CallStatus | None = None
    lacks_feedback: bool = False
    has_feedback: bool = False
    lacks_review: bool = False
    has_ended: bool = False
    satisfaction: int | None = None
    has_note: bool = False


def view_of(row: Any, reader: Reader) -> CallView:
    """Return a row of `call_views` as its reader may see it."""
    call, slot, coach, student, feedback, review, attendance, restored_by_id, caller, uses_whatsapp = row
    status = CallStatus(call.status)
    sees_phones = reader.actor.is_admin or parties_see_phones(
        status=status, ends_at=call.ends_at, contact_period=reader.policy.contact_period, now=reader.now
    )
    # What was said of a call shows to nobody once it is settled that it was missed.
    counts = status is not CallStatus.NO_SHOW
    return CallView(
        id=call.id,
        slot_id=call.slot_id,
        starts_at=call.starts_at,
        ends_at=call.ends_at,
        place=slot.place,
        status=status,
        note=call.note,
        version=call.version,
        booked_at=call.booked_at,
        answer_by=call.answer_by,
        confirmed_at=call.confirmed_at,
        request=request_of(call).state_at(reader.now),
        moved_at=call.moved_at,
        move_reason=call.move_reason,
        cancelled_at=call.cancelled_at,
        cancelled_by_id=call.cancelled_by_id,
        cancel_reason=call.cancel_reason,
        restores_id=call.restores_id,
        restored_by_id=restored_by_id,
        is_slot_free=slot.status == SlotStatus.OPEN
        or withdrew_slot(call.cancelled_at, slot.withdrawn_at, role=_canceller(call)),
        coach=party(coach, sees_phones),
        student=party(student, sees_phones),
        feedback=_feedback(call, feedback, review, reader) if feedback and counts else None,
        review=_review(call, review, reader) if review and counts else None,
        outcome_at=call.outcome_at,
        attendance=_attendance(call, attendance) if attendance else None,
        caller=Caller(caller),
        uses_whatsapp=uses_whatsapp,
    )


def request_of(call: Call) -> RequestFacts:
    """Return what the rules need to know of a call that may be a request."""
    return RequestFacts(
        CallStatus(call.status), call.answer_by, call.confirmed_at, call.student_id, call.cancelled_by_id,
        call.cancel_reason,
    )  # fmt: skip


def party(person: User, sees_phone: bool) -> Party:
    """Return one of a call's people, with the phone if the reader sees it."""
    return Party(person.id, person.name, person.timezone, person.phone if sees_phone else None)


def _canceller(call: Call) -> Role:
    return {call.student_id: Role.STUDENT, call.coach_id: Role.COACH}.get(call.cancelled_by_id or 0, Role.ADMIN)


def _feedback(call: Call, feedback: Feedback, review: Review | None, reader: Reader) -> FeedbackView | None:
    sees_all = reader.actor.user_id != call.student_id
    if not sees_all and not is_log_shown(ends_at=call.ends_at, is_reviewed=review is not None, now=reader.now):
        return None
    return FeedbackView(
        satisfaction=feedback.satisfaction if sees_all else None,
        shared_note=feedback.shared_note,
        private_note=feedback.private_note if sees_all else None,
        version=feedback.version,
        changed_at=feedback.changed_at,
    )


def _review(call: Call, review: Review, reader: Reader) -> ReviewView | None:
    is_coach = reader.actor.user_id == call.coach_id
    if is_coach and (review.shown_from > reader.now or review.hidden_at is not None):
        return None
    return ReviewView(
        rating=review.rating,
        comment=review.comment,
        shows_first_name=review.shows_first_name,
        version=review.version,
        recorded_at=review.recorded_at,
        changed_at=review.changed_at,
        changeable_until=changeable_until(review.recorded_at),
        shown_from=review.shown_from,
        is_hidden=review.hidden_at is not None,
        reply=review.reply,
        replied_at=review.replied_at,
    )


def _attendance(call: Call, row: Attendance) -> AttendanceView:
    claim = Claim(row.claim) if row.claim else None
    is_settled = row.settled_at is not None
    return AttendanceView(
        claim=claim,
        said_at=row.said_at,
        is_disputed=not is_settled and is_disputed(claim, CallStatus(call.status)),
        finding=Finding(row.finding) if row.finding else None,
        is_final=is_settled and row.settled_by_id is None,
        settled_at=row.settled_at,
        settled_reason=row.settled_reason,
    )
