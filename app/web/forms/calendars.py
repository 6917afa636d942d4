"""Connecting one's own calendar."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput

from app.domain.remote_calendars import BusyUse
from app.services.calendar_connections import Connection
from app.web.forms.fields import line, needed


class ConnectForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A calendar server, and who one is there."""

    server = line(_l("Address of the calendar server"), limit=500, validators=[needed()])
    account = line(_l("User name there"), limit=200, validators=[needed()])
    password = PasswordField(_l("Password there"), validators=[needed(), Length(max=500)])

    @property
    def address(self) -> str:
        """Return the address; one without a scheme is meant to be secret."""
        typed = str(self.server.data).strip()
        return typed if "://" in typed else f"https://{typed}"


class ConsentForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What a person brings back from Google."""

    code = HiddenField(validators=[Length(max=2000)])
    state = HiddenField(validators=[Length(max=200)])
    iss = HiddenField(validators=[Length(max=200)])


class ChooseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Which calendar calls are written into, and what the busy times of which are good for."""

    address = RadioField(_l("Write my calls into"), validators=[needed(_l("Choose one."))])
    busy_use = RadioField(
        _l("When I am busy in my own calendar"),
        choices=[
            SelectChoice(value=BusyUse.IGNORE.value, label=_l("Do not look")),
            SelectChoice(value=BusyUse.WARN.value, label=_l("Tell me on my week")),
            SelectChoice(value=BusyUse.CLOSE.value, label=_l("Tell me, and do not offer that time to students")),
        ],
        default=BusyUse.IGNORE.value,
    )
    busy = SelectMultipleField(_l("Calendars to look at"), option_widget=CheckboxInput())

    def __init__(self, *arguments: Any, connection: Connection, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        names = [SelectChoice(value=one.address, label=one.name) for one in connection.calendars]
        self.address.choices = self.busy.choices = names


class DisconnectForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Leave a calendar, and perhaps take the calls out of it."""

    removes = BooleanField(_l("Take my calls out of it"), default=True)
