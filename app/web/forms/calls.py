"""Cancelling and moving a call, and saying how it ended."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField
from wtforms.validators import NumberRange, Optional

from app.domain.text import NOTE_LENGTH
from app.services.calls import REASON_LENGTH
from app.web.forms.fields import ActionForm, needed, note


class CancelForm(ActionForm):
    """Cancel, as the call stood when the page was shown."""

    version = IntegerField(widget=HiddenField.widget, validators=[Optional()])
    reason = note(_l("Reason"), limit=REASON_LENGTH)


class MoveForm(CancelForm):
    """Move to another slot."""

    slot_id = IntegerField(
        _l("New time"), validators=[needed(), NumberRange(1, 2**63 - 1, _l("Choose one of the times."))]
    )


class OutcomeForm(ActionForm):
    """How an ended call went."""

    outcome = RadioField(
        _l("How did it end?"),
        choices=[("completed", _l("The call took place")), ("no_show", _l("The student did not come"))],
        validators=[needed()],
    )


class FeedbackForm(ActionForm):
    """The coach's log of a call."""

    satisfaction = RadioField(
        _l("How satisfied was the student?"),
        choices=[
            ("1", _l("1 Poor")),
            ("2", _l("2 Weak")),
            ("3", _l("3 Fine")),
            ("4", _l("4 Good")),
            ("5", _l("5 Great")),
        ],
        validate_choice=True,
    )
    shared_note = note(_l("Note for the student (you both see it)"), limit=NOTE_LENGTH)
    private_note = note(_l("Private note (only you see it)"), limit=NOTE_LENGTH)
