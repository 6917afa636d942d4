"""Taking one's data along, and leaving for good."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from app.web.forms.fields import line, needed


class FileForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Which kind of file is wanted; each has a button of its own."""

    form = SelectField(
        _l("Kind of file"),
        choices=[
            SelectChoice(value="csv", label=_l("Tables (CSV)")),
            SelectChoice(value="json", label=_l("One document (JSON)")),
        ],
    )


class EraseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The address, so that nobody does it by a slip of the hand, and the password, so that nobody else does."""

    email = line(_l("Your e-mail address"), limit=254, validators=[needed()])
    present = PasswordField(_l("Password"), validators=[needed()])

    def __init__(self, *arguments: Any, own_email: str, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.own_email = own_email

    def validate_email(self, field: StringField) -> None:
        """Raise ValidationError unless it is the account's own address."""
        if field.data.strip().lower() != self.own_email:
            raise ValidationError(gettext("Type the address you sign in with."))
