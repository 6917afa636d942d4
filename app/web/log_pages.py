"""The notes of a call's log as a page: as they are saved, as a draft has them, and beside what was saved meanwhile."""

from collections.abc import Mapping
from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue

from app.domain.errors import DomainError
from app.domain.log_version import LogVersion, Notes
from app.domain.note_drafts import Unseen, name_window, write_shown
from app.problems import describe, when_to_retry
from app.services import call_logs, call_views, next_steps
from app.services.call_logs import Log
from app.services.call_shapes import CallView
from app.web.access import reader
from app.web.forms.calls import FeedbackForm
from app.web.responses import is_asked_from, page

# How many calls wait for a score, in the menu.
COUNT = "feedback/_count.html"


def show(call: CallView, from_queue: str | None) -> ResponseReturnValue:
    """Show the notes that are saved, or the draft; where both have changed, one beside the other."""
    log, draft = call_logs.find(call.id), call_logs.find_draft(call.id)
    form = FeedbackForm(
        formdata=None,
        satisfaction=str(log.satisfaction),
        done=log.version.done,
        from_queue=from_queue,
        version=log.version.write(),
        window=name_window(),
    )
    form.show(draft.seen.rebase(draft.notes, log.notes) if draft else log.notes)
    form.shown.data = write_shown(form.notes)
    return _show(call, form, log, clashes=_find_clashes(log, draft.seen, draft.notes) if draft else {})


def show_refused(call: CallView, form: FeedbackForm, *, status: int) -> ResponseReturnValue:
    """Show the notes as they were sent, with what is wrong."""
    log = call_logs.find(call.id)
    form.satisfaction.data = str(log.satisfaction)
    return _show(call, form, log, status=status)


def show_both(call: CallView, form: FeedbackForm) -> ResponseReturnValue:
    """Show what the coach wrote beside what was saved meanwhile, or typed elsewhere; sending that again saves it."""
    log, seen, typed = call_logs.find(call.id), LogVersion.read(form.version.data), form.notes
    unseen = call_logs.find_unseen(call.id, log, typed, form.typed_in)
    form.satisfaction.data = str(log.satisfaction)
    form.done.data = sorted(seen.rebase_done(frozenset(form.done.data or ()), log.version))
    form.version.data = log.version.write()
    form.show(unseen.add_to(seen.rebase(typed, log.notes)) if unseen else seen.rebase(typed, log.notes))
    form.shown.data = write_shown(unseen.kept if unseen else form.notes)
    clashes, drafted = _find_clashes(log, seen, typed), _find_drafted(unseen)
    return _show(call, form, log, status=409, clashes=clashes, drafted=drafted)


def tell_kept(call: CallView, form: FeedbackForm, *, status: int) -> ResponseReturnValue:
    """Say that what was typed is a draft now, or which field is refused; and whether the log was saved elsewhere."""
    is_old = LogVersion.read(form.version.data) != call_logs.find(call.id).version
    if form.version.errors:
        return _tell(call, form, status=status, is_typed_elsewhere=True)
    if not form.errors:
        form.shown.data = write_shown(form.notes)
    return _tell(call, form, status=status, draft=call_logs.find_draft(call.id), is_old=is_old)


def tell_unkept(call: CallView, form: FeedbackForm, error: DomainError) -> ResponseReturnValue:
    """Say in the line of the draft why none is kept; an alert would take the focus from whoever is typing."""
    problem = describe(error)
    response = _tell(call, form, status=problem.status, problem=problem)
    response.headers.update(when_to_retry(error))
    return response


def find_next() -> dict[str, Any]:
    """Return the call that waits for a score the longest, as templates name it."""
    return {"waiting": next(iter(call_views.list_waiting(reader(), limit=1).items), None)}


def count_left() -> dict[str, Any]:
    """Return how many calls wait for a score, as templates name it, and whether the open page's title says so."""
    return {"left": call_views.count_waiting(reader()), "is_titled": is_asked_from("feedback.index")}


def _tell(call: CallView, form: FeedbackForm, *, status: int, **told: Any) -> Response:
    return page("feedback/show.html", fragment="feedback_draft", status=status, call=call, form=form, **told)


def _show(
    call: CallView,
    form: FeedbackForm,
    log: Log,
    *,
    status: int = 200,
    clashes: Mapping[str, str] | None = None,
    drafted: Mapping[str, str] | None = None,
) -> Response:
    theirs = [step for step in next_steps.list_for_call(call, reader()) if step.coach_id != call.coach.id]
    return page(
        "feedback/show.html", fragment="feedback_notes", beside=COUNT, status=status, call=call, form=form,
        ours=log.due, theirs=theirs, draft=call_logs.find_draft(call.id), clashes=clashes or {}, drafted=drafted or {},
        **find_next(), **(count_left() if is_asked_from("feedback.index") else {}),
    )  # fmt: skip


def _find_clashes(log: Log, seen: LogVersion, typed: Notes) -> dict[str, str]:
    """Return what is saved of the notes that were changed both here and elsewhere, by field."""
    return {part: getattr(log.notes, part) for part in seen.list_clashes(typed, log.notes)}


def _find_drafted(unseen: Unseen | None) -> dict[str, str]:
    """Return what is kept as a draft of the notes that were typed elsewhere as well as here, by field."""
    return {part: getattr(unseen.kept, part) for part in unseen.typed_too} if unseen else {}
