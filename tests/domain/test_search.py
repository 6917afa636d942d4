"""What a person looks for."""

import pytest

from app.domain.search import ANYTHING, PARTS, Criteria, Sort, TimeOfDay, clean


def cleaned(weekdays=(), price=None, **said):
    return clean(said, weekdays=weekdays, price=price, timezone="UTC")


def test_what_no_form_would_send_is_left_out():
    assert cleaned() == ANYTHING
    odd = {"time": "noon", "q": "\x00", "subject": "x" * 999, "sort": "rank", "online": "y", "week": "", "rating": "5"}
    assert cleaned(weekdays=["0", "8", "x", "", "1.0", "٣"], **odd) == ANYTHING
    assert cleaned(
        weekdays=["1", "7", "9"], price=4000, time="evening", q="  Inês\n C ", subject=" Maths ", language="PT",
        place="Faro", online="1", week="1", sort="price", rating="4.5",
    ) == Criteria(
        words="Inês C", subject="Maths", language="pt", place="Faro", is_online=True, price=4000, rating=4.5,
        weekdays=frozenset({1, 7}), time=TimeOfDay.EVENING, is_this_week=True, sort=Sort.PRICE,
    )  # fmt: skip


def test_each_part_can_be_left_out_again():
    whole = Criteria(
        words="Inês", subject="Maths", language="pt", place="Faro", is_online=True, price=0, rating=4.5,
        weekdays=frozenset({1}), time=TimeOfDay.EVENING, is_this_week=True,
    )  # fmt: skip
    assert whole.given == PARTS
    assert whole.without("time").given == tuple(part for part in PARTS if part != "time")
    assert [whole.without(part).given.count(part) for part in PARTS] == [0] * len(PARTS)
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
