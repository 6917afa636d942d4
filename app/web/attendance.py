"""What a student says of who came to a call that has ended."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain.attendance import Claim
from app.domain.clock import utc_now
from app.domain.errors import Missing, WrongRole
from app.domain.limits import CALLS_PERSON
from app.services import attendance, call_views
from app.web.access import Access, actor, allow, reader, viewer
from app.web.forms.calls import AttendanceForm
from app.web.forms.submission import submit
from app.web.pace import at_most
from app.web.responses import done, redirect_to

bp = Blueprint("attendance", __name__)


@bp.post("/calls/<number:call_id>/attendance")
@allow(Access.SIGNED_IN)
def say(call_id: int) -> ResponseReturnValue:
    """Write down what was pressed, and show the call."""
    if call_views.get(call_id, reader()).student.id != viewer().id:
        raise WrongRole()
    form = AttendanceForm()

    def work() -> None:
        claim = Claim(form.claim.data) if form.claim.data in set(Claim) else None
        attendance.say(actor=actor(), call_id=call_id, claim=claim, now=utc_now())

    if not submit(form, at_most(CALLS_PERSON, work)).is_done:
        raise Missing("claim")
    done(gettext("Saved.") if form.claim.data in set(Claim) else gettext("Taken back."))
    return redirect_to("calls.show", call_id=call_id, _anchor="attendance")
