"""Requests that are held: others go on, whoever cannot be served is told so soon, and all is well afterwards."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from time import monotonic

import psycopg
import pytest

from tests.deploy.held import holding, pairs, probe, wait_until
from tests.invariants import check_invariants
from tests.races.served import Person, serve
from tests.races.worlds import count

DATABASES = ("postgresql",)
pytestmark = pytest.mark.usefixtures("race_app")
# As many connections as a process holds at most, and more who want one.
CONNECTIONS, MORE = 15, 5
ONE_PROCESS = {"WEB_CONCURRENCY": "1", "GUNICORN_CMD_ARGS": f"--threads {CONNECTIONS + MORE}"}
# Seconds for a connection, and what slow processors add.
SOON = 3 + 4
# For a lock: three times as long.
WAITED = 9


def test_who_finds_no_connection_free_is_told_so_soon_and_is_served_once_one_is(race_url, tmp_path):
    """Fault F-19."""
    times = pairs(CONNECTIONS + 1)
    with serve(race_url, tmp_path / "log", **ONE_PROCESS) as address, ThreadPoolExecutor(CONNECTIONS + MORE) as hands:
        *held, late = hands.map(partial(come_to_book, address), times)
        with holding(race_url) as wait_until_held:
            booking = [hands.submit(book) for _, book in held]
            wait_until_held(CONNECTIONS)
            person, book = late
            began = monotonic()
            page, refused, ready = hands.submit(person.get, "/slots"), hands.submit(book), hands.submit(probe, address)
            alive = probe(address, "/healthz")
            for answer in (page.result(), refused.result()):
                assert (answer.status, answer.retry_after) == (503, "5")
            assert "The page could not be opened." in page.result().html
            assert "Nothing was changed." in refused.result().html
            assert "Try again</button>" in refused.result().html
            assert ready.result().status == 503
            assert '"database":"busy"' in ready.result().html
            assert alive.status == 200
            assert monotonic() - began < SOON
        assert [answer.result().status for answer in booking] == [200] * CONNECTIONS
        assert count("calls") == CONNECTIONS
        assert book().status == 200
        assert probe(address).status == person.get("/slots").status == 200
    assert count("calls") == CONNECTIONS + 1
    check_invariants()


def test_who_books_what_another_connection_holds_for_minutes_is_told_so_and_all_others_go_on(race_url, tmp_path):
    """Requests that wait for a lock do so three times three seconds at most."""
    with (
        serve(race_url, tmp_path / "log") as address,
        psycopg.connect(race_url) as other,
        ThreadPoolExecutor(1) as hands,
    ):
        (bob, book), (charlie, book_another) = [come_to_book(address, pair) for pair in pairs(2)]
        other.execute("SELECT FROM users WHERE email = 'student0@example.org' FOR UPDATE")
        began = monotonic()
        held = hands.submit(book)
        assert book_another().status == bob.get("/calls").status == charlie.get("/slots").status == 200
        assert probe(address).status == 200
        assert not held.done() or monotonic() - began > WAITED
        refused = held.result()
        assert WAITED < monotonic() - began < WAITED + 5
        assert (refused.status, refused.retry_after) == (503, "2")
        assert "Nothing was changed." in refused.html
        other.rollback()
        assert book().status == 200
    assert count("calls") == 2
    check_invariants()


def test_a_process_that_is_stopped_is_replaced_others_serve_and_nobody_loses_a_booking(race_url, tmp_path):
    times, pid = pairs(8), tmp_path / "pid"
    more = {"WEB_CONCURRENCY": "2", "GUNICORN_CMD_ARGS": f"--timeout 8 --pid {pid}"}
    with serve(race_url, tmp_path / "log", **more) as address, ThreadPoolExecutor(8) as hands:
        *held, late = hands.map(partial(come_to_book, address), times)
        stopped, _ = workers_of(pid)
        with holding(race_url) as wait_until_held:
            booking = [hands.submit(status_of, book) for _, book in held]
            wait_until_held(len(held))
            os.kill(stopped, signal.SIGSTOP)
        person, book = late
        assert book().status == person.get("/calls").status == probe(address).status == 200
        told = [answer.result() for answer in booking]
        assert set(told) <= {200, None}
        assert count("calls WHERE status = 'confirmed'") >= told.count(200) + 1
        wait_until(lambda: stopped not in workers_of(pid) and len(workers_of(pid)) == 2)
        # The same form, with the key that it has.
        assert [book().status for _, book in held] == [200] * len(held)
    assert count("calls WHERE status = 'confirmed'") == len(times)
    check_invariants()


def workers_of(pid: Path) -> list[int]:
    """Return the processes that serve under the one that wrote its number here."""
    first = pid.read_text().strip()
    return [int(number) for number in Path(f"/proc/{first}/task/{first}/children").read_text().split()]


def status_of(book):
    """Book; return how it was answered, or None if the server broke off."""
    try:
        return book().status
    except OSError:
        return None


def come_to_book(address, pair):
    """Sign a student in and open the page of their slot; return them and what books it."""
    who, slot = pair
    person = Person(address, who)
    form = person.form(f"/slots/{slot}", f"/slots/{slot}/book")
    return person, partial(person.submit, f"/slots/{slot}/book", form)
