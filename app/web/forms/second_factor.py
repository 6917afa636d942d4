"""Codes of an authenticator app and those to recover with, and the password where it is asked for again."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, PasswordField

from app.web.forms.fields import line, needed

LONGEST_CODE = 40


def password_again() -> Field:
    """Return the field of the password of somebody who is signed in."""
    return PasswordField(_l("Your password"), validators=[needed()])


class CodeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The code that the app shows now, and the page to go on to."""

    next = HiddenField()
    code = line(_l("Code"), limit=LONGEST_CODE, validators=[needed()])


class RecoveryForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """One of the codes that were to be kept, and the page to go on to."""

    next = HiddenField()
    code = line(_l("Recovery code"), limit=LONGEST_CODE, validators=[needed()])


class PresentForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The password, from somebody who is signed in."""

    present = password_again()


class TurnOffForm(PresentForm):
    """The password and a code, from the app or to recover with."""

    code = line(_l("Code"), limit=LONGEST_CODE, validators=[needed()])
