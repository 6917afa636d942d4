"""What a limit of calls and the way out of it are called."""

from datetime import timedelta

import pytest

from app.domain.allowances import Allowance, Period, WayOut
from app.problems.allowances import write_allowance, write_way_out
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app")
LATER = NOW + timedelta(days=7)


@pytest.mark.parametrize(
    ("allowed", "sentence"),
    [
        (Allowance(1, Period.AHEAD), "A student may have 1 call ahead at a time"),
        (Allowance(2, Period.AHEAD), "A student may have 2 calls ahead at a time"),
        (Allowance(1, Period.WEEK), "A student may have 1 call in a week"),
        (Allowance(2, Period.WEEK), "A student may have 2 calls in a week"),
        (Allowance(1, Period.SEMESTER), "A student may have 1 call in a semester"),
        (Allowance(12, Period.SEMESTER), "A student may have 12 calls in a semester"),
    ],
)
def test_a_limit_says_what_it_is_of(allowed, sentence):
    assert write_allowance(allowed) == sentence


@pytest.mark.parametrize(
    ("way", "sentence"),
    [
        (WayOut(Period.AHEAD, 1, 0, LATER), "Book again from Mon, Mar 8, 9:00 AM on."),
        (
            WayOut(Period.AHEAD, 1, 1, LATER),
            "Cancel the one that can still be cancelled, or book again from Mon, Mar 8, 9:00 AM on.",
        ),
        (
            WayOut(Period.AHEAD, 2, 3, LATER),
            "Cancel 2 of the 3 that can still be cancelled, or book again from Mon, Mar 8, 9:00 AM on.",
        ),
        # Cancelling what can be would not be enough.
        (WayOut(Period.AHEAD, 2, 1, LATER), "Book again from Mon, Mar 8, 9:00 AM on."),
        (
            WayOut(Period.WEEK, 1, 0, LATER),
            "Choose a time in another week: the next with room begins on Mon, Mar 8, 9:00 AM.",
        ),
        (
            WayOut(Period.WEEK, 1, 2, LATER),
            "Cancel 1 of the 2 that can still be cancelled, or choose a time in another week: the next with room "
            "begins on Mon, Mar 8, 9:00 AM.",
        ),
        (
            WayOut(Period.SEMESTER, 1, 0, LATER),
            "Choose a time in another semester: the next with room begins on Mon, Mar 8, 9:00 AM.",
        ),
        (
            WayOut(Period.SEMESTER, 1, 1, LATER),
            "Cancel the one that can still be cancelled, or choose a time in another semester: the next with room "
            "begins on Mon, Mar 8, 9:00 AM.",
        ),
        (WayOut(Period.SEMESTER, 1, 0, None), "Book again in the next semester."),
        (
            WayOut(Period.SEMESTER, 1, 1, None),
            "Cancel the one that can still be cancelled, or book again in the next semester.",
        ),
    ],
)
def test_the_way_out_is_one_that_can_be_gone(way, sentence):
    assert write_way_out(way).replace("\u202f", " ") == sentence
