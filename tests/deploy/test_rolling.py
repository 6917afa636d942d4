"""All web servers are restarted, one after the other, while people go on; nobody notices."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPException, HTTPSConnection
from threading import Barrier, Event
from time import monotonic, sleep
from urllib.parse import urlsplit

import pytest

from tests.races.worlds import count

DATABASES = ("postgresql",)

RATE = 50
READERS = 10
# How long HAProxy takes to send people to a server that has come back: two times a second.
UP = 2.5
ROUNDS = int(os.environ.get("ROLLING_ROUNDS", "1"))


def read_on(address: str, trust: object, over: Event) -> list[tuple[float, str]]:
    """Open pages again and again on one connection, as a browser does; return how long each took, and what failed."""
    took = []
    with closing(HTTPSConnection(urlsplit(address).netloc, context=trust, timeout=20)) as connection:
        while not over.is_set():
            began, failure = monotonic(), ""
            try:
                connection.request("GET", "/slots")
                answer = connection.getresponse()
                answer.read()
                failure = "" if answer.status == 200 else str(answer.status)
            except (OSError, HTTPException) as error:
                failure = repr(error)
                connection.close()
            took.append((monotonic() - began, failure))
            over.wait(max(0.0, READERS / RATE - (monotonic() - began)))
    return took


def book_on(bob, slots: list[int], over: Event) -> list[int]:
    """Book one time after the other; return those that were acknowledged."""
    booked = []
    for slot in slots:
        if over.wait(0.5):
            break
        path = f"/slots/{slot}"
        answer = bob.book(slot, bob.form(path, f"{path}/book"), Barrier(1))
        assert answer.status == 200, answer.html
        booked.append(slot)
    return booked


@pytest.mark.timeout(120 + 60 * ROUNDS)
@pytest.mark.parametrize("proxy", ["haproxy"], indirect=True)
def test_a_rolling_restart_under_load_loses_no_request_and_no_booking(
    proxy: str, nodes, town, as_person: Callable, report: Callable[[str], None]
):
    """Faults F-04 and F-46; goal: 0 failed requests at 50 a second."""
    bob, over = as_person("bob"), Event()
    with ThreadPoolExecutor(READERS + 1) as hands:
        reading = [hands.submit(read_on, proxy, nodes.trust, over) for _ in range(READERS)]
        booking = hands.submit(book_on, bob, town.slots, over)
        began = monotonic()
        try:
            for node in nodes.web * ROUNDS:
                node.stop()
                node.start()
                node.wait("/readyz", 200)
                sleep(UP)
        finally:
            over.set()
        seconds = monotonic() - began
        answers = [answer for reader in reading for answer in reader.result()]
        booked = booking.result()
    failures = [failure for _, failure in answers if failure]
    slowest = max(took for took, _ in answers)
    report(
        f"rolling restart, {len(nodes.web) * ROUNDS} restarts in {seconds:.0f} s: {len(answers)} pages "
        f"({len(answers) / seconds:.0f}/s), {len(failures)} failed, slowest {slowest:.2f} s; {len(booked)} bookings"
    )
    assert failures == []
    assert len(answers) > RATE / 5 * seconds
    assert booked
    assert count("calls") == len(booked)
