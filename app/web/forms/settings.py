"""What a person may set for themselves."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice

from app.domain.text import NAME_LENGTH
from app.web.forms.fields import line, needed, phone, zone


class SettingsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Name, phone, zone, clock, week and theme, saved together."""

    name = line(_l("Your name"), limit=NAME_LENGTH, validators=[needed()])
    phone = phone()
    timezone = zone()
    hour_cycle = RadioField(
        _l("Clock"),
        choices=[
            SelectChoice(value="", label=_l("As usual in my language")),
            SelectChoice(value="h23", label=_l("24 hours, like 14:00")),
            SelectChoice(value="h12", label=_l("12 hours, like 2:00 PM")),
        ],
    )
    week_start = RadioField(
        _l("Weeks start on"),
        choices=[SelectChoice(value="monday", label=_l("Monday")), SelectChoice(value="sunday", label=_l("Sunday"))],
    )
    shares_steps = BooleanField(_l("Coaches whose call I book see the next steps I agreed with other coaches"))
    enter_sends = BooleanField(_l("Enter sends a message; without it, Ctrl+Enter does"))
    theme = RadioField(
        _l("Colours"),
        choices=[
            SelectChoice(value="", label=_l("As my device has it")),
            SelectChoice(value="light", label=_l("Light")),
            SelectChoice(value="dark", label=_l("Dark")),
        ],
    )


class TimeZoneForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The zone to show times in, and the page to go back to."""

    next = HiddenField()
    timezone = line(_l("Time zone"), limit=60, validators=[needed()])
