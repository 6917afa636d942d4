"""A weekly rule as its coach writes it."""

from datetime import time

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.text import LINE_LENGTH
from app.domain.weekly_rules import MOST_TIMES, MOST_WEEKS, USUAL_WEEKS, WeeklyRule
from app.web.forms.fields import ActionForm, WallDateField, WallTimeField, line, needed
from app.web.forms.slots import weekdays


class RuleForm(ActionForm):
    """Weekdays, starts, from when until when, and how far ahead."""

    # The rule that is changed, for the preview.
    rule_id = HiddenField(filters=[lambda number: number if number and number.isascii() and number.isdigit() else ""])
    weekdays = SelectMultipleField(
        _l("Weekdays"),
        coerce=int,
        choices=weekdays,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[needed(_l("Choose at least one."))],
    )
    at_1 = WallTimeField(_l("Start"), validators=[needed()])
    at_2, at_3, at_4, at_5, at_6, at_7, at_8 = (
        WallTimeField(_l("Another start"), validators=[Optional()]) for _ in range(MOST_TIMES - 1)
    )
    first_on = WallDateField(_l("From"), validators=[needed()])
    until = WallDateField(_l("Until (optional)"), validators=[Optional()])
    weeks_ahead = IntegerField(
        _l("Open slots this many weeks ahead"),
        default=USUAL_WEEKS,
        validators=[
            InputRequired(_l("Enter a number of weeks.")),
            NumberRange(1, MOST_WEEKS, _l("Choose from 1 to %(most)s weeks.", most=MOST_WEEKS)),
        ],
    )
    place = line(_l("Place (optional)"), limit=LINE_LENGTH)

    @property
    def starts(self) -> list[WallTimeField]:
        """Return the fields of the starts."""
        return [self[f"at_{number}"] for number in range(1, MOST_TIMES + 1)]

    def fill(self, rule: WeeklyRule, rule_id: int) -> None:
        """Show a rule as it is."""
        self.rule_id.data = str(rule_id)
        self.weekdays.data = sorted(rule.weekdays)
        for field, at in zip(self.starts, rule.times, strict=False):
            field.data = at
        self.first_on.data, self.until.data = rule.first_on, rule.last_on
        self.weeks_ahead.data, self.place.data = rule.weeks_ahead, rule.place

    def rule(self, timezone: str) -> WeeklyRule:
        """Return the rule that was written, on the clock of a zone. Raises UntilBeforeFrom."""
        times: tuple[time, ...] = tuple(field.data for field in self.starts if field.data)
        return WeeklyRule(
            frozenset(self.weekdays.data),
            times,
            timezone,
            self.first_on.data,
            self.until.data,
            self.weeks_ahead.data,
            self.place.data or "",
        )

    def title(self) -> str:
        """Return what the form does."""
        return str(gettext("Change this rule") if self.rule_id.data else gettext("Add a rule"))
