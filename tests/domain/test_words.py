"""Words as they are looked for."""

import pytest

from app.domain.words import LONGEST, MOST_WANTED, fold, wanted_words, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Inês Carvalho", ["ines", "carvalho"]),
        ("Tomasz Zieliński", ["tomasz", "zielinski"]),
        ("Hye-jin Park", ["hye", "jin", "park"]),
        ("Łukasz Straße", ["lukasz", "strasse"]),
        ('C++, C# & "quotes" o\'clock snake_case', ["c", "quotes", "o", "clock", "snake", "case"]),
        ("maths MATHS Maths", ["maths"]),
        ("㎒ ½", ["mhz", "1", "2"]),
        ("日本語 русский", ["日本語", "русскии"]),
        (" -_* ", []),
    ],
)
def test_a_text_comes_apart_into_plain_words(text, words):
    assert words_of(text) == words


def test_folding_twice_changes_nothing():
    for text in ("Łódź İstanbul Ærø", "㎒ ﬁ Ⅷ"):
        assert fold(fold(text)) == fold(text)


def test_neither_words_nor_searches_grow_without_end():
    assert words_of("x" * 999) == ["x" * LONGEST]
    assert len(wanted_words(" ".join(map(str, range(99))))) == MOST_WANTED
