"""Waiting for a subject, on some days and at some times."""

from collections.abc import Sequence

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.waitlist import Window, clean_window
from app.services.coach_views import TaughtSubject
from app.web.forms.fields import ActionForm, WallDateField, needed
from app.web.forms.search import TIMES, time_words
from app.web.forms.slots import weekdays


class WishForm(ActionForm):
    """What to wait for."""

    subject = SelectField(_l("Subject"), validators=[needed(_l("Choose one."))])
    day = SelectMultipleField(
        _l("Days (optional)"),
        coerce=int,
        choices=weekdays,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    time = SelectMultipleField(
        _l("Times of day (optional)"),
        choices=lambda: [(time.value, time_words(time)) for time in TIMES],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    until_on = WallDateField(_l("Last day (optional)"), validators=[Optional()])

    def __init__(self, subjects: Sequence[TaughtSubject]) -> None:
        asked = request.args
        wanted = asked.get("subject", "").casefold()
        super().__init__(
            data={
                "subject": next((known.name for known in subjects if known.name.casefold() == wanted), ""),
                "day": [int(day) for day in asked.getlist("day") if day.isascii() and day.isdecimal()],
                "time": asked.getlist("time"),
            }
        )
        self.subject.choices = [("", gettext("Choose one")), *((known.name, known.name) for known in subjects)]

    def window(self) -> Window:
        """Return the days and times that were chosen."""
        return clean_window(self.day.data or (), self.time.data or (), self.until_on.data)


class WaitForm(ActionForm):
    """Join, leave or decline, by one press."""
