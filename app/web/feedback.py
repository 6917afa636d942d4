"""The coach's log of a call."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain.calls import CallFacts
from app.domain.clock import utc_now
from app.domain.errors import WrongRole
from app.domain.feedback import check_can_record
from app.services import call_views
from app.services import feedback as log
from app.services.call_views import CallView
from app.web.access import Access, actor, allow, reader, viewer
from app.web.forms.calls import FeedbackForm
from app.web.forms.submission import submit
from app.web.responses import done, page, redirect_to, wants_fragment

bp = Blueprint("feedback", __name__)


@bp.get("/calls/<number:call_id>/feedback")
@allow(Access.COACH)
def edit(call_id: int) -> ResponseReturnValue:
    """Show the log of an ended call, to fill in or to change."""
    call = _own(call_id)
    check_can_record(CallFacts(call.status, call.starts_at, call.ends_at), now=utc_now())
    logged = call.feedback
    form = FeedbackForm(
        satisfaction=str(logged.satisfaction) if logged else None,
        shared_note=logged.shared_note if logged else "",
        private_note=logged.private_note if logged else "",
    )
    return page("feedback/edit.html", fragment="feedback_form", call=call, form=form)


@bp.post("/calls/<number:call_id>/feedback")
@allow(Access.COACH)
def record(call_id: int) -> ResponseReturnValue:
    """Record the feedback, or change it."""
    call = _own(call_id)
    form = FeedbackForm()
    recorded = submit(
        form,
        lambda: log.record(
            actor=actor(), call_id=call_id, satisfaction=form.rating(),
            shared_note=form.shared_note.data, private_note=form.private_note.data, now=utc_now(),
        ),
    )  # fmt: skip
    if not recorded.is_done:
        return page("feedback/edit.html", fragment="feedback_form", status=recorded.status, call=call, form=form)
    done(gettext("Saved."))
    if wants_fragment():
        return page("feedback/edit.html", fragment="feedback_saved", call=_own(call_id))
    return redirect_to("calls.show", call_id=call_id)


def _own(call_id: int) -> CallView:
    """Return a call of which the reader is the coach. Raises NotFound, WrongRole for its student."""
    call = call_views.get(call_id, reader())
    if call.coach.id != viewer().id:
        raise WrongRole()
    return call
