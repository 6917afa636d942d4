"""Looking for coaches and times; the answers stand in the address."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SearchField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app import formats
from app.domain.search import Criteria, TimeOfDay, clean
from app.services.coach_views import TaughtSubject
from app.web.forms.slots import weekdays

MONDAY = date(2001, 1, 1)
TIMES = {
    TimeOfDay.MORNING: _l("Morning"),
    TimeOfDay.AFTERNOON: _l("Afternoon"),
    TimeOfDay.EVENING: _l("Evening"),
    TimeOfDay.NIGHT: _l("Night"),
}


class SearchForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What is looked for. It is shown as it was understood, so nothing in it can be wrong."""

    class Meta:
        """Reading changes nothing and needs no token."""

        csrf = False

    subject = SelectField(_l("Subject"))
    name = SearchField(_l("Coach"))
    time = SelectField(_l("Time of day"))
    day = SelectMultipleField(
        _l("Days"),
        coerce=int,
        choices=weekdays,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, criteria: Criteria, subjects: Sequence[TaughtSubject]) -> None:
        super().__init__(
            formdata=None,
            data={
                "subject": next((known.name for known in subjects if _same(known.name, criteria)), criteria.subject),
                "name": criteria.name,
                "time": criteria.time or "",
                "day": sorted(criteria.weekdays),
            },
        )
        names = [subject.name for subject in subjects]
        if self.subject.data and self.subject.data not in names:
            names.append(self.subject.data)
        self.subject.choices = [("", gettext("Any subject")), *((name, name) for name in names)]
        self.time.choices = [("", gettext("Any time")), *((time.value, time_words(time)) for time in TIMES)]

    @staticmethod
    def short_days() -> dict[int, str]:
        """Return the weekdays in few letters by their ISO numbers, from the reader's first one on."""
        return {number: formats.short_weekday(MONDAY + timedelta(days=number - 1)) for number in formats.weekdays()}


def _same(name: str, criteria: Criteria) -> bool:
    return name.casefold() == criteria.subject.casefold()


def time_words(time: TimeOfDay) -> str:
    """Return a time of day with its hours."""
    return str(gettext("%(name)s, %(hours)s", name=TIMES[time], hours=formats.quarter(time.first_hour)))


def read_criteria() -> Criteria:
    """Return what the address of this request looks for, in the reader's zone."""
    asked = request.args
    return clean(
        subject=asked.get("subject"),
        name=asked.get("name"),
        weekdays=asked.getlist("day"),
        time=asked.get("time"),
        timezone=formats.zone(),
    )
