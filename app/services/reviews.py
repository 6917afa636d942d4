"""What students say of calls, and what coaches answer."""

from datetime import datetime

from sqlalchemy import update

from app.db import db
from app.domain import reviews as rules
from app.domain.actors import Actor
from app.domain.attendance import coach_missed
from app.domain.calls import CallStatus, Role
from app.domain.errors import CoachMissed, MissedCall, NotFound, ReasonRequired, WrongRole
from app.domain.feedback import check_rating
from app.domain.text import NOTE_LENGTH, REASON_LENGTH, clean
from app.models import Attendance, Call, Feedback, Review
from app.services import audit, calls, outcomes
from app.services.integrity import translated


def record(
    *,
    actor: Actor,
    call_id: int,
    rating: object,
    comment: str | None = None,
    shows_first_name: bool | None = None,
    now: datetime,
) -> bool:
    """Record what the student says of an ended call, or change it; return whether it is the first.

    What is None stays as it was; the earlier version is kept (case H1). A call without an outcome becomes completed.
    Raises NotFound, WrongRole for anybody but its student, BadRating, AlreadyCancelled, TooEarlyForReview, CallEnded,
    MissedCall, CoachMissed, ReviewHidden, ReviewReplied, ReviewClosed.
    """
    role, now = calls.lock(actor, call_id, now=now)
    if role is not Role.STUDENT:
        raise WrongRole()
    call = calls.get_locked(call_id)
    _check_coach_came(call_id)
    rules.check_can_review(calls.facts_of(call), now=now)
    values: dict[str, object] = {"rating": check_rating(rating, field="rating")}
    if comment is not None:
        values["comment"] = clean(comment, field="comment", limit=NOTE_LENGTH)
    if shows_first_name is not None:
        values["shows_first_name"] = shows_first_name
    existing = db.session.get(Review, call_id, populate_existing=True)
    if existing is None:
        _add(actor, call, values, now=now)
        return True
    is_hidden, is_answered = existing.hidden_at is not None, existing.replied_at is not None
    rules.check_can_change(recorded_at=existing.recorded_at, is_hidden=is_hidden, is_answered=is_answered, now=now)
    if any(getattr(existing, name) != value for name, value in values.items()):
        _write(call_id, version=Review.version + 1, changed_at=now, **values)
        audit.record(actor, "review.changed", "call", call_id, now=now, rating=values["rating"])
    return False


def _check_coach_came(call_id: int) -> None:
    said = db.session.get(Attendance, call_id, populate_existing=True)
    if said is not None and coach_missed(said.claim, said.finding):
        raise CoachMissed()


def _add(actor: Actor, call: Call, values: dict[str, object], *, now: datetime) -> None:
    if call.status == CallStatus.CONFIRMED:
        outcomes.write(actor=actor, call=call, outcome=CallStatus.COMPLETED, now=now)
    logged = db.session.get(Feedback, call.id)
    shown_from = rules.shown_from(
        ends_at=call.ends_at, recorded_at=now, logged_at=logged.recorded_at if logged else None
    )
    with translated():
        db.session.add(
            Review(
                call_id=call.id,
                coach_id=call.coach_id,
                student_id=call.student_id,
                recorded_at=now,
                shown_from=shown_from,
                **values,
            )
        )
        db.session.flush()
    audit.record(actor, "review.recorded", "call", call.id, now=now, rating=values["rating"])


def show_with_log(call: Call, *, logged_at: datetime) -> None:
    """Let the review of a call show, now that its coach has logged it: both have said how it went."""
    review = db.session.get(Review, call.id, populate_existing=True)
    if review is not None:
        shown_from = rules.shown_from(ends_at=call.ends_at, recorded_at=review.recorded_at, logged_at=logged_at)
        _write(call.id, shown_from=shown_from)


def answer(*, actor: Actor, call_id: int, reply: str, now: datetime) -> None:
    """Write the coach's one public reply to a review that shows.

    Raises NotFound, WrongRole for anybody but its coach, Missing, TooLong, ReviewHidden, ReviewAnswered.
    """
    role, now = calls.lock(actor, call_id, now=now)
    if role is not Role.COACH:
        raise WrongRole()
    review = db.session.get(Review, call_id, populate_existing=True)
    if review is None or review.shown_from > now:
        raise NotFound(kind="review", number=call_id)
    rules.check_can_answer(is_answered=review.replied_at is not None, is_hidden=review.hidden_at is not None)
    reply = clean(reply, field="reply", limit=NOTE_LENGTH, required=True)
    _write(call_id, reply=reply, replied_at=now)
    audit.record(actor, "review.answered", "call", call_id, now=now)


def hide(*, actor: Actor, call_id: int, reason: str, now: datetime) -> None:
    """Take a review out of sight, and out of the average. Raises NotFound, ReasonRequired; hiding twice is once."""
    reason = clean(reason, field="reason", limit=REASON_LENGTH)
    if not reason:
        raise ReasonRequired()
    review, now = _locked(actor, call_id, now)
    if review.hidden_at is None:
        _write(call_id, hidden_at=now, hidden_reason=reason)
        audit.record(actor, "review.hidden", "call", call_id, now=now, reason=reason)


def show_again(*, actor: Actor, call_id: int, now: datetime) -> None:
    """Let a hidden review be seen again; one that shows stays so. Raises NotFound, MissedCall for a missed call."""
    review, now = _locked(actor, call_id, now)
    if calls.get_locked(call_id).status == CallStatus.NO_SHOW:
        raise MissedCall()
    if review.hidden_at is not None:
        _write(call_id, hidden_at=None, hidden_reason="")
        audit.record(actor, "review.shown_again", "call", call_id, now=now)


def _locked(actor: Actor, call_id: int, now: datetime) -> tuple[Review, datetime]:
    role, now = calls.lock(actor, call_id, now=now)
    if role is not Role.ADMIN:
        raise WrongRole()
    review = db.session.get(Review, call_id, populate_existing=True)
    if review is None:
        raise NotFound(kind="review", number=call_id)
    return review, now


def _write(call_id: int, **values: object) -> None:
    with translated():
        db.session.execute(update(Review).where(Review.call_id == call_id).values(**values))
