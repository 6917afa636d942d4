"""Calls: booked, listed and read by their two people, cancelled, moved, ended."""

from flask import Blueprint, url_for

from app.api.caller import actor, booking, caller, key, policy, reader
from app.api.endpoint import Answer, endpoint
from app.api.schemas.calls import Call, CallSearch, Cancellation, Move, NewCall, Outcome, Refusal
from app.api.schemas.shape import Listed
from app.db import transact
from app.domain import errors
from app.domain.calls import Role
from app.domain.clock import utc_now
from app.domain.tokens import Scope
from app.services import answering, call_views, cancelling, moving, outcomes
from app.services import calls as service
from app.services.call_shapes import CallFilter
from app.wanted import counting_lost_race

bp = Blueprint("api_calls", __name__)

BOOKING = (
    errors.NotFound, errors.OwnSlot, errors.EmailUnconfirmed, errors.SlotWithdrawn, errors.SlotInPast,
    errors.SlotTaken, errors.SlotHeld, errors.TooSoon, errors.TooFar, errors.CoachUnavailable, errors.CoachOff,
    errors.CoachBusy, errors.StudentBusy, errors.OverLimit, errors.BookingPaused, errors.OpensLater,
    errors.IdempotencyMismatch,
)  # fmt: skip
CHANGING = (
    errors.NotFound, errors.AlreadyCancelled, errors.RequestLapsed, errors.CallEnded, errors.CallStarted,
    errors.TooLateToCancel, errors.ReasonRequired, errors.IdempotencyMismatch,
)  # fmt: skip
ANSWERING = (
    errors.NotFound, errors.WrongRole, errors.AlreadyCancelled, errors.AlreadyAnswered, errors.RequestLapsed,
    errors.IdempotencyMismatch,
)  # fmt: skip
ENDING = (
    errors.NotFound, errors.WrongRole, errors.AlreadyCancelled, errors.TooEarlyForOutcome, errors.CallEnded,
    errors.FeedbackExists,
    errors.ReviewExists, errors.AttendanceClosed,
)  # fmt: skip


@bp.get("/calls")
@endpoint("List your calls by their start", scope=Scope.READ, query=CallSearch, answer=Listed[Call])
def index(query: CallSearch) -> Listed[Call]:
    """List the caller's calls, as coach and as student."""
    me = caller().id
    where = CallFilter(
        party_id=me,
        coach_id=me if query.role is Role.COACH else None,
        student_id=me if query.role is Role.STUDENT else None,
        from_at=query.from_,
        to_at=query.to,
        status=query.status,
    )
    found = call_views.list_calls(where, reader(), cursor=query.cursor, limit=query.limit)
    return Listed(items=[Call.of(call) for call in found.items], next_cursor=found.next_cursor)


@bp.get("/calls/<number:call_id>")
@endpoint("Read a call", scope=Scope.READ, answer=Call, refuses=(errors.NotFound,))
def show(call_id: int) -> Call:
    """Return one call of the caller's."""
    return _told(call_id)


@bp.post("/calls")
@endpoint("Book a slot", scope=Scope.WRITE, body=NewCall, answer=Call, statuses=(201,), refuses=BOOKING, takes_key=True)
def book(body: NewCall) -> Answer:
    """Book a slot for the caller."""
    with counting_lost_race(body.slot_id, booking()):
        number = transact(
            lambda: service.book(
                actor=actor(), student_id=caller().id, slot_id=body.slot_id, note=body.note, key=key(), policy=policy(),
                now=utc_now(),
            )
        )  # fmt: skip
    return Answer(_told(number), 201, url_for("api_calls.show", call_id=number))


@bp.post("/calls/<number:call_id>/cancel")
@endpoint("Cancel a call", scope=Scope.WRITE, body=Cancellation, answer=Call, refuses=CHANGING, takes_key=True)
def cancel(call_id: int, body: Cancellation) -> Call:
    """Cancel a call that lies ahead."""
    transact(
        lambda: cancelling.cancel(
            actor=actor(), call_id=call_id, reason=body.reason, key=key(), policy=policy(), now=utc_now()
        )
    )
    return _told(call_id)


@bp.post("/calls/<number:call_id>/move")
@endpoint(
    "Move a call to another slot of its coach",
    scope=Scope.WRITE,
    body=Move,
    answer=Call,
    refuses=(*BOOKING, *CHANGING, errors.SameSlot, errors.OtherCoach, errors.AnswerFirst),
    takes_key=True,
)
def move(call_id: int, body: Move) -> Call:
    """Move a call that lies ahead."""
    transact(
        lambda: moving.move(
            actor=actor(), call_id=call_id, slot_id=body.slot_id, reason=body.reason, key=key(), policy=policy(),
            now=utc_now(),
        )
    )  # fmt: skip
    return _told(call_id)


@bp.post("/calls/<number:call_id>/confirm")
@endpoint("Confirm a request", scope=Scope.WRITE, answer=Call, refuses=ANSWERING, takes_key=True)
def confirm(call_id: int) -> Call:
    """Confirm a call that a student has asked the caller for."""
    transact(lambda: answering.confirm(actor=actor(), call_id=call_id, key=key(), now=utc_now()))
    return _told(call_id)


@bp.post("/calls/<number:call_id>/decline")
@endpoint(
    "Decline a request",
    scope=Scope.WRITE,
    body=Refusal,
    answer=Call,
    refuses=(*ANSWERING, errors.ReasonRequired),
    takes_key=True,
)
def decline(call_id: int, body: Refusal) -> Call:
    """Decline a call that a student has asked the caller for."""
    transact(
        lambda: answering.decline(
            actor=actor(), call_id=call_id, reason=body.reason, withdraw=body.withdraw, key=key(), now=utc_now()
        )
    )
    return _told(call_id)


@bp.post("/calls/<number:call_id>/outcome")
@endpoint("Say how an ended call went", scope=Scope.WRITE, body=Outcome, answer=Call, refuses=ENDING)
def record_outcome(call_id: int, body: Outcome) -> Call:
    """Say that a call took place or was missed."""
    transact(lambda: outcomes.record(actor=actor(), call_id=call_id, outcome=body.outcome, now=utc_now()))
    return _told(call_id)


def _told(call_id: int) -> Call:
    return Call.of(call_views.get(call_id, reader()))
