"""Writing to each other."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from app.db import LARGEST_NUMBER
from app.domain.chat import MESSAGE_LENGTH
from app.domain.text import REASON_LENGTH
from app.web.forms.fields import ActionForm, note


class MessageForm(ActionForm):
    """A message."""

    body = note(_l("Message"), limit=MESSAGE_LENGTH)


class ReadForm(ActionForm):
    """How far a thread has been read."""

    number = IntegerField(validators=[Optional(), NumberRange(1, LARGEST_NUMBER)])


class BlockForm(ActionForm):
    """End a conversation, or take that back."""


class ReportForm(ActionForm):
    """Ask the programme to look at a conversation."""

    reason = note(_l("What is wrong?"), limit=REASON_LENGTH)
