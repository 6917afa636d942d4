"""What a coach may say of themselves: languages, a rate and its currency."""

import re
from collections.abc import Iterable
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.numbers import list_currencies

from app.domain.errors import BadCurrency, BadLocale, BadMoney

HIGHEST_RATE = Decimal(100_000)


def check_languages(codes: Iterable[str]) -> list[str]:
    """Return ISO 639 codes in lower case, each once. Raises BadLocale for one that names no language."""
    known = Locale("en").languages
    found = dict.fromkeys(code.strip().lower() for code in codes if code.strip())
    for code in found:
        if code not in known or not 2 <= len(code) <= 3:
            raise BadLocale(given=code)
    return list(found)


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
