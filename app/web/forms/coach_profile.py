"""What a coach says of themselves, how they work, and their photo."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from app import formats
from app.domain.profiles import MOST_LANGUAGES, MOST_SUBJECTS, Caller
from app.domain.text import LINE_LENGTH, NAME_LENGTH, NOTE_LENGTH
from app.domain.week import DAY_STARTS
from app.services.coach_profiles import Changes, CoachProfileView
from app.web.forms.fields import line, note

MIDNIGHT, MINUTE = datetime(2000, 1, 1, tzinfo=UTC), timedelta(minutes=1)
# What is offered; another number of minutes, given at the command line, is offered too where it is set.
BUFFERS = (0, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240)
NOTICES = (0, 120, 240, 480, 720, 1440, 2880, 4320, 7 * 1440, 14 * 1440)
LONGEST_AMOUNT = 20


def _day_starts() -> list[SelectChoice]:
    return [
        SelectChoice(value=start // MINUTE, label=formats.clock_time(MIDNIGHT + start, "UTC")) for start in DAY_STARTS
    ]


class CoachProfileForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A coach's whole profile, saved together."""

    headline = line(_l("In one line"), limit=LINE_LENGTH)
    about = note(_l("About you"), limit=NOTE_LENGTH)
    subjects = line(_l("Subjects"), limit=MOST_SUBJECTS * (NAME_LENGTH + 2))
    languages = line(_l("Languages"), limit=MOST_LANGUAGES * 40)
    place = line(_l("Place"), limit=LINE_LENGTH)
    is_online = BooleanField(_l("Online as well"))
    rate = line(_l("Price of a call"), limit=LONGEST_AMOUNT)
    currency = line(_l("Currency"), limit=LONGEST_AMOUNT)
    caller = RadioField(
        _l("Who calls"),
        choices=[
            SelectChoice(value=Caller.COACH.value, label=_l("I call the student")),
            SelectChoice(value=Caller.STUDENT.value, label=_l("The student calls me")),
        ],
    )
    uses_whatsapp = BooleanField(_l("I use WhatsApp"))
    buffer_minutes = SelectField(_l("Free between two calls"), coerce=int)
    notice_minutes = SelectField(_l("Book me at least this long ahead"), coerce=int)
    approves = BooleanField(_l("I confirm each booking myself"))
    day_start_minutes = SelectField(_l("Your week shows each day from"), coerce=int, choices=_day_starts)

    def __init__(self, profile: CoachProfileView, *, programme_notice: timedelta, **settings: Any) -> None:
        super().__init__(
            data={
                **asdict(profile),
                "subjects": ", ".join(profile.subjects),
                "languages": ", ".join(map(formats.language_name, profile.languages)),
                "rate": _amount(profile.rate_cents),
            },
            **settings,
        )
        self.buffer_minutes.choices = _durations(BUFFERS, profile.buffer_minutes, none=gettext("No pause"))
        usual = gettext("As the programme has it: %(duration)s", duration=formats.duration(programme_notice))
        self.notice_minutes.choices = _durations(NOTICES, profile.notice_minutes, none=usual)

    def validate_subjects(self, field: StringField) -> None:
        """Raise ValidationError for a name that is too long."""
        if any(len(name) > NAME_LENGTH for name in _names(field.data)):
            raise ValidationError(gettext("Use at most %(limit)s characters for each.", limit=NAME_LENGTH))

    @property
    def changes(self) -> Changes:
        """Return what is to be said from now on."""
        return Changes(
            headline=self.headline.data,
            about=self.about.data,
            place=self.place.data,
            is_online=self.is_online.data,
            subject_names=_names(self.subjects.data),
            languages=[formats.language_code(name) for name in _names(self.languages.data)],
            rate=(self.rate.data or "").strip(),
            currency=self.currency.data or "",
            uses_whatsapp=self.uses_whatsapp.data,
            caller=Caller(self.caller.data),
            buffer_minutes=self.buffer_minutes.data,
            notice_minutes=self.notice_minutes.data,
            approves=self.approves.data,
            day_start_minutes=self.day_start_minutes.data,
        )


class PhotoForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A picture to be shown as the coach's photo."""

    photo = FileField(_l("Picture"), validators=[FileRequired(_l("Choose a picture."))])


def _names(text: str | None) -> list[str]:
    return [name.strip() for name in (text or "").split(",") if name.strip()]


def _amount(cents: int | None) -> str:
    """Return an amount as `profiles.check_rate` reads it, without hundredths where there are none."""
    if cents is None:
        return ""
    return f"{Decimal(cents) / 100:.0f}" if cents % 100 == 0 else f"{Decimal(cents) / 100:.2f}"


def _durations(offered: Iterable[int], present: int, *, none: Any) -> list[SelectChoice]:
    return [
        SelectChoice(value=minutes, label=formats.duration(minutes * MINUTE) if minutes else none)
        for minutes in sorted({*offered, present})
    ]
