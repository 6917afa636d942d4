"""A coach's whole week in one form."""

from datetime import UTC, datetime

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField

from app.domain.timezones import YEARS
from app.web.forms.fields import ActionForm, needed


def _instant(text: str) -> datetime:
    instant = datetime.strptime(text, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    if instant.year not in YEARS:
        raise ValueError(text)
    return instant


class OneWeekForm(ActionForm):
    """A form about one week, and which hours of it are shown."""

    week = HiddenField(validators=[needed()])
    hours = HiddenField()


class WeekForm(OneWeekForm):
    """Every start that the coach wants open, and the week as it was when they chose."""

    version = HiddenField(validators=[needed()])
    slot = SelectMultipleField(_l("Times"), coerce=_instant, validate_choice=False)

    @property
    def wanted(self) -> frozenset[datetime]:
        """Return the chosen starts."""
        return frozenset(self.slot.data or ())


class UndoForm(OneWeekForm):
    """Take the change back that the key stands for."""
