"""Cancelling and moving a call, undoing that, and saying how it went."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from app.db import LARGEST_NUMBER
from app.domain.feedback import RATINGS
from app.domain.log_version import PARTS, Notes
from app.domain.note_drafts import Window
from app.domain.text import NOTE_LENGTH, REASON_LENGTH
from app.web.forms.fields import ActionForm, needed, note
from app.web.scores import SCORES


class CancelForm(ActionForm):
    """Cancel, as the call stood when the page was shown."""

    version = IntegerField(widget=HiddenField.widget, validators=[Optional()])
    reason = note(_l("Reason"), limit=REASON_LENGTH)


class CoachCancelForm(CancelForm):
    """Cancel a call with a student, who may be offered something instead."""

    offers = BooleanField(_l("Hold up to 3 other times for the student"), default=True)


class ConfirmForm(ActionForm):
    """Confirm a request, as it stood when the page was shown."""

    version = IntegerField(widget=HiddenField.widget, validators=[Optional()])


class DeclineForm(CancelForm):
    """Decline a request."""

    withdraw = BooleanField(_l("Take the time back as well"))


class MoveForm(CancelForm):
    """Move to another slot."""

    slot_id = IntegerField(
        _l("New time"), validators=[needed(), NumberRange(1, LARGEST_NUMBER, _l("Choose one of the times."))]
    )


class OutcomeForm(ActionForm):
    """How an ended call went."""

    from_queue = HiddenField()
    outcome = RadioField(
        _l("How did it end?"),
        choices=[
            SelectChoice(value="completed", label=_l("The call took place")),
            SelectChoice(value="no_show", label=_l("The student did not come")),
            SelectChoice(value="coach_missed", label=_l("I could not make it")),
        ],
        validators=[needed(_l("Choose one."))],
    )


class AttendanceForm(ActionForm):
    """What the student of an ended call says of who came."""

    claim = RadioField(
        _l("Who came?"),
        choices=[
            SelectChoice(value="coach_missed", label=_l("The coach did not come")),
            SelectChoice(value="came", label=_l("I was there")),
            SelectChoice(value="nothing", label=_l("Take it back")),
        ],
        validators=[needed(_l("Choose one."))],
    )


class RestoreForm(ActionForm):
    """Undo a cancellation."""


class FeedbackForm(ActionForm):
    """The coach's log of a call: the score, pressed or kept, and the notes where the page has them."""

    satisfaction = RadioField(
        _l("How satisfied was the student?"),
        choices=[SelectChoice(value=str(rating), label=word) for rating, word in SCORES.items()],
        validate_choice=False,  # the domain judges it
    )
    from_queue = HiddenField()
    # The log as it stood when the page was shown; a score alone needs none.
    version = HiddenField()
    # The notes as the page shows them, or has kept them as a draft; a page from before that was asked has none.
    shown = HiddenField()
    # A name of this form alone, by which its own drafts are known.
    window = HiddenField()
    private_note = note(_l("Notes, only you see them"), limit=NOTE_LENGTH)
    shared_note = note(_l("Note for the student, you both see it"), limit=NOTE_LENGTH)

    next_steps = note(_l("Next steps you agreed, one on each line"), limit=NOTE_LENGTH)
    # Numbers of earlier steps that are done; the service knows which there are.
    done = SelectMultipleField(_l("Done since"), coerce=int, choices=[], validate_choice=False)

    @property
    def notes(self) -> Notes:
        """Return what is written beside the score."""
        return Notes(self.private_note.data or "", self.shared_note.data or "", self.next_steps.data or "")

    @property
    def typed_in(self) -> Window | None:
        """Return the window in which the notes were typed; None if the page does not say."""
        return Window.read(self.window.data, self.shown.data)

    def show(self, notes: Notes) -> None:
        """Put these words into the fields."""
        for part in PARTS:
            self[part].data = getattr(notes, part)

    def rating(self) -> object:
        """Return the chosen rating as a number; what is no rating as it was sent."""
        return {str(rating): rating for rating in RATINGS}.get(self.satisfaction.data, self.satisfaction.data)

    @property
    def has_notes(self) -> bool:
        """Return whether this is the form of the notes, and not a score pressed alone."""
        return bool(self.private_note.raw_data)
