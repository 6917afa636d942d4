"""Who came to a call: what its student says of that, what its coach admits, and what an administrator finds."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from app.db import db
from app.domain import attendance as rules
from app.domain import calls as call_rules
from app.domain.actors import Actor
from app.domain.attendance import Claim, Finding
from app.domain.calls import CallStatus, Role
from app.domain.errors import CallReviewed, ReasonRequired, WrongRole
from app.domain.mail import UNDO_TIME
from app.domain.notifications import ATTENDANCE_SAID, ATTENDANCE_SETTLED
from app.domain.text import REASON_LENGTH, clean
from app.models import Attendance, Call, Review
from app.services import audit, calls, outbox, outcomes


def say(*, actor: Actor, call_id: int, claim: Claim | None, now: datetime) -> None:
    """Write down what the student says of who came; None takes it back.

    Raises NotFound, WrongRole for anybody but its student, AlreadyCancelled, TooEarlyForOutcome, CallEnded,
    AttendanceClosed, CallReviewed.
    """
    role, now = calls.lock(actor, call_id, now=now)
    if role is not Role.STUDENT:
        raise WrongRole()
    call, said = calls.get_locked(call_id), _find(call_id)
    is_settled = said is not None and said.settled_at is not None
    rules.check_can_say(calls.facts_of(call), outcome_at=call.outcome_at, is_settled=is_settled, now=now)
    if claim is Claim.COACH_MISSED and db.session.get(Review, call_id) is not None:
        raise CallReviewed()
    if claim == (said.claim if said else None):
        return
    outbox.skip(f"{ATTENDANCE_SAID}/{call_id}/", reason="it was taken back", now=now)
    if claim is None:
        db.session.execute(delete(Attendance).where(Attendance.call_id == call_id))
        audit.record(actor, "attendance.taken_back", "call", call_id, now=now)
    else:
        _write(call, claim=claim.value, said_at=now)
        audit.record(actor, f"attendance.{claim.value}", "call", call_id, now=now)
        about = f"{ATTENDANCE_SAID}/{call_id}/{now.isoformat()}"
        outbox.write_to([call.coach_id], ATTENDANCE_SAID, about=about, delay=UNDO_TIME, now=now, call=call_id)


def admit(*, actor: Actor, call_id: int, now: datetime) -> None:
    """Say as the coach of an ended call that it was they who did not come; another word of theirs ends that.

    Said before, nothing happens. Raises NotFound, WrongRole for anybody but its coach, AlreadyCancelled,
    TooEarlyForOutcome, CallEnded, FeedbackExists, ReviewExists, AttendanceClosed.
    """
    role, now = calls.lock(actor, call_id, now=now)
    if role is not Role.COACH:
        raise WrongRole()
    call, said = calls.get_locked(call_id), _find(call_id)
    call_rules.check_can_give_outcome(calls.facts_of(call), now=now)
    if said is not None and said.settled_by_id == actor.user_id:
        return
    outcomes.write(actor=actor, call=call, outcome=CallStatus.NO_SHOW, now=now)
    _settle(actor, call, Finding.COACH_MISSED, reason="", now=now)


def settle(*, actor: Actor, call_id: int, finding: Finding, reason: str, now: datetime) -> None:
    """Say as an administrator who came to an ended call, for good; both people of the call are shown the reason.

    What was logged or reviewed of a call that was missed counts no more and shows to nobody, until it is settled that
    it took place. Raises NotFound, WrongRole, ReasonRequired, AlreadyCancelled, TooEarlyForOutcome, CallEnded.
    """
    reason = clean(reason, field="reason", limit=REASON_LENGTH)
    if not reason:
        raise ReasonRequired()
    role, now = calls.lock(actor, call_id, now=now)
    if role is not Role.ADMIN:
        raise WrongRole()
    call = calls.get_locked(call_id)
    call_rules.check_can_give_outcome(calls.facts_of(call), now=now)
    # First: without a finding the database keeps a call that was logged or reviewed as one that took place.
    _settle(actor, call, finding, reason=reason, now=now)
    outcomes.change(actor=actor, call=call, outcome=finding.outcome, now=now)
    people = (call.coach_id, call.student_id)
    about = f"{ATTENDANCE_SETTLED}/{call_id}/{now.isoformat()}"
    outbox.write_to(people, ATTENDANCE_SETTLED, about=about, now=now, call=call_id)


def _settle(actor: Actor, call: Call, finding: Finding, *, reason: str, now: datetime) -> None:
    _write(call, finding=finding.value, settled_at=now, settled_by_id=actor.user_id, settled_reason=reason)
    told = {"reason": reason} if reason else {}
    audit.record(actor, "attendance.settled", "call", call.id, now=now, finding=finding.value, **told)


def _find(call_id: int) -> Attendance | None:
    return db.session.get(Attendance, call_id, populate_existing=True)


def _write(call: Call, **values: object) -> None:
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    parties = {"call_id": call.id, "coach_id": call.coach_id, "student_id": call.student_id}
    row = insert(Attendance).values(**{**parties, "settled_reason": "", **values})
    db.session.execute(row.on_conflict_do_update(index_elements=["call_id"], set_=values))
