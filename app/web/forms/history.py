"""Which past calls a coach looks for."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField
from wtforms.validators import Optional

from app import formats
from app.domain.timezones import to_utc_forward
from app.services.call_shapes import CallFilter
from app.web.forms.fields import WallDateField
from app.web.scores import SCORES, score_text


class HistoryForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Some of the past calls; what is empty asks nothing."""

    class Meta:
        """It reads, so it carries no token."""

        csrf = False

    student = SelectField(_l("Student"), validators=[Optional(strip_whitespace=False)])
    score = SelectField(_l("Score"), validators=[Optional(strip_whitespace=False)])
    first = WallDateField(_l("From"), name="from", validators=[Optional()])
    last = WallDateField(_l("To"), name="to", validators=[Optional()])
    has_note = BooleanField(_l("With a note"), name="note")

    def offer(self, students: Sequence[tuple[int, str]]) -> None:
        """Let the reader choose among these students and the scores."""
        self.student.choices = [("", gettext("Everybody")), *((str(number), name) for number, name in students)]
        self.score.choices = [
            ("", gettext("Any score")),
            *((str(rating), score_text(rating)) for rating in sorted(SCORES, reverse=True)),
        ]

    def where(self, coach_id: int) -> CallFilter:
        """Return the question that was asked; what cannot be read asks nothing."""
        return CallFilter(
            coach_id=coach_id,
            student_id=_number(self.student),
            satisfaction=_number(self.score),
            from_at=_midnight(self.first),
            to_at=_midnight(self.last, days=1),
            has_note=bool(self.has_note.data),
            has_ended=True,
        )

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is asked, so that every past call answers."""
        return not any(field.data for field in self)


def _number(field: SelectField) -> int | None:
    return int(field.data) if field.data and not field.errors else None


def _midnight(field: WallDateField, *, days: int = 0) -> datetime | None:
    if field.data is None or field.errors:
        return None
    try:
        return to_utc_forward(datetime.combine(field.data + timedelta(days=days), time()), formats.zone())
    except OverflowError:
        return None
