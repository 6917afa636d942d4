"""Cancelling and moving a call, and saying how it ended."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from app.domain.feedback import RATINGS
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
        choices=[
            SelectChoice(value="completed", label=_l("The call took place")),
            SelectChoice(value="no_show", label=_l("The student did not come")),
        ],
        validators=[needed()],
    )


class FeedbackForm(ActionForm):
    """The coach's log of a call."""

    satisfaction = RadioField(
        _l("How satisfied was the student?"),
        choices=[
            SelectChoice(value="1", label=_l("1 Poor")),
            SelectChoice(value="2", label=_l("2 Weak")),
            SelectChoice(value="3", label=_l("3 Fine")),
            SelectChoice(value="4", label=_l("4 Good")),
            SelectChoice(value="5", label=_l("5 Great")),
        ],
        validate_choice=False,  # the domain judges it
    )
    shared_note = note(_l("Note for the student (you both see it)"), limit=NOTE_LENGTH)
    private_note = note(_l("Private note (only you see it)"), limit=NOTE_LENGTH)

    def rating(self) -> object:
        """Return the chosen rating as a number; what is no rating as it was sent."""
        return {str(rating): rating for rating in RATINGS}.get(self.satisfaction.data, self.satisfaction.data)
