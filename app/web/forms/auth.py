"""Signing in and up, and what people ask of their mail."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField

from app.domain.text import NAME_LENGTH
from app.web.forms.fields import line, needed, phone, zone


class LoginForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Address and password, and the page to go on to."""

    next = HiddenField()
    email = line(_l("E-mail address"), limit=254, validators=[needed()])
    password = PasswordField(_l("Password"), validators=[needed()])


class RegisterForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What an account needs."""

    next = HiddenField()
    name = line(_l("Your name"), limit=NAME_LENGTH, validators=[needed()])
    email = line(_l("E-mail address"), limit=254, validators=[needed()])
    phone = phone()
    timezone = zone()
    password = PasswordField(_l("Password"), validators=[needed()])


class AddressForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The address to write to."""

    next = HiddenField()
    email = line(_l("E-mail address"), limit=254, validators=[needed()])


class LinkForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The button behind a link from a mail: whoever only opens links changes nothing (case D1)."""

    next = HiddenField()


class NewPasswordForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A password to use from now on."""

    password = PasswordField(_l("New password"), validators=[needed()])


class ChangePasswordForm(NewPasswordForm):
    """A new password, from somebody who knows the present one."""

    present = PasswordField(_l("Present password"), validators=[needed()])


class ChangeAddressForm(AddressForm):
    """A new address, from somebody who knows the password."""

    email = line(_l("New e-mail address"), limit=254, validators=[needed()])
    present = PasswordField(_l("Present password"), validators=[needed()])
