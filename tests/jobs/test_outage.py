"""An hour without a mail server: nobody who books notices, and everything goes once and in order when it is back."""

import socket
from datetime import timedelta

import pytest

from app.domain.clock import utc_now
from app.domain.mail import message_id
from app.domain.mail_servers import parse_mail_url
from app.integrations.mailers import smtp_mailer
from app.integrations.outgoing import Outgoing
from app.jobs import worker as worker_module
from app.jobs.worker import LONGEST_PAUSE, Worker
from app.services import outbox, sending
from tests import factories
from tests.conftest import NOW
from tests.mail_server import run_server
from tests.ports import free_port

MINUTE = timedelta(minutes=1)


@pytest.fixture
def port():
    """Return a port that nobody listens at."""
    return free_port()


@pytest.fixture
def worker(app, port, at_now, monkeypatch):
    """Return a worker whose pauses pass with the clock."""
    monkeypatch.setattr(worker_module, "monotonic", lambda: utc_now().timestamp())
    server = parse_mail_url(f"smtp://127.0.0.1:{port}?tls=none")
    worker = Worker(app, smtp_mailer(app.config["COACHBOOK"], server), Outgoing([]))
    yield worker
    worker.leave()


@pytest.fixture
def asked(monkeypatch):
    """Return to whom a connection was made, or tried."""
    asked, connect = [], socket.create_connection
    monkeypatch.setattr(socket, "create_connection", lambda to, *more: asked.append(to) or connect(to, *more))
    return asked


def test_an_hour_without_a_server_delays_mail_and_no_booking(worker, port, at_now, asked):
    """Case C6, F-11."""
    coaches = [factories.coach(f"coach{number}") for number in range(4)]
    bob = factories.person("bob")
    slots = [
        factories.slot(coach, NOW + timedelta(days=2 + place), now=NOW)
        for place, coach in enumerate(coach for coach in coaches for _ in range(3))
    ]
    for minute in range(60):
        if minute % 5 == 0:
            asked.clear()
            factories.call(slots[minute // 5], bob, now=utc_now())
            assert asked == []
        at_now.shift(MINUTE)
        worker.deliver()
    assert asked
    assert "refused" in worker.trouble
    queue = sending.look(now=utc_now())
    assert (queue.due, queue.counts["failed"]) == (24, 0)
    written = [message_id(mail.dedup_key, "127.0.0.1") for mail in reversed(outbox.list_latest(limit=50))]
    with run_server(port=port) as server:
        at_now.shift(LONGEST_PAUSE)
        worker.deliver()
        assert server.ids == written
        assert worker.trouble == ""


def test_pauses_grow_to_a_minute_while_the_server_is_away(worker, write, at_now):
    """F-11."""
    write()
    tries = 0
    for _ in range(60 * 60):
        at_now.shift(timedelta(seconds=1))
        before = worker._failures
        worker.deliver()
        tries += worker._failures - before
    assert 60 <= tries <= 130
