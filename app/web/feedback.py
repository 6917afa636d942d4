"""The coach's log of calls: those that wait for a score, one after the other, and each call's own."""

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain.attendance import Finding
from app.domain.calls import CallFacts, CallStatus
from app.domain.clock import utc_now
from app.domain.errors import WrongRole
from app.domain.feedback import check_can_record
from app.domain.limits import DRAFTS_PERSON
from app.services import attendance, call_logs, call_views, next_steps, outcomes
from app.services import feedback as log
from app.services.call_shapes import CallView
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
    return page("feedback/index.html", waiting=waiting, form=form, **_left())


@bp.get("/calls/<number:call_id>/feedback")
@allow(Access.COACH)
def edit(call_id: int) -> ResponseReturnValue:
    """Show the log of an ended call: five scores to press, or the one given and its notes.

    `?edit=1` offers the scores again; `?score=` points at one, as a link in a mail does, and saves nothing (case D1).
    """
    call = _own(call_id)
    check_can_record(CallFacts(call.status, call.starts_at, call.ends_at), now=utc_now())
    form = _filled(call, request.args.get("queue"))
    if call.feedback is None or "edit" in request.args:
        return page("feedback/show.html", fragment="feedback_score", call=call, form=form, is_scoring=True)
    return page("feedback/show.html", fragment="feedback_notes", call=call, form=form, **_notes(call))


@bp.post("/calls/<number:call_id>/feedback")
@allow(Access.COACH)
def record(call_id: int) -> ResponseReturnValue:
    """Save the score that was pressed, or the notes; show what comes next."""
    call = _own(call_id)
    form = FeedbackForm()
    has_notes = form.has_notes
    recorded = submit(form, lambda: _save(call_id, form))
    if not recorded.is_done:
        return _refuse(call, form, recorded.status)
    if has_notes:
        done(gettext("The notes are saved."))
        return _go_on(call, form.from_queue.data)
    done(gettext("Saved: %(score)s.", score=score_text(int(form.satisfaction.data))))
    if not wants_fragment():
        return redirect_to("feedback.edit", call_id=call_id, queue=form.from_queue.data or None)
    call = _own(call_id)
    form = _filled(call, form.from_queue.data)
    return page("feedback/show.html", fragment="feedback_notes", call=call, form=form, **_notes(call))


def _save(call_id: int, form: FeedbackForm) -> None:
    who, score, now = actor(), form.rating(), utc_now()
    if form.has_notes:
        steps = frozenset(form.done.data or ())
        call_logs.save(actor=who, call_id=call_id, satisfaction=score, notes=form.notes, done=steps, now=now)
    else:
        log.record(actor=who, call_id=call_id, satisfaction=score, now=now)


@bp.post("/calls/<number:call_id>/feedback/draft")
@allow(Access.COACH)
def keep_draft(call_id: int) -> ResponseReturnValue:
    """Keep the notes as they are typed; a browser without JavaScript presses a button for that."""
    call, form = _own(call_id), FeedbackForm()
    kept = submit(
        form,
        at_most(
            DRAFTS_PERSON,
            lambda: call_logs.keep_draft(actor=actor(), call_id=call_id, notes=form.notes, now=utc_now()),
        ),
    )
    if wants_fragment():
        draft = call_logs.find_draft(call_id)
        return page("feedback/show.html", fragment="feedback_draft", status=kept.status if form.errors else 200,
                    call=call, form=form, draft=draft)  # fmt: skip
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


def _filled(call: CallView, from_queue: str | None) -> FeedbackForm:
    """Return the form with the draft, else with what was logged; before that, with the score the address points at."""
    draft = call_logs.find_draft(call.id)
    notes = draft.notes if draft else call_logs.find_saved(call.id)
    return FeedbackForm(
        formdata=None,
        satisfaction=str(call.feedback.satisfaction) if call.feedback else request.args.get("score"),
        private_note=notes.private_note,
        shared_note=notes.shared_note,
        next_steps=notes.next_steps,
        from_queue=from_queue,
    )


def _go_on(call: CallView, from_queue: str | None) -> ResponseReturnValue:
    """Answer when a call is dealt with: the next one of the queue, or that there is none; else the call."""
    if not wants_fragment():
        return redirect_to("feedback.index") if from_queue else redirect_to("calls.show", call_id=call.id)
    following = _next()
    if from_queue and following["waiting"]:
        form = FeedbackForm(formdata=None, from_queue="1")
        call = following["waiting"]
        return page("feedback/show.html", fragment="feedback_score", call=call, form=form, **_left())
    return page("feedback/show.html", fragment="feedback_done", call=call, **following)


def _refuse(call: CallView, form: FeedbackForm, status: int) -> ResponseReturnValue:
    if call.feedback and form.has_notes:
        form.satisfaction.data = str(call.feedback.satisfaction)
        return page("feedback/show.html", fragment="feedback_notes", status=status, call=call, form=form,
                    **_notes(call))  # fmt: skip
    shown: dict[str, Any] = {"call": call, "form": form, "is_scoring": True}
    return page("feedback/show.html", fragment="feedback_score", status=status, **shown)


def _next() -> dict[str, Any]:
    return {"waiting": next(iter(call_views.list_waiting(reader(), limit=1).items), None)}


def _notes(call: CallView) -> dict[str, Any]:
    """Return what stands around the notes: earlier steps to tick off, whether this is a draft, what comes next."""
    steps = [step for step in next_steps.list_for_call(call, reader()) if step.call_id != call.id]
    return {
        "ours": [step for step in steps if step.coach_id == call.coach.id],
        "theirs": [step for step in steps if step.coach_id != call.coach.id],
        "draft": call_logs.find_draft(call.id),
        **_next(),
    }


def _left() -> dict[str, Any]:
    return {"left": call_views.count_waiting(reader())}


def _own(call_id: int) -> CallView:
    """Return a call of which the reader is the coach. Raises NotFound, WrongRole for its student."""
    call = call_views.get(call_id, reader())
    if call.coach.id != viewer().id:
        raise WrongRole()
    return call
