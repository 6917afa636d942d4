"""What lets programs act for a person, and where they are told what happens."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.text import NAME_LENGTH
from app.domain.webhooks import URL_LENGTH, Event
from app.web.forms.fields import ActionForm, line, needed
from app.web.forms.second_factor import password_again

EVENTS = {
    Event.CALL_BOOKED: _l("A call is booked"),
    Event.CALL_REQUESTED: _l("A call is asked for"),
    Event.CALL_CONFIRMED: _l("A call that was asked for is confirmed"),
    Event.CALL_MOVED: _l("A call is moved"),
    Event.CALL_CANCELLED: _l("A call is cancelled"),
    Event.CALL_COMPLETED: _l("A call took place"),
    Event.CALL_NO_SHOW: _l("A call was missed"),
    Event.FEEDBACK_RECORDED: _l("A coach logs how a call went"),
    Event.FEEDBACK_CHANGED: _l("A coach changes what was logged"),
    Event.SLOT_PUBLISHED: _l("You publish a time, as a coach"),
    Event.SLOT_WITHDRAWN: _l("You withdraw a time, as a coach"),
}


class TokenForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A token: what for, what it may, how long, from somebody who knows the password."""

    name = line(_l("What is it for?"), limit=NAME_LENGTH, validators=[needed()])
    scopes = RadioField(
        _l("It may"),
        default="read",
        choices=[
            SelectChoice(value="read", label=_l("read what you can see")),
            SelectChoice(value="write", label=_l("read, book, publish and change, as you")),
        ],
    )
    days = SelectField(
        _l("It ends"),
        coerce=int,
        default=90,
        choices=[
            SelectChoice(value=30, label=_l("after 30 days")),
            SelectChoice(value=90, label=_l("after 90 days")),
            SelectChoice(value=365, label=_l("after a year")),
            SelectChoice(value=0, label=_l("when you revoke it")),
        ],
    )

    # The last field, on the page and where much is wrong.
    present = password_again()

    def expires_at(self, now: datetime) -> datetime | None:
        """Return when the token is to end, or None."""
        return now + timedelta(days=self.days.data) if self.days.data else None


class WebhookForm(ActionForm):
    """Where to tell, and of what."""

    url = line(_l("Address"), limit=URL_LENGTH, validators=[needed()])
    events = SelectMultipleField(
        _l("Tell it when"),
        choices=[SelectChoice(value=event.value, label=words) for event, words in EVENTS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[needed(_l("Choose at least one."))],
    )
