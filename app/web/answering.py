"""A coach's answers to requests: confirm, or decline with a reason."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain.calls import Role
from app.domain.clock import utc_now
from app.domain.errors import WrongRole
from app.domain.limits import CALLS_PERSON
from app.domain.requests import RequestFacts, check_can_answer
from app.services import answering, call_views
from app.services.call_shapes import CallView
from app.web.access import Access, actor, allow, reader, viewer
from app.web.call_pages import told
from app.web.forms.calls import ConfirmForm, DeclineForm
from app.web.forms.submission import submit
from app.web.pace import at_most
from app.web.responses import done, page, redirect_to

bp = Blueprint("answering", __name__)


@bp.post("/calls/<number:call_id>/confirm")
@allow(Access.COACH)
def confirm(call_id: int) -> ResponseReturnValue:
    """Confirm the request."""
    form = ConfirmForm()
    confirmed = submit(
        form,
        at_most(CALLS_PERSON, lambda: answering.confirm(
            actor=actor(), call_id=call_id, version=form.version.data, key=form.key.data, now=utc_now()
        )),
    )  # fmt: skip
    if confirmed.is_done:
        done(gettext("The call is confirmed."))
    return redirect_to("calls.show", call_id=call_id)


@bp.get("/calls/<number:call_id>/decline")
@allow(Access.COACH)
def ask_decline(call_id: int) -> ResponseReturnValue:
    """Say what declining means, and ask for a reason."""
    call = _request(call_id)
    return page("calls/decline.html", form=DeclineForm(version=call.version), **told(call))


@bp.post("/calls/<number:call_id>/decline")
@allow(Access.COACH)
def decline(call_id: int) -> ResponseReturnValue:
    """Decline the request."""
    form = DeclineForm()
    declined = submit(
        form,
        at_most(CALLS_PERSON, lambda: answering.decline(
            actor=actor(), call_id=call_id, reason=form.reason.data, withdraw=form.withdraw.data,
            version=form.version.data, key=form.key.data, now=utc_now(),
        )),
    )  # fmt: skip
    if not declined.is_done:
        call = call_views.get(call_id, reader())
        return page("calls/decline.html", status=declined.status, form=form, **told(call))
    done(gettext("The request is declined."))
    return redirect_to("calls.show", call_id=call_id)


def _request(call_id: int) -> CallView:
    """Return a request that the reader may still answer, or raise why not."""
    call = call_views.get(call_id, reader())
    if call.coach.id != viewer().id:
        raise WrongRole()
    facts = RequestFacts(
        call.status, call.answer_by, call.confirmed_at, call.student.id, call.cancelled_by_id, call.cancel_reason
    )
    check_can_answer(facts, role=Role.COACH, now=utc_now())
    return call
