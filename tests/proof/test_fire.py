"""Web workers die while people book: nothing acknowledged is lost, nothing is had twice, nothing comes of nothing."""

import pytest

from tests.proof.fire import BY_HAND, judge, run_fire
from tests.proof.points import POINTS
from tests.proof.results import Result, tell
from tests.proof.sizes import PATIENCE, SIZE, share

pytestmark = [pytest.mark.timeout(PATIENCE), pytest.mark.usefixtures("race_app")]

STORMS = 10_000
# About every tenth storm loses a worker: of its requests, those that book come past every point, others past the last.
DEADLY = 40
EVERY = 100


def test_of_workers_killed_while_people_book_nothing_is_lost_had_twice_or_made_up(tmp_path, race_url, database):
    """Faults F-01 to F-03, F-41; invariants I-02, I-04, I-17, I-18, I-19."""
    storms = share(STORMS, at_least=12)
    told = deaths = 0
    with run_fire(tmp_path, race_url, deaths_in_thousand=DEADLY if SIZE else 3 * DEADLY) as burning:
        for number in range(storms):
            burning.rage(1, *([burning.kill_one] if number % 40 == 7 else []))
            # Told as they go, so that what is broken off has not been for nothing.
            if (number + 1) % EVERY == 0 or number + 1 == storms:
                before, deaths = deaths, burning.deaths().total()
                judge(burning, "web workers killed during HTTP storms", deaths - before, "kills", database)
                tell(Result("HTTP storms: wrong in any way", burning.storms - told, "storms", 0, database))
                told = burning.storms
    assert burning.verdict() == []
    assert deaths > 0
    if storms >= 1000:
        assert set(burning.deaths()) == {*POINTS, BY_HAND}
