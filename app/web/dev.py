"""What only developers see: every component in every state, on one page."""

from datetime import timedelta

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.domain.clock import utc_now
from app.domain.slots import SlotStatus
from app.services.slot_views import SlotView
from app.web.access import Access, allow
from app.web.forms.slots import PublishForm, SeriesForm
from app.web.responses import page

bp = Blueprint("dev", __name__, url_prefix="/dev")


@bp.get("/components")
@allow(Access.PUBLIC)
def components() -> ResponseReturnValue:
    """Show buttons, badges, fields, chips, cards and messages in every state."""
    starts_at = utc_now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    slots = [
        SlotView(
            id=number,
            coach_id=1,
            coach_name=name,
            coach_timezone="Asia/Kolkata",
            starts_at=starts_at + timedelta(days=number),
            ends_at=starts_at + timedelta(days=number, hours=2),
            place="",
            status=SlotStatus.OPEN,
        )
        for number, name in enumerate(("Inês Carvalho", "Wolfeschlegelsteinhausenbergerdorff the Elder"))
    ]
    wrong = PublishForm(formdata=None)
    wrong.on.errors = ["Enter a date, like 2027-03-01."]
    return page("dev/components.html", slots=slots, right=SeriesForm(formdata=None), wrong=wrong)
