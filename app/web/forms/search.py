"""Looking for coaches and times; the answers stand in the address."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

from flask import request
from flask_babel import format_decimal, gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SearchField, SelectField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from app import formats
from app.domain.errors import BadMoney
from app.domain.profiles import check_rate
from app.domain.search import RATINGS, Criteria, Sort, TimeOfDay, clean
from app.services.coach_views import Offered
from app.web.forms.slots import weekdays

MONDAY = date(2001, 1, 1)
TIMES = {
    TimeOfDay.MORNING: _l("Morning"),
    TimeOfDay.AFTERNOON: _l("Afternoon"),
    TimeOfDay.EVENING: _l("Evening"),
    TimeOfDay.NIGHT: _l("Night"),
}


class SearchForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What is looked for, as it was understood; a price can be wrong, and narrows nothing then."""

    class Meta:
        """Reading changes nothing and needs no token."""

        csrf = False

    q = SearchField(_l("What do you want to work on?"))
    language = SelectField(_l("Language"))
    time = SelectField(_l("Time of day"))
    subject = SelectField(_l("Subject"))
    place = StringField(_l("Place"))
    online = BooleanField(_l("Online"))
    price = StringField(_l("Price per call up to"))
    currency = SelectField(_l("Currency"))
    rating = SelectField(_l("Rating"))
    week = BooleanField(_l("Free this week"))
    sort = HiddenField()
    day = SelectMultipleField(
        _l("Days"),
        coerce=int,
        choices=weekdays,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, criteria: Criteria, typed: str, offered: Offered) -> None:
        super().__init__(
            formdata=None,
            data={
                "q": criteria.words,
                "language": criteria.language,
                "time": criteria.time or "",
                "subject": _as_taught(criteria.subject, offered),
                "place": criteria.place,
                "online": criteria.is_online,
                "price": typed,
                "currency": criteria.currency,
                "rating": next((said for said, rating in RATINGS.items() if rating == criteria.rating), ""),
                "week": criteria.is_this_week,
                "sort": "" if criteria.sort is Sort.SOONEST else criteria.sort.value,
                "day": sorted(criteria.weekdays),
            },
        )
        if typed and criteria.price is None:
            self.price.errors = [gettext("Write a number like 40 or 37.50.")]
        self.subject.choices = _choices(
            gettext("Any subject"), [(subject.name, subject.name) for subject in offered.subjects], self.subject.data
        )
        self.language.choices = _choices(
            gettext("Any language"),
            sorted(((code, formats.language_name(code)) for code in offered.languages), key=lambda choice: choice[1]),
            self.language.data,
        )
        self._name_currencies(offered.currencies)
        self.rating.choices = [
            ("", gettext("Any rating")),
            *(
                (said, gettext("From %(rating)s", rating=format_decimal(at, format="0.0")))
                for said, at in RATINGS.items()
            ),
        ]
        self.time.choices = [("", gettext("Any time")), *((time.value, time_words(time)) for time in TIMES)]

    def _name_currencies(self, known: Sequence[str]) -> None:
        self.currency.choices = [(code, formats.currency_name(code)) for code in known]
        if len(known) == 1:
            self.price.label.text = gettext("Price per call up to, in %(currency)s", currency=known[0])

    @property
    def narrows_more(self) -> bool:
        """Return whether one of the filters is in use that stand behind the others."""
        more = (self.subject, self.place, self.online, self.price, self.rating, self.week, self.day)
        return any(field.data for field in more)

    @staticmethod
    def short_days() -> dict[int, str]:
        """Return the weekdays in few letters by their ISO numbers, from the reader's first one on."""
        return {number: formats.short_weekday(MONDAY + timedelta(days=number - 1)) for number in formats.weekdays()}


class Search:
    """What this request looks for, and its form, which is made only if it is not remembered as it is."""

    def __init__(self, criteria: Criteria, offered: Offered) -> None:
        typed = request.args.get("price", "").strip()
        # All that decides how the form looks.
        self.said = (criteria, typed, offered)
        self.is_refused = bool(typed) and criteria.price is None

    @cached_property
    def form(self) -> SearchForm:
        """Return the form with what is looked for."""
        return SearchForm(*self.said)


def _choices(anything: str, known: Sequence[tuple[str, str]], chosen: str) -> list[tuple[str, str]]:
    """Return what may be chosen, and what is although nobody offers it."""
    more = [] if not chosen or chosen in dict(known) else [(chosen, chosen)]
    return [("", anything), *known, *more]


def _as_taught(name: str, offered: Offered) -> str:
    return next((known.name for known in offered.subjects if known.name.casefold() == name.casefold()), name)


def time_words(time: TimeOfDay) -> str:
    """Return a time of day with its hours."""
    return str(gettext("%(name)s, %(hours)s", name=TIMES[time], hours=formats.quarter(time.first_hour)))


def price_text(price: int) -> str:
    """Return a price as it is typed."""
    return f"{price // 100}" if price % 100 == 0 else f"{price / 100:.2f}"


def read_criteria(offered: Offered) -> Criteria:
    """Return what the address of this request looks for, in the reader's zone and a currency that some coach takes."""
    read = clean(request.args, weekdays=request.args.getlist("day"), price=_read_price(), timezone=formats.zone())
    known = offered.currencies
    return read if read.currency in known else replace(read, currency=known[0] if known else "")


def _read_price() -> int | None:
    try:
        return check_rate(request.args.get("price", "").replace(",", "."))
    except BadMoney:
        return None
