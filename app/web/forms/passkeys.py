"""What is sent of a passkey: its answer, which a script fills in, and its name."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField

from app.domain.passkeys import NAME_LENGTH
from app.web.forms.fields import line, needed


class PasskeySignInForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The answer of a passkey, and the page to go on to."""

    next = HiddenField()
    credential = HiddenField(_l("Passkey"), validators=[needed()])


class NameForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What a passkey is called."""

    name = line(_l("Name"), limit=NAME_LENGTH, validators=[needed()])


class NewPasskeyForm(NameForm):
    """The answer of a passkey that was just made, and its name."""

    credential = HiddenField(_l("Passkey"), validators=[needed()])
