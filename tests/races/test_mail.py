"""Every mail goes once, whatever happens to the workers: cases C1 to C5, invariants I-13 to I-16."""

import os

import pytest

from tests.conftest import NOW
from tests.mail_server import run_server
from tests.proof.results import Result, tell
from tests.races import mail_faults
from tests.races.mail_run import Run
from tests.races.mail_workers import POINTS, Workers
from tests.races.mail_world import HOUR

BOOKINGS = int(os.environ.get("MAIL_BOOKINGS", "10"))
IN_FULL = 1000
# As many bookings as bring one more pass of a point before a worker dies there, and the most passes.
BOOKINGS_PER_PASS, PASSES = 5, 40

pytestmark = pytest.mark.timeout(600 + 6 * BOOKINGS)


@pytest.fixture
def run(race_app, race_url):
    """Return what begins a run with so many workers."""
    with run_server() as server:
        begun = []

        def begin(size, *, plant=None, bookings=BOOKINGS):
            settings = {"database_url": race_url, "mail_url": server.url, "reminders": "24h,3h,1h"}
            passes = min(PASSES, bookings // BOOKINGS_PER_PASS)
            workers = Workers(size, plant=plant, seed=size, passes=passes, **settings)
            begun.append(workers)
            return Run(workers, server, bookings=bookings)

        yield begin
        for workers in begun:
            workers.kill()


@pytest.mark.parametrize("size", [2, 4])
def test_workers_that_die_lose_no_mail_and_send_none_twice_or_late(run, size, database):
    """RELIABILITY 6.5, F-07, F-08, F-09."""
    verdict = run(size).two_days()
    for name, wrong in verdict.faults.items():
        tell(Result(f"mail of workers that are killed: {name}", verdict.messages, "mails", wrong, database))
    kills, wrong = verdict.deaths.total(), sum(verdict.faults.values())
    tell(Result("mail of workers that are killed: wrong in any way", kills, "kills", wrong, database))
    if "MAIL_REPORT" in os.environ:
        with open(os.environ["MAIL_REPORT"], "a") as report:
            report.write(f"{BOOKINGS} bookings, {size} workers: {verdict}\n")
    assert verdict.is_good, verdict
    if BOOKINGS >= IN_FULL:
        assert set(POINTS) <= set(verdict.deaths)


def find(bug: str, found: object, database: str) -> None:
    """Tell whether a planted bug was found, and fail if it was not: the run would be worth nothing."""
    tell(Result(f"seeded bugs: {bug}", 1, "bugs", int(not found), database))
    assert found


def test_the_run_finds_mail_that_is_marked_before_it_is_sent(run, database):
    """This bug of the field loses mail, and that is seen."""
    running = run(2, plant=mail_faults.mark_then_send, bookings=10)
    running.first_hour()
    find("mail is marked as sent before it is", running.verdict().lost, database)


def test_the_run_finds_reminders_of_cancelled_calls(run, database):
    running = run(2, plant=mail_faults.never_look_again, bookings=10)
    running.first_hour()
    running.stay(NOW + 2 * HOUR)
    kinds = {key.split("/")[0] for key in running.verdict().uncalled_for}
    find("calls are reminded of, whatever became of them", kinds == {"reminder"}, database)


def test_the_run_finds_mail_that_two_workers_send(run, database):
    running = run(4, plant=mail_faults.claim_for_no_time, bookings=10)
    running.first_hour()
    find("a mail is claimed for no time", running.verdict().unexplained_copies, database)
