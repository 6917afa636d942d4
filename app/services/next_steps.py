"""What coach and student agreed to do next: it comes up at every later call of theirs until it is ticked off."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from app.db import db
from app.domain.step_lines import find_corrected, list_lines
from app.domain.text import LINE_LENGTH, clean
from app.models import Call, NextStep, User
from app.services.call_shapes import CallView, Reader

TEXT_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class StepView:
    """One step, and with whom and at which call it was agreed."""

    id: int
    call_id: int
    coach_id: int
    coach_name: str
    body: str
    agreed_at: datetime
    done_at: datetime | None


def list_open(coach_id: int, student_id: int) -> Sequence[StepView]:
    """Return what two people agreed and have not ticked off, the oldest first."""
    return _list(*_of_pair(coach_id, student_id), NextStep.done_at.is_(None))


def list_for_call(call: CallView, reader: Reader) -> Sequence[StepView]:
    """Return what was agreed at a call, and what its people had to do when it was held, or have now.

    Its coach sees what the student agreed with others, too, if the student lets coaches see that; nobody else does.
    """
    ours = and_(*_of_pair(call.coach.id, call.student.id), _is_due(call))
    if reader.actor.user_id != call.coach.id:
        return _list(ours)
    lets = select(User.shares_steps).where(User.id == call.student.id).scalar_subquery()
    theirs = and_(NextStep.student_id == call.student.id, NextStep.done_at.is_(None), lets)
    return _list(or_(ours, theirs))


def list_due(call: Call) -> Sequence[StepView]:
    """Return what the two people of a call agreed before it and had to do when it was held, or have now."""
    return _list(*_due(call))


def agree(call: Call, written: str, *, now: datetime) -> None:
    """Make the lines that were written the steps of a call whose people are locked. Raises TooLong, UnreadableText.

    A line that was corrected stays the step it was, done or not.
    """
    clean(written, field="next_steps", limit=TEXT_LENGTH)
    lines = list_lines(written, limit=LINE_LENGTH)
    steps = list(db.session.scalars(select(NextStep).where(NextStep.call_id == call.id).order_by(NextStep.id)))
    before = [step.body for step in steps]
    corrected = find_corrected(before, lines)
    for step in steps:
        if step.body in corrected:
            step.body = corrected[step.body]
        elif step.body not in lines:
            db.session.delete(step)
    parties = {"call_id": call.id, "coach_id": call.coach_id, "student_id": call.student_id}
    added = [line for line in lines if line not in before and line not in corrected.values()]
    db.session.add_all(NextStep(body=line, agreed_at=now, **parties) for line in added)
    db.session.flush()


def tick(call: Call, done: Collection[int], *, now: datetime) -> None:
    """Tick off these of the steps that come up at a call whose people are locked, and none of the others."""
    for step in db.session.scalars(select(NextStep).where(*_due(call))):
        step.done_at = (step.done_at or max(now, step.agreed_at)) if step.id in done else None
    db.session.flush()


def _due(call: Call) -> tuple[ColumnElement[bool], ...]:
    return *_of_pair(call.coach_id, call.student_id), _is_due(call), NextStep.call_id != call.id


def _of_pair(coach_id: int, student_id: int) -> tuple[ColumnElement[bool], ...]:
    return NextStep.coach_id == coach_id, NextStep.student_id == student_id


def _is_due(call: Call | CallView) -> ColumnElement[bool]:
    """Return the condition that a step is of the call, or of an earlier one and was not done by this one's end.

    When it was written down says nothing: a coach may log both calls after the second.
    """
    earlier = select(Call.id).where(Call.id == NextStep.call_id, Call.starts_at < call.starts_at).exists()
    before = and_(earlier, or_(NextStep.done_at.is_(None), NextStep.done_at >= call.ends_at))
    return or_(NextStep.call_id == call.id, before)


def _list(*where: ColumnElement[bool]) -> Sequence[StepView]:
    statement = (
        select(
            NextStep.id, NextStep.call_id, NextStep.coach_id, User.name, NextStep.body, NextStep.agreed_at,
            NextStep.done_at,
        )
        .join(User, User.id == NextStep.coach_id)
        .where(*where)
        .order_by(NextStep.agreed_at, NextStep.id)
    )  # fmt: skip
    return [StepView(*row) for row in db.session.execute(statement)]
