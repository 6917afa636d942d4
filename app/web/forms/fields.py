"""Fields that say what to type, in our own words."""

from typing import Any

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import Select

from app.domain.contacts import normal_phone
from app.domain.errors import BadPhone
from app.domain.passwords import new_token
from app.domain.timezones import zone_names
from app.problems import describe


class WallDateField(DateField):  # type: ignore[misc]  # WTForms has no types
    """A calendar date."""

    def process_formdata(self, values: list[str]) -> None:
        """Read the date, or say what one looks like."""
        try:
            super().process_formdata(values)
        except ValueError as error:
            raise ValueError(gettext("Enter a date, like 2027-03-01.")) from error

    def _value(self) -> str:
        # Browsers show nothing else in a field for a date.
        return self.data.isoformat() if self.data else ""


class WallTimeField(TimeField):  # type: ignore[misc]  # WTForms has no types
    """A time of day on the wall clock."""

    def process_formdata(self, values: list[str]) -> None:
        """Read the time, or say what one looks like."""
        try:
            super().process_formdata(values)
        except ValueError as error:
            raise ValueError(gettext("Enter a time, like 14:00.")) from error

    def _value(self) -> str:
        # Browsers show nothing else in a field for a time.
        return self.data.isoformat("minutes") if self.data else ""


class _Names(Select):  # type: ignore[misc]  # WTForms has no types
    """Choices whose values are what is read: some hundred of them weigh half."""

    @classmethod
    def render_option(cls, choice: SelectChoice, **kwargs: object) -> Markup:
        chosen = Markup(" selected") if choice.selected else ""
        return Markup("<option{}>{}</option>").format(chosen, choice.value)


class ActionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form that changes something; its key makes copies of one sending count once (case A4)."""

    key = HiddenField(default=new_token)


def needed(told: Any = None) -> Any:
    """Return the demand that a field is filled in, with what is told when it is not."""
    return InputRequired(told or _l("Fill this in."))


def phone() -> Any:
    """Return a field for a number that can be dialled."""
    return line(_l("Phone number"), limit=40, validators=[needed(), _check_phone])


def _check_phone(_form: FlaskForm, field: StringField) -> None:
    # Judged with the form, so that whatever else is wrong in it is told at once.
    try:
        normal_phone(field.data, region=current_app.config["COACHBOOK"].phone_region)
    except BadPhone as error:
        raise ValidationError(describe(error).sentence) from error


def zone() -> Any:
    """Return a field for one of the time zones that there are."""
    return SelectField(_l("Time zone"), choices=sorted(zone_names()), widget=_Names())


def note(label: Any, *, limit: int) -> Any:
    """Return a field for some lines of text."""
    too_long = _l("Use at most %(limit)s characters.", limit=limit)
    return TextAreaField(label, validators=[Length(max=limit, message=too_long)])


def line(label: Any, *, limit: int, **settings: Any) -> Any:
    """Return a field for one line of text."""
    too_long = _l("Use at most %(limit)s characters.", limit=limit)
    return StringField(
        label, validators=[*settings.pop("validators", []), Length(max=limit, message=too_long)], **settings
    )
