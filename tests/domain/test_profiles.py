"""Languages, locales, rates and currencies."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadCurrency, BadLanguage, BadLocale, BadMoney, DomainError, TooManyNames
from app.domain.profiles import check_currency, check_languages, check_locale, check_rate


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("0", 0), ("38", 3800), ("38.5", 3850), ("38.50", 3850), (" 0.01 ", 1), ("100000", 10_000_000)],
)
def test_a_rate_is_kept_in_hundredths(typed, cents):
    assert check_rate(typed) == cents


@pytest.mark.parametrize(
    "typed",
    ["", "-1", "38,50", "38.505", "1e3", "1_000", "٣٨", "NaN", "Infinity", "100000.01", "999999", "1" * 5000, "€38",
     "0e999999", ".5", "5.", "\x00"],
)  # fmt: skip
def test_what_is_no_plain_amount_is_refused(typed):
    with pytest.raises(BadMoney):
        check_rate(typed)


def test_a_currency_is_its_three_letters():
    assert check_currency(" eur") == "EUR"
    for typed in ("", "EU", "EURO", "XQZ", "€", "ßX"):
        with pytest.raises(BadCurrency):
            check_currency(typed)


def test_languages_are_codes_in_lower_case_each_once():
    assert check_languages(["EN", " pt ", "en", "", "yue"]) == ["en", "pt", "yue"]
    assert check_languages([]) == []
    for typed in ("englisch", "xx", "e", "pt_BR"):
        with pytest.raises(BadLanguage):
            check_languages(["en", typed])


def test_languages_are_known_by_their_names_too():
    assert check_languages(["English", " portuguese", "pt", "Irish", "Ga"]) == ["en", "pt", "ga"]


def test_nobody_speaks_all_languages():
    with pytest.raises(TooManyNames):
        check_languages([f"a{letter}" for letter in "abefkmnrvyz"] + [f"b{letter}" for letter in "aegimnors"] + ["en"])


@pytest.mark.parametrize(
    ("typed", "name"), [("en", "en"), ("pt-br", "pt_BR"), ("PT_br", "pt_BR"), ("zh-Hans", "zh_Hans")]
)
def test_a_locale_is_named_as_babel_names_it(typed, name):
    assert check_locale(typed) == name


@pytest.mark.parametrize("typed", ["", "xx", "english", "e" * 1000, "../..", "\x00", "en US", "_"])
def test_what_is_no_locale_is_refused(typed):
    with pytest.raises(BadLocale):
        check_locale(typed)


@given(st.text())
@pytest.mark.parametrize("check", [check_rate, check_currency, check_locale, lambda text: check_languages([text])])
def test_any_text_is_read_or_refused(check, typed):
    with contextlib.suppress(DomainError):
        check(typed)
