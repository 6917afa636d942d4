"""Typed text: what is refused, what is taken away, what stays."""

import unicodedata
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Missing, TooLong, UnreadableText
from app.domain.text import clean, clean_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (None, ""),
        ("", ""),
        ("  a note \n", "a note"),
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("one\u2028two\u2029three\x0bfour\x0cfive\x85six", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("tab\tstays", "tab\tstays"),
        ("bell\x07 escape\x1b[31m delete\x7f", "bell escape[31m delete"),
        ("e\u0301", "é"),
        ("e\x01\u0301", "é"),
        ("safe\u202egpj.exe", "safegpj.exe"),
        ("\u2066isolated\u2069", "isolated"),
        ("שלום\u200f!", "שלום\u200f!"),
        ("👩\u200d🏫 <b>&amp;</b>", "👩\u200d🏫 <b>&amp;</b>"),
    ],
)
def test_text_is_kept_in_one_form_without_what_no_screen_should_show(typed, kept):
    assert clean(typed, field="note", limit=100) == kept


@pytest.mark.parametrize("typed", ["\x00", "a\x00b", "\ud800", "a\udfffb"])
@pytest.mark.parametrize("cleaner", [clean, clean_line])
def test_nul_and_lone_surrogates_are_refused_by_name(cleaner, typed):
    with pytest.raises(UnreadableText) as refused:
        cleaner(typed, field="note", limit=10)
    assert refused.value.field == "note"


def test_text_at_the_limit_is_kept_and_above_it_told_how_long_it_is():
    assert clean("x" * 10, field="note", limit=10) == "x" * 10
    assert clean("e\u0301" * 10, field="note", limit=10) == "é" * 10
    with pytest.raises(TooLong) as refused:
        clean("x" * 11, field="note", limit=10)
    assert refused.value.facts == {"field": "note", "limit": 10, "length": 11}


@pytest.mark.parametrize("typed", ["x" * 100_000, "a" + "\u0300\u0316" * 50_000, "\u202e" * 100_000 + "x" * 5000])
def test_a_hundred_thousand_characters_are_refused_at_once(typed):
    began = process_time()
    with pytest.raises(TooLong):
        clean(typed, field="note", limit=4000)
    assert process_time() - began < 0.5


@pytest.mark.parametrize("typed", [None, "", "   ", "\n\t", "\u200b\u2060", "\u202e", "\u00a0\u3000", "\x07"])
@pytest.mark.parametrize("cleaner", [clean, clean_line])
def test_what_is_required_must_be_seen(cleaner, typed):
    with pytest.raises(Missing) as refused:
        cleaner(typed, field="name", limit=10, required=True)
    assert refused.value.field == "name"


def test_a_line_is_one_line_with_single_spaces():
    assert clean_line(" Room\t4,\r\n second \u2028 floor ", field="place") == "Room 4, second floor"
    assert clean_line("a \x01 b", field="place") == "a b"


@given(st.text(max_size=60))
@pytest.mark.parametrize("cleaner", [clean, clean_line])
def test_cleaning_twice_changes_nothing_more(cleaner, typed):
    try:
        once = cleaner(typed, field="note", limit=1000)
    except UnreadableText:
        return
    assert cleaner(once, field="note", limit=1000) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip()
