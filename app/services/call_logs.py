"""A coach's log as its page has it: the score with the notes, what was agreed, and what is done; and its draft."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from app.db import db
from app.domain import feedback as rules
from app.domain.actors import Actor
from app.domain.calls import Role
from app.domain.errors import LogChanged, WrongRole
from app.domain.log_version import PARTS, LogVersion, Notes
from app.domain.note_drafts import NOBODY, Unseen, Window, read_windows, write_windows
from app.domain.text import NOTE_LENGTH, clean
from app.models import Call, Feedback, NextStep, NoteDraft
from app.services import calls, feedback, next_steps
from app.services.next_steps import StepView


@dataclass(frozen=True, slots=True)
class Log:
    """What is saved of a call: no score and empty notes before it is logged, and the steps that came up at it."""

    satisfaction: int | None
    notes: Notes
    due: Sequence[StepView]

    @property
    def version(self) -> LogVersion:
        """Return what is to be seen of it."""
        return self.as_if(self.satisfaction, self.notes, (step.id for step in self.due if step.done_at))

    def as_if(self, satisfaction: object, notes: Notes, done: Iterable[int]) -> LogVersion:
        """Return what would be seen of it if this were saved. Raises TooLong, UnreadableText."""
        return LogVersion.of(satisfaction, notes, [(step.id, step.body) for step in self.due], done)


@dataclass(frozen=True, slots=True)
class Draft:
    """Notes that were typed and not saved, what their coach saw of the log when they began, and the windows."""

    notes: Notes
    seen: LogVersion
    windows: Sequence[str]
    saved_at: datetime


def save(
    *,
    actor: Actor,
    call_id: int,
    satisfaction: object,
    notes: Notes,
    done: Collection[int],
    version: str | None,
    window: Window | None = None,
    now: datetime,
) -> None:
    """Save the log whole, and remove its draft; what was typed elsewhere, into other notes, is still one.

    Raises as `feedback.record` does, and LogChanged unless the log is as it was when `version` was written; but what
    is saved already may be saved again, as by a second press. So it does where the same notes were typed elsewhere and
    this `window` does not show them.
    """
    call, later = _lock(actor, call_id, notes, now=now)
    log, seen = find(call_id), LogVersion.read(version)
    ticked = seen.rebase_done(frozenset(done), log.version)
    is_new = log.satisfaction is None
    if not is_new and log.version not in (seen, log.as_if(satisfaction, notes, ticked)):
        raise LogChanged()
    unseen = find_unseen(call_id, log, notes, window)
    if unseen and unseen.typed_too:
        raise LogChanged()
    feedback.record(
        actor=actor,
        call_id=call_id,
        satisfaction=satisfaction,
        shared_note=notes.shared_note,
        private_note=notes.private_note,
        now=now,
    )
    next_steps.agree(call, notes.next_steps, now=later)
    next_steps.tick(call, ticked, now=later)
    if not (unseen and unseen.others):
        _remove(call_id)


def keep_draft(
    *, actor: Actor, call_id: int, notes: Notes, version: str | None, window: Window | None = None, now: datetime
) -> None:
    """Keep what was typed so far, for any device of the coach's; what saving would not change is none.

    What was typed elsewhere into other notes is kept, too. Raises NotFound, WrongRole for its student, StudentErased,
    what `check_can_record` does, and LogChanged where the same notes were typed elsewhere and this `window` does not
    show them.
    """
    call, now = _lock(actor, call_id, notes, now=now)
    log, seen = find(call_id), LogVersion.read(version)
    unseen = find_unseen(call_id, log, notes, window)
    if unseen and unseen.typed_too:
        raise LogChanged()
    last = find_draft(call_id)
    windows = window.sign(notes, last.windows if last else NOBODY) if window else NOBODY
    notes = unseen.add_to(notes) if unseen else notes
    _remove(call_id)
    if seen.rebase(notes, log.notes).marks == log.notes.marks:
        return
    written = {part: clean(getattr(notes, part), field=part, limit=NOTE_LENGTH) for part in PARTS}
    parties = {"coach_id": call.coach_id, "student_id": call.student_id}
    told = {"version": seen.write(), "windows": write_windows(windows)}
    db.session.add(NoteDraft(call_id=call_id, **parties, **written, **told, saved_at=now))
    db.session.flush()


def find(call_id: int) -> Log:
    """Return what is saved of a call; its coach alone may ask."""
    call = db.session.get_one(Call, call_id)
    logged = db.session.get(Feedback, call_id, populate_existing=True)
    steps = db.session.scalars(select(NextStep.body).where(NextStep.call_id == call_id).order_by(NextStep.id))
    written = (logged.private_note, logged.shared_note) if logged else ("", "")
    notes = Notes(*written, "\n".join(steps))
    return Log(logged.satisfaction if logged else None, notes, next_steps.list_due(call))


def find_draft(call_id: int) -> Draft | None:
    """Return what was typed into the notes of a call and not saved; its coach alone may ask."""
    kept = db.session.get(NoteDraft, call_id, populate_existing=True)
    if kept is None:
        return None
    notes = Notes(kept.private_note, kept.shared_note, kept.next_steps)
    return Draft(notes, LogVersion.read(kept.version), read_windows(kept.windows), kept.saved_at)


def find_unseen(call_id: int, log: Log, typed: Notes, window: Window | None) -> Unseen | None:
    """Return what is kept as a draft and unknown to the window of who typed; None without a draft or a window."""
    draft = find_draft(call_id) if window else None
    if window is None or draft is None:
        return None
    kept = draft.seen.rebase(draft.notes, log.notes)
    return Unseen.of(kept, draft.windows, typed, window)


def _lock(actor: Actor, call_id: int, notes: Notes, *, now: datetime) -> tuple[Call, datetime]:
    """Return a call whose log may be written, as it stands now, and the time."""
    role, now = calls.lock(actor, call_id, now=now)
    if role is Role.STUDENT:
        raise WrongRole()
    call = calls.get_locked(call_id)
    rules.check_can_record(calls.facts_of(call), now=now)
    feedback.check_words(call, *(getattr(notes, part) for part in PARTS))
    return call, now


def _remove(call_id: int) -> None:
    db.session.execute(delete(NoteDraft).where(NoteDraft.call_id == call_id))
