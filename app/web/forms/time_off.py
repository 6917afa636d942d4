"""Taking time off, and being ill."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional

from app.domain.text import REASON_LENGTH
from app.web.forms.fields import ActionForm, WallDateField, WallTimeField, needed, note


class IllForm(ActionForm):
    """Cancel everything from one day to another, both included."""

    first_day = WallDateField(_l("First day"), validators=[needed()])
    last_day = WallDateField(_l("Last day"), validators=[needed()])
    reason = note(_l("Reason"), limit=REASON_LENGTH)


class TimeOffForm(IllForm):
    """A stretch of days, perhaps from and until a time."""

    from_time = WallTimeField(_l("From (optional)"), validators=[Optional()])
    until_time = WallTimeField(_l("Until (optional)"), validators=[Optional()])


class RemoveForm(ActionForm):
    """Come back."""
