"""Booking, publishing and withdrawing slots."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from app import formats
from app.domain.series import WeeklyPattern
from app.domain.text import LINE_LENGTH, NOTE_LENGTH, REASON_LENGTH
from app.web.forms.fields import ActionForm, WallDateField, WallTimeField, line, needed, note

WEEKDAYS = (
    SelectChoice(value=1, label=_l("Monday")),
    SelectChoice(value=2, label=_l("Tuesday")),
    SelectChoice(value=3, label=_l("Wednesday")),
    SelectChoice(value=4, label=_l("Thursday")),
    SelectChoice(value=5, label=_l("Friday")),
    SelectChoice(value=6, label=_l("Saturday")),
    SelectChoice(value=7, label=_l("Sunday")),
)


def weekdays() -> list[SelectChoice]:
    """Return the days to choose from, beginning with the reader's first one."""
    return [WEEKDAYS[number - 1] for number in formats.weekdays()]


class BookForm(ActionForm):
    """Book this slot, with something for the coach to know."""

    note = note(_l("What should your coach know? (optional)"), limit=NOTE_LENGTH)


class PublishForm(ActionForm):
    """One slot, on the coach's own wall clock."""

    on = WallDateField(_l("Day"), validators=[needed()])
    starts_at = WallTimeField(_l("Start"), validators=[needed()])
    place = line(_l("Place (optional)"), limit=LINE_LENGTH)

    @property
    def wall_time(self) -> datetime:
        """Return the start that was chosen, without a zone."""
        return datetime.combine(self.on.data, self.starts_at.data)


class SeriesForm(ActionForm):
    """The same time on some weekdays, from one day to another."""

    weekdays = SelectMultipleField(
        _l("Weekdays"),
        coerce=int,
        choices=weekdays,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[needed(_l("Choose at least one."))],
    )
    at = WallTimeField(_l("Start"), validators=[needed()])
    first_on = WallDateField(_l("First day"), validators=[needed()])
    until = WallDateField(_l("Last day"), validators=[needed()])
    place = line(_l("Place (optional)"), limit=LINE_LENGTH)

    def pattern(self) -> WeeklyPattern:
        """Return the pattern that was chosen. Raises UntilBeforeFrom, SeriesTooLong."""
        return WeeklyPattern(frozenset(self.weekdays.data), self.at.data, self.first_on.data, self.until.data)


class WithdrawForm(ActionForm):
    """Take a slot back, with a reason if that cancels a call."""

    reason = note(_l("Reason"), limit=REASON_LENGTH)
