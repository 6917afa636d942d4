"""Signing in and signing up."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, SelectField

from app.domain.text import NAME_LENGTH
from app.domain.timezones import zone_names
from app.web.forms.fields import line, needed


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
    phone = line(_l("Phone number"), limit=40, validators=[needed()])
    timezone = SelectField(_l("Time zone"), choices=sorted(zone_names()))
    password = PasswordField(_l("Password"), validators=[needed()])
