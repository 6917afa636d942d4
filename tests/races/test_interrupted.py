"""A process that dies halfway leaves nothing behind, and a wait cannot carry a booking past the start of its slot."""

import signal
import time
from datetime import timedelta
from functools import partial
from multiprocessing.connection import Connection

import pytest

from app import create_app
from app.db import transact
from app.domain.policy import Policy
from app.services import calls, people
from config import Config
from tests import factories
from tests.conftest import NOW
from tests.factories import acting
from tests.invariants import check_invariants
from tests.races.crowd import DONE, processes, tally
from tests.races.worlds import FIRST, booking, count, hour, publish

pytestmark = pytest.mark.timeout(600)

HELD = 1.0


def _begin_and_wait(database_url: str, job: partial, line: Connection) -> None:
    """Do the job's work, tell that it is done but not committed, and wait to be killed or released."""

    def work() -> None:
        job()
        line.send("done, not committed")
        line.recv()

    with create_app(Config.for_tests(database_url=database_url)).app_context():
        transact(work)


@pytest.fixture
def begin_and_wait(race_url):
    """Start a process that does a job's work and holds its transaction open until it is told to commit."""
    started = []

    def begin(job: partial):
        here, there = processes.Pipe()
        process = processes.Process(target=_begin_and_wait, args=(race_url, job, there), daemon=True)
        process.start()
        assert here.poll(60)
        assert here.recv() == "done, not committed"
        started.append((process, here))
        return process, here

    yield begin
    for process, line in started:
        process.kill()
        process.join()
        line.close()


@pytest.mark.usefixtures("race_app")
def test_a_process_killed_before_its_commit_leaves_nothing_and_the_next_goes_on(gather, begin_and_wait, rounds):
    alice, bob, charlie = factories.coach("alice"), factories.person("bob"), factories.person("charlie")
    slots = publish((alice, hour(number)) for number in range(min(rounds, 10)))
    crowd = gather(1)
    for slot in slots:
        process, _ = begin_and_wait(booking(bob, slot, key=f"form {slot}"))
        crowd.lines[0].send(booking(charlie, slot))  # waits for what the dying one holds
        assert not crowd.lines[0].poll(0.05)
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        assert crowd.lines[0].recv().code == DONE
    assert count("calls WHERE student_id = :bob", bob=bob) == 0
    assert count("audit_entries WHERE actor_id = :bob", bob=bob) == 0
    assert count("idempotency_records") == 0
    check_invariants()


@pytest.mark.parametrize(("notice", "refusal"), [(0, "slot_in_past"), (60, "too_soon")])
@pytest.mark.usefixtures("race_app")
def test_a_booking_that_waited_past_the_start_of_its_slot_is_refused(gather, begin_and_wait, notice, refusal):
    """Invariant I-05."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    [slot] = publish([(alice, FIRST)])
    policy = Policy(booking_notice=timedelta(minutes=notice))
    just_in_time = FIRST - policy.booking_notice - timedelta(seconds=HELD / 20)
    wanted = partial(calls.book, actor=acting(bob), student_id=bob, slot_id=slot, policy=policy, now=just_in_time)
    crowd = gather(1)
    _, holder = begin_and_wait(partial(people.lock, [alice], now=NOW))
    crowd.lines[0].send(wanted)
    time.sleep(HELD)
    holder.send("commit")
    assert tally([crowd.lines[0].recv()]) == {refusal: 1}
    assert count("calls") == 0


@pytest.mark.usefixtures("race_app")
def test_a_booking_that_did_not_wait_is_made_just_in_time(gather):
    alice, bob = factories.coach("alice"), factories.person("bob")
    [slot] = publish([(alice, FIRST)])
    just_in_time = FIRST - timedelta(minutes=60, seconds=30)
    wanted = partial(calls.book, actor=acting(bob), student_id=bob, slot_id=slot, policy=Policy(), now=just_in_time)
    assert tally(gather(1).rush([wanted])) == {DONE: 1}
