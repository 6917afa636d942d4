"""The coach's log of calls: those that wait for a score, one after the other, and each call's own."""

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain.attendance import Finding
from app.domain.calls import CallStatus
from app.domain.clock import utc_now
from app.domain.errors import Conflict, TooMany, Unavailable, WrongRole
from app.domain.feedback import check_can_record
from app.domain.limits import DRAFTS_PERSON
from app.services import attendance, call_logs, call_views, outcomes
from app.services import feedback as log
from app.services.call_shapes import CallView
from app.web import log_pages
from app.web.access import Access, actor, allow, reader, viewer
from app.web.forms.calls import FeedbackForm, OutcomeForm
from app.web.forms.submission import submit
from app.web.pace import at_most
from app.web.responses import done, page, redirect_to, wants_fragment
from app.web.scores import score_text

bp = Blueprint("feedback", __name__)


@bp.get("/feedback")
@allow(Access.COACH)
def index() -> ResponseReturnValue:
    """Show the oldest call that waits for a score; `?after=` leaves it for later."""
    waiting = call_views.list_waiting(reader(), cursor=request.args.get("after"), limit=1)
    form = FeedbackForm(from_queue="1")
    return page("feedback/index.html", waiting=waiting, form=form, **log_pages.count_left())


@bp.get("/calls/<number:call_id>/feedback")
@allow(Access.COACH)
def edit(call_id: int) -> ResponseReturnValue:
    """Show the log of an ended call: five scores to press, or the one given and its notes.

    `?edit=1` offers the scores again; `?score=` points at one, as a link in a mail does, and saves nothing (case D1).
    """
    call = _own(call_id)
    check_can_record(call.facts, now=utc_now())
    from_queue = request.args.get("queue")
    if call.feedback is None or "edit" in request.args:
        pointed = str(call.feedback.satisfaction) if call.feedback else request.args.get("score")
        form = FeedbackForm(formdata=None, satisfaction=pointed, from_queue=from_queue)
        return page("feedback/show.html", fragment="feedback_score", call=call, form=form, is_scoring=True)
    return log_pages.show(call, from_queue)


@bp.post("/calls/<number:call_id>/feedback")
@allow(Access.COACH)
def record(call_id: int) -> ResponseReturnValue:
    """Save the score that was pressed, or the notes; show what comes next."""
    call = _own(call_id)
    form = FeedbackForm()
    has_notes = form.has_notes
    recorded = submit(form, lambda: _save(call_id, form))
    if form.version.errors:
        return log_pages.show_both(_own(call_id), form)
    if not recorded.is_done:
        return _refuse(call, form, recorded.status)
    if has_notes:
        done(gettext("The notes are saved."))
        return _go_on(call, form.from_queue.data)
    done(gettext("Saved: %(score)s.", score=score_text(int(form.satisfaction.data))))
    if not wants_fragment():
        return redirect_to("feedback.edit", call_id=call_id, queue=form.from_queue.data or None)
    return log_pages.show(_own(call_id), form.from_queue.data)


def _save(call_id: int, form: FeedbackForm) -> None:
    who, score, now = actor(), form.rating(), utc_now()
    if form.has_notes:
        call_logs.save(
            actor=who, call_id=call_id, satisfaction=score, notes=form.notes, done=form.done.data or (),
            version=form.version.data, window=form.typed_in, now=now,
        )  # fmt: skip
    else:
        log.record(actor=who, call_id=call_id, satisfaction=score, now=now)


@bp.post("/calls/<number:call_id>/feedback/draft")
@allow(Access.COACH)
def keep_draft(call_id: int) -> ResponseReturnValue:
    """Keep the notes as they are typed; a browser without JavaScript presses a button for that."""
    call, form = _own(call_id), FeedbackForm()

    def work() -> None:
        call_logs.keep_draft(
            actor=actor(), call_id=call_id, notes=form.notes, version=form.version.data, window=form.typed_in,
            now=utc_now(),
        )  # fmt: skip

    try:
        kept = submit(form, at_most(DRAFTS_PERSON, work))
    except (Conflict, TooMany, Unavailable) as error:
        if not wants_fragment():
            raise
        return log_pages.tell_unkept(call, form, error)
    if wants_fragment():
        return log_pages.tell_kept(call, form, status=200 if kept.is_done else kept.status)
    if form.version.errors:
        return log_pages.show_both(call, form)
    if not kept.is_done:
        return _refuse(call, form, kept.status)
    done(gettext("What you typed is kept as a draft."))
    return redirect_to("feedback.edit", call_id=call_id)


@bp.post("/calls/<number:call_id>/outcome")
@allow(Access.COACH)
def outcome(call_id: int) -> ResponseReturnValue:
    """Say whether an ended call took place."""
    form = OutcomeForm()
    given = submit(
        form,
        lambda: _end(call_id, form.outcome.data),
    )
    call = _own(call_id)
    if not given.is_done:
        return _refuse(call, FeedbackForm(formdata=None), given.status)
    if call.attendance is not None and call.attendance.coach_missed and call.status is CallStatus.NO_SHOW:
        done(gettext("Saved: you could not make it."))
    elif call.status is CallStatus.NO_SHOW:
        done(gettext("Saved: %(name)s did not come.", name=call.student.name))
    else:
        done(gettext("Saved: the call took place."))
    return _go_on(call, form.from_queue.data)


def _end(call_id: int, outcome: str) -> None:
    if outcome == Finding.COACH_MISSED:
        attendance.admit(actor=actor(), call_id=call_id, now=utc_now())
    else:
        outcomes.record(actor=actor(), call_id=call_id, outcome=CallStatus(outcome), now=utc_now())


def _go_on(call: CallView, from_queue: str | None) -> ResponseReturnValue:
    """Answer when a call is dealt with: the next one of the queue, or that there is none; else the call."""
    if not wants_fragment():
        return redirect_to("feedback.index") if from_queue else redirect_to("calls.show", call_id=call.id)
    following, left = log_pages.find_next(), log_pages.count_left()
    if from_queue and following["waiting"]:
        form = FeedbackForm(formdata=None, from_queue="1")
        call = following["waiting"]
        shown: dict[str, Any] = {"call": call, "form": form, **left}
        return page("feedback/show.html", fragment="feedback_score", beside=log_pages.COUNT, **shown)
    return page("feedback/show.html", fragment="feedback_done", beside=log_pages.COUNT, call=call, **following, **left)


def _refuse(call: CallView, form: FeedbackForm, status: int) -> ResponseReturnValue:
    if call.feedback and form.has_notes:
        return log_pages.show_refused(call, form, status=status)
    shown: dict[str, Any] = {"call": call, "form": form, "is_scoring": True}
    return page("feedback/show.html", fragment="feedback_score", status=status, **shown)


def _own(call_id: int) -> CallView:
    """Return a call of which the reader is the coach. Raises NotFound, WrongRole for its student."""
    call = call_views.get(call_id, reader())
    if call.coach.id != viewer().id:
        raise WrongRole()
    return call
