"""What a limit of calls and the way out of it are called."""

from datetime import timedelta

import pytest

from app.domain.allowances import Allowance, Limits, Period, WayOut
from app.problems.allowances import write_limits, write_way_out
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app")
SOON, LATER = NOW + timedelta(days=2), NOW + timedelta(days=7)
AHEAD, WEEK, SEMESTER = Period.AHEAD, Period.WEEK, Period.SEMESTER


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        ([(1, AHEAD)], "A student may have 1 call ahead at a time"),
        ([(2, AHEAD)], "A student may have 2 calls ahead at a time"),
        ([(1, WEEK)], "A student may have 1 call in a week"),
        ([(2, WEEK)], "A student may have 2 calls in a week"),
        ([(1, SEMESTER)], "A student may have 1 call in a semester"),
        (
            [(12, SEMESTER), (2, WEEK)],
            "A student may have 12 calls in a semester. A student may have 2 calls in a week",
        ),
    ],
)
def test_a_limit_says_what_it_is_of(limits, sentence):
    assert write_limits(Limits(tuple(Allowance(*one) for one in limits))) == sentence


STILL, ROOM = "that can still be cancelled", "the next with room begins on Mon, Mar 8, 9:00 AM."


@pytest.mark.parametrize(
    ("reached", "number", "among", "sentence"),
    [
        ([AHEAD], 1, 0, "Book again from Wed, Mar 3, 9:00 AM on."),
        ([AHEAD], 1, 1, "Cancel the one that can still be cancelled, or book again from Wed, Mar 3, 9:00 AM on."),
        ([AHEAD], 2, 3, "Cancel 2 of the 3 that can still be cancelled, or book again from Wed, Mar 3, 9:00 AM on."),
        # Cancelling what can be would not be enough.
        ([AHEAD], 2, 1, "Book again from Wed, Mar 3, 9:00 AM on."),
        ([WEEK], 1, 0, f"Choose a time in another week: {ROOM}"),
        ([WEEK], 1, 2, f"Cancel 1 of the 2 in that week {STILL}, or choose a time in another week: {ROOM}"),
        ([SEMESTER], 1, 0, f"Choose a time in another semester: {ROOM}"),
        ([SEMESTER], 1, 1, f"Cancel the one in that semester {STILL}, or choose a time in another semester: {ROOM}"),
        ([SEMESTER, WEEK], 1, 1, f"Cancel the one in that week {STILL}, or choose a time in another semester: {ROOM}"),
        ([AHEAD, WEEK], 1, 0, f"Book again from Wed, Mar 3, 9:00 AM on, in another week: {ROOM}"),
        ([AHEAD, SEMESTER, WEEK], 1, 0, f"Book again from Wed, Mar 3, 9:00 AM on, in another semester: {ROOM}"),
    ],
)
def test_the_way_out_is_one_that_can_be_gone(reached, number, among, sentence):
    way = WayOut(
        tuple(reached), number, among, SOON if AHEAD in reached else None, LATER if reached != [AHEAD] else None
    )
    assert write_way_out(way).replace("\u202f", " ") == sentence


@pytest.mark.parametrize("reached", [(SEMESTER,), (SEMESTER, WEEK), (AHEAD, SEMESTER)])
def test_where_no_other_semester_is_known_it_is_the_next(reached):
    assert write_way_out(WayOut(reached, 1, 0, SOON)) == "Book again in the next semester."
    assert write_way_out(WayOut(reached, 1, 1, SOON)).endswith(f"{STILL}, or book again in the next semester.")
