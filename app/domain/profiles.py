"""What people may say of themselves: languages, a rate and its currency, a country, how a coach works."""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.numbers import list_currencies

from app.domain.errors import BadCurrency, BadLanguage, BadLocale, BadMinutes, BadMoney, TooManyNames

HIGHEST_RATE = Decimal(100_000)
# More of them is no profile but a list to be found by.
MOST_SUBJECTS, MOST_LANGUAGES = 20, 20


class Caller(StrEnum):
    """Who rings whom when a call begins."""

    COACH = "coach"
    STUDENT = "student"


def check_languages(names: Iterable[str]) -> list[str]:
    """Return the ISO 639 codes of languages, given by codes or by English names, each once.

    Raises BadLanguage for what names no language, TooManyNames.
    """
    found = list(dict.fromkeys(_language(name.strip().lower()) for name in names if name.strip()))
    if len(found) > MOST_LANGUAGES:
        raise TooManyNames("languages", limit=MOST_LANGUAGES)
    return found


def _language(name: str) -> str:
    codes = _language_codes()
    if name not in codes:
        raise BadLanguage(given=name)
    return codes[name]


@cache
def _language_codes() -> dict[str, str]:
    """Return every language's code by its English name and by itself."""
    known = {code: name for code, name in Locale("en").languages.items() if 2 <= len(code) <= 3}
    return {name.lower(): code for code, name in known.items()} | {code: code for code in known}


def check_subjects(names: Sequence[str]) -> Sequence[str]:
    """Return the names of subjects if they are not too many. Raises TooManyNames."""
    if len(names) > MOST_SUBJECTS:
        raise TooManyNames("subjects", limit=MOST_SUBJECTS)
    return names


def check_minutes(minutes: int, *, field: str, most: timedelta) -> int:
    """Return whole minutes from none to `most`. Raises BadMinutes."""
    if not 0 <= minutes <= most // timedelta(minutes=1):
        raise BadMinutes(field, most=most)
    return minutes


def check_locale(name: str) -> str:
    """Return a locale's name as Babel writes it, like pt_BR. Raises BadLocale."""
    try:
        return str(Locale.parse(name.replace("-", "_")))
    except (ValueError, UnknownLocaleError) as error:
        raise BadLocale(given=name) from error


def check_rate(amount: str) -> int:
    """Return an amount like 38 or 38.50 in hundredths. Raises BadMoney."""
    amount = amount.strip()
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,2})?", amount) or Decimal(amount) > HIGHEST_RATE:
        raise BadMoney(given=amount)
    return int(Decimal(amount) * 100)


def check_currency(code: str) -> str:
    """Return an ISO 4217 code in upper case. Raises BadCurrency."""
    code = code.strip().upper()
    if code not in list_currencies():
        raise BadCurrency(given=code)
    return code
