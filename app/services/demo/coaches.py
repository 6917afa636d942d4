"""The twelve coaches of the demo, and the habits that make each one's weeks look like nobody else's."""

from dataclasses import dataclass, field
from datetime import time

EVERY_WEEK = (-12, 3)
WORKDAYS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Slots offered at one wall-clock time on some ISO weekdays."""

    weekdays: tuple[int, ...]
    at: time


@dataclass(frozen=True, slots=True)
class Habits:
    """When a coach offers slots, in weeks from today, and what becomes of them (shares of 1)."""

    patterns: tuple[Pattern, ...]
    weeks: tuple[int, int] = EVERY_WEEK
    filled: float = 0.93
    missed: float = 0.05
    noted: float = 0.6
    is_terse: bool = False
    # How much kinder (above 0) or sterner scores get from the first week to this one.
    trend: float = 0.0
    # Weeks from today in which nothing went well.
    bad_weeks: tuple[int, ...] = ()
    # Every slot ahead is booked, so that there is nothing left to book.
    is_sold_out: bool = False


@dataclass(frozen=True, slots=True)
class Coach:
    """A coach as the demo knows them; the rate is for one slot."""

    name: str
    email: str
    phone: str
    timezone: str
    place: str
    subjects: tuple[str, ...]
    languages: tuple[str, ...]
    rate: str
    headline: str
    about: str
    currency: str = "EUR"
    habits: Habits = field(kw_only=True)


def _at(hour: int, minute: int, *weekdays: int) -> Pattern:
    return Pattern(weekdays, time(hour, minute))


COACHES = (
    Coach(
        "Inês Carvalho", "ines", "+447700900101", "Europe/Lisbon", "Lisbon", ("Portuguese", "Spanish"),
        ("pt", "en", "es"), "38", "Portuguese for people who live here",
        "I teach the Portuguese of shops, schools and offices. Bring a letter you did not understand.",
        habits=Habits((_at(9, 0, 2, 4, 6), _at(16, 0, *WORKDAYS), _at(18, 30, *WORKDAYS)), trend=0.9),
    ),
    Coach(
        "Tomasz Zieliński", "tomasz", "+447700900102", "Europe/Warsaw", "Warsaw", ("Maths", "Physics"),
        ("pl", "en"), "30", "Maths and physics up to the final exam",
        "We work on your own exercises until you can explain them to me.",
        habits=Habits((_at(17, 0, *WORKDAYS), _at(19, 0, *WORKDAYS)), filled=0.97),
    ),
    Coach(
        "Amina Diallo", "amina", "+447700900103", "Africa/Dakar", "Dakar", ("French", "Exam writing"),
        ("fr", "en"), "28", "Written French, from the first line to the last",
        "Send me a page before the call and we correct it together.",
        habits=Habits((_at(15, 0, 1, 3, 5, 7), _at(18, 0, *WORKDAYS)), noted=1.0, is_terse=True),
    ),
    Coach(
        "Hye-jin Park", "hyejin", "+447700900104", "Asia/Seoul", "Seoul", ("Korean", "Job interviews"),
        ("ko", "en"), "45", "Korean, and interviews in Korean",
        "Two hours of talking, with a list of your mistakes at the end.",
        habits=Habits((_at(20, 0, *WORKDAYS), _at(10, 0, 6)), filled=0.98, trend=0.3, is_sold_out=True),
    ),
    Coach(
        "Diego Fuentes", "diego", "+12125550105", "America/Bogota", "Bogotá", ("Guitar", "Spanish"),
        ("es", "en"), "26", "Guitar in Spanish, Spanish with a guitar",
        "Tune before we start. Everything else we do together.",
        habits=Habits((_at(8, 0, 1, 2, 3, 4, 5), _at(17, 0, 2, 4, 6)), filled=0.9),
    ),
    Coach(
        "Saoirse Byrne", "saoirse", "+447700900106", "Europe/Dublin", "Galway", ("Essay writing", "Irish"),
        ("en", "ga"), "40", "Essays that say one thing well",
        "I have read student essays for twenty years and still like them.",
        habits=Habits((_at(10, 0, *WORKDAYS), _at(14, 0, *WORKDAYS), _at(18, 0, 1, 2, 3)), filled=0.95, trend=0.2),
    ),
    Coach(
        "Karthik Raman", "karthik", "+12125550107", "Asia/Kolkata", "Chennai", ("Python", "Data"),
        ("en", "ta"), "35", "Python for people with a question about their data",
        "Share your screen, share your data, leave with a plot.",
        habits=Habits((_at(19, 0, *WORKDAYS), _at(21, 0, 1, 3, 5))),
    ),
    Coach(
        "Leïla Benali", "leila", "+447700900108", "Europe/Paris", "Lyon", ("Chemistry",),
        ("fr", "ar"), "32", "Chemistry without fear of the exam",
        "We start from what you can do and go up one step at a time.",
        habits=Habits((_at(16, 0, 1, 3, 5), _at(18, 0, *WORKDAYS)), trend=0.4, bad_weeks=(-8, -7, -6, -5)),
    ),
    Coach(
        "Oskar Lindqvist", "oskar", "+447700900109", "Europe/Stockholm", "Stockholm", ("Running", "Nutrition"),
        ("sv", "en"), "50", "Running for people with a desk",
        "On leave until spring. I answer messages.",
        habits=Habits((_at(7, 0, *WORKDAYS), _at(17, 30, 2, 4)), weeks=(-12, -2)),
    ),
    Coach(
        "Mei Tanaka", "mei", "+12125550110", "Asia/Tokyo", "Osaka", ("Japanese", "Piano"),
        ("ja", "en"), "42", "Japanese in the morning, piano at noon",
        "Please have paper and a pencil beside you.",
        habits=Habits((_at(9, 30, *WORKDAYS), _at(11, 30, 2, 4, 6))),
    ),
    Coach(
        "Noah Abrams", "noah", "+13125550111", "America/Chicago", "Chicago", ("Career change",),
        ("en",), "60", "From the job you have to the one you want",
        "Bring your last three job titles. We will find the fourth.",
        habits=Habits((_at(12, 0, *WORKDAYS), _at(17, 0, 1, 3, 5)), missed=0.16),
    ),
    Coach(
        "Zanele Dube", "zanele", "+447700900112", "Africa/Johannesburg", "Johannesburg", ("Public speaking",),
        ("en", "zu"), "36", "Speak so that the last row hears you",
        "New here. I have stood on many stages and been afraid on each.",
        habits=Habits((_at(17, 0, *WORKDAYS), _at(10, 0, 6)), weeks=(-2, 3), filled=0.6),
    ),
)  # fmt: skip
