"""What a person looks for."""

import pytest

from app.domain.search import ANYTHING, Criteria, TimeOfDay, clean, fold, is_named


def cleaned(**said):
    return clean(**{"subject": None, "name": None, "weekdays": [], "time": None, "timezone": "UTC", **said})


def test_what_no_form_would_send_is_left_out():
    assert cleaned() == ANYTHING
    assert cleaned(weekdays=["0", "8", "x", "", "1.0", "٣"], time="noon", name="\x00", subject="x" * 999) == ANYTHING
    assert cleaned(weekdays=["1", "7", "9"], time="evening", name="  Inês\n C ", subject=" Maths ") == Criteria(
        "Maths", "Inês C", frozenset({1, 7}), TimeOfDay.EVENING
    )


def test_each_part_can_be_left_out_again():
    whole = Criteria("Maths", "Inês", frozenset({1}), TimeOfDay.EVENING)
    assert whole.given == ("subject", "name", "weekdays", "time")
    assert whole.without("time") == Criteria("Maths", "Inês", frozenset({1}))
    assert [whole.without(part).given.count(part) for part in whole.given] == [0, 0, 0, 0]
    assert ANYTHING.given == ()


@pytest.mark.parametrize(
    ("weekdays", "time", "expected"),
    [
        ({1}, TimeOfDay.NIGHT, {0}),
        ({1}, TimeOfDay.EVENING, {3}),
        ({7}, TimeOfDay.EVENING, {27}),
        ({2}, None, {4, 5, 6, 7}),
        ((), TimeOfDay.MORNING, {1, 5, 9, 13, 17, 21, 25}),
        ((), None, set(range(28))),
    ],
)
def test_days_and_times_are_quarters_of_the_week(weekdays, time, expected):
    assert Criteria(weekdays=frozenset(weekdays), time=time).quarters_of_week() == expected


def test_the_day_has_four_quarters():
    assert [time.first_hour for time in TimeOfDay] == [0, 6, 12, 18]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Inês Carvalho", "ines"),
        ("Inês Carvalho", "CAR INÊS"),
        ("Tomasz Zieliński", "zielinski"),
        ("Hye-jin Park", "jin"),
        ("Hye-jin Park", "hye-jin"),
        ("Łukasz Straße", "lukasz strasse"),
        ("Anyone", ""),
    ],
)
def test_a_name_is_found_by_the_beginnings_of_its_words_without_marks(name, wanted):
    assert is_named(name, wanted)


@pytest.mark.parametrize("wanted", ["nes", "inesc", "ines x"])
def test_other_words_find_nobody(wanted):
    assert not is_named("Inês Carvalho", wanted)


def test_folding_twice_changes_nothing():
    assert fold(fold("Łódź İstanbul Ærø")) == fold("Łódź İstanbul Ærø")
