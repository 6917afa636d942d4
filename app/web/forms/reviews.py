"""What a student says of a call, and what the coach answers."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.fields.choices import SelectChoice

from app.domain.feedback import RATINGS
from app.domain.text import NOTE_LENGTH
from app.web.forms.fields import ActionForm, note
from app.web.scores import SCORES


class ReviewForm(ActionForm):
    """The student's rating and words."""

    rating = RadioField(
        _l("How was the call?"),
        choices=[SelectChoice(value=str(rating), label=word) for rating, word in SCORES.items()],
        validate_choice=False,  # the domain judges it
    )
    comment = note(_l("What would you tell others?"), limit=NOTE_LENGTH)
    shows_first_name = BooleanField(_l("Show my first name"))

    def chosen(self) -> object:
        """Return the chosen rating as a number; what is no rating as it was sent."""
        return {str(rating): rating for rating in RATINGS}.get(self.rating.data, self.rating.data)


class ReplyForm(ActionForm):
    """The coach's public answer."""

    reply = note(_l("Your answer, everybody can read it"), limit=NOTE_LENGTH)
