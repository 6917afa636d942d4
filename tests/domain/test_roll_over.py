"""Which times of a semester are weekly, and which dates they would be in the next."""

from datetime import UTC, date, datetime, time, timedelta

from app.domain.holidays import Holiday
from app.domain.roll_over import Obstacles, Offer, Skip, WeeklyTime, belongs, list_dates, weekly_times
from app.domain.semesters import Semester
from app.domain.series import DateVerdict, SeriesDate
from app.domain.slots import Clash

MONDAY = datetime(2027, 3, 1, 9)
WEEK, TWO_HOURS = timedelta(days=7), timedelta(hours=2)


def test_times_are_counted_by_weeks_the_most_frequent_first():
    offers = [Offer(MONDAY + WEEK * number, "") for number in range(3)]
    offers += [Offer(MONDAY + timedelta(hours=1) + WEEK * number, "") for number in range(4, 7)]
    offers += [Offer(MONDAY + timedelta(days=2), "")]
    assert [(one.weekday, one.at, one.weeks) for one in weekly_times(reversed(offers))] == [
        (1, time(10), 3), (1, time(9), 3), (3, time(9), 1),
    ]  # fmt: skip


def test_a_slot_that_stood_twice_at_a_time_counts_once_and_the_latest_place_stays():
    offers = [Offer(MONDAY, "Room 1"), Offer(MONDAY, "Room 2"), Offer(MONDAY + WEEK, "Room 3")]
    assert weekly_times(offers) == [WeeklyTime(1, time(9), 2, "Room 3")]


def test_dates_are_those_of_the_semester_and_of_the_days_around_it():
    times = [WeeklyTime(1, time(9), 3, ""), WeeklyTime(3, time(9), 3, "")]
    fortnight = Semester(1, "", date(2027, 3, 2), date(2027, 3, 16))
    found = [wall_time.date().day for wall_time, _ in list_dates(times, fortnight)]
    assert found == [1, 8, 15, 3, 10, 17]


def dated(starts_at, verdict=DateVerdict.PUBLISH, clash=None):
    return SeriesDate(starts_at.replace(tzinfo=None), verdict, starts_at, starts_at + TWO_HOURS, clash=clash)


def test_a_date_belongs_to_a_semester_that_it_reaches_into():
    march = Semester(1, "", date(2027, 3, 1), date(2027, 3, 31))
    first, last = datetime(2027, 2, 28, 22, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)
    tick = timedelta(minutes=1)
    assert not belongs(dated(first), march, "UTC")
    assert belongs(dated(first + tick), march, "UTC")
    assert belongs(dated(last - tick), march, "UTC")
    assert not belongs(dated(last), march, "UTC")
    assert belongs(SeriesDate(datetime(2027, 3, 28, 1, 30), DateVerdict.NO_SUCH_TIME), march, "UTC")
    assert not belongs(SeriesDate(datetime(2027, 4, 1, 1, 30), DateVerdict.NO_SUCH_TIME), march, "UTC")


def test_each_obstacle_leaves_a_date_out_and_touching_it_does_not():
    at = MONDAY.replace(tzinfo=UTC)
    apart = timedelta(days=1)
    obstacles = Obstacles(
        holidays=[Holiday("Rest", at, at + timedelta(hours=1))],
        busy=[(at + apart, at + apart + TWO_HOURS)],
        withdrawn={at + 2 * apart},
    )
    later = at + 3 * apart
    same = Clash("slot", 1, later, later + TWO_HOURS)
    judged = [
        obstacles.judge(date)
        for date in (
            dated(at - timedelta(hours=1)), dated(at + timedelta(hours=1)), dated(at + apart - timedelta(hours=1)),
            dated(at + 2 * apart), dated(later, DateVerdict.OVERLAP, same),
            dated(later + timedelta(hours=1), DateVerdict.OVERLAP, same), dated(later, DateVerdict.PAST),
        )
    ]  # fmt: skip
    assert judged == [
        (Skip.HOLIDAY, "Rest"), (None, None), (Skip.BUSY, None), (Skip.WITHDRAWN, None), (Skip.THERE, None),
        (None, None), (None, None),
    ]  # fmt: skip


def test_what_was_planned_stands_in_the_way_of_what_comes_after():
    at = MONDAY.replace(tzinfo=UTC)
    obstacles = Obstacles([], [], ())
    hours = (0, 1, 2, 3)
    skips = [obstacles.judge(dated(at + timedelta(hours=hour)))[0] for hour in hours]
    assert skips == [None, Skip.CROWDED, None, Skip.CROWDED]
