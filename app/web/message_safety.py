"""Wanting no more of a conversation, and asking the programme to look at it."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain.clock import utc_now
from app.services import conversation_views, conversations
from app.web.access import Access, actor, allow, viewer
from app.web.forms.messages import BlockForm, ReportForm
from app.web.forms.submission import submit
from app.web.responses import done, page, redirect_to

bp = Blueprint("message_safety", __name__, url_prefix="/messages")


@bp.post("/<number:conversation_id>/block")
@allow(Access.SIGNED_IN)
def block(conversation_id: int) -> ResponseReturnValue:
    """End the conversation: nobody writes there any more."""
    return _set_blocked(conversation_id, is_blocked=True)


@bp.post("/<number:conversation_id>/unblock")
@allow(Access.SIGNED_IN)
def unblock(conversation_id: int) -> ResponseReturnValue:
    """Take the end back."""
    return _set_blocked(conversation_id, is_blocked=False)


@bp.get("/<number:conversation_id>/report")
@allow(Access.SIGNED_IN)
def ask_report(conversation_id: int) -> ResponseReturnValue:
    """Ask what is wrong."""
    return _report_page(conversation_id, ReportForm(formdata=None))


@bp.post("/<number:conversation_id>/report")
@allow(Access.SIGNED_IN)
def report(conversation_id: int) -> ResponseReturnValue:
    """Tell the programme."""
    form = ReportForm()
    reported = submit(
        form,
        lambda: conversations.report(
            actor=actor(), conversation_id=conversation_id, reason=form.reason.data, now=utc_now()
        ),
    )
    if not reported.is_done:
        return _report_page(conversation_id, form, status=reported.status)
    done(gettext("The programme has been told. It may now read this conversation."))
    return redirect_to("messages.show", conversation_id=conversation_id)


def _set_blocked(conversation_id: int, *, is_blocked: bool) -> ResponseReturnValue:
    form = BlockForm()
    if submit(
        form,
        lambda: conversations.set_blocked(
            actor=actor(), conversation_id=conversation_id, is_blocked=is_blocked, now=utc_now()
        ),
    ).is_done:
        ended, begun = gettext("Nobody can write here any more."), gettext("You can write to each other again.")
        done(ended if is_blocked else begun)
    return redirect_to("messages.show", conversation_id=conversation_id)


def _report_page(conversation_id: int, form: ReportForm, *, status: int = 200) -> ResponseReturnValue:
    thread = conversation_views.get(conversation_id, viewer().id)
    return page("messages/report.html", status=status, thread=thread, form=form)
