"""Two days of a programme in a minute: people book, workers send and die, and what arrived is held against what had to.

The clock stands at an instant, is pushed to the next when nothing is left to send, and never while a worker has a mail
in hand: a lease is a minute of the clock, and would end under it.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from time import perf_counter

from sqlalchemy import select

from app.db import db
from app.domain.mail import LEASE, message_id
from app.models import OutboxMessage
from app.services import sending
from tests.conftest import NOW
from tests.mail_server import MailServer
from tests.races.mail_workers import Workers, wait_until
from tests.races.mail_world import HOUR, World

STEP = HOUR
SECOND = timedelta(seconds=1)
HOST = "127.0.0.1"


@dataclass
class Verdict:
    """What was found wrong, as keys of mails, and what was counted."""

    lost: set[str] = field(default_factory=set)
    uncalled_for: set[str] = field(default_factory=set)
    after_start: set[str] = field(default_factory=set)
    stuck: set[str] = field(default_factory=set)
    # Copies that no death explains: each death between a server's having a mail and our knowing it may make one.
    unexplained_copies: int = 0
    copies: int = 0
    messages: int = 0
    deaths: Counter[str] = field(default_factory=Counter)
    slowest_booking: float = 0

    @property
    def faults(self) -> dict[str, int]:
        """Return how many mails were wrong in which way."""
        return {
            "lost": len(self.lost),
            "uncalled for": len(self.uncalled_for),
            "after the start": len(self.after_start),
            "never sent": len(self.stuck),
            "twice": self.unexplained_copies,
        }

    @property
    def is_good(self) -> bool:
        """Return whether every mail arrived that had to, as one message, in time, and no other."""
        return not any(self.faults.values())


class Run:
    """One programme, its workers, and the server that counts what arrives."""

    def __init__(self, workers: Workers, server: MailServer, *, bookings: int) -> None:
        self.workers = workers
        self.server = server
        self.world = World(bookings)
        self.arrivals: dict[str, datetime] = {}
        self.digests: set[str] = set()
        self.digests_allowed: set[str] = set()
        self.slowest_booking = 0.0
        self._keys: set[str] = set()
        self._last_seen = 0
        self._drained_at = NOW
        server.answer_data = self._arrive

    def two_days(self) -> Verdict:
        """Book everything, then push the clock from reminder to reminder until the last call has begun."""
        self.first_hour()
        at = NOW
        while due_at := self.world.next_due(at):
            at = NOW + ceil((due_at - NOW) / STEP) * STEP
            self.stay(at)
        self.stay(max(booked.starts_at for booked in self.world.booked) + 3 * HOUR)
        self.workers.stop()
        return self.verdict()

    def first_hour(self) -> None:
        """Make every booking while workers send and die."""
        self.stay(NOW, self._book_all)

    def stay(self, at: datetime, work: Callable[[], None] | None = None) -> None:
        """Push the clock there, and stay until all that is due has gone, past the leases of the dead too."""
        self.workers.push(at)
        (work or self._change)()
        self._drain(is_deadly=True)
        while self._is_any_left():
            self.workers.push(self.now() + LEASE + SECOND)
            self._drain(is_deadly=False)

    def verdict(self) -> Verdict:
        """Hold what has arrived against what was done."""
        reminders = self.world.reminders(self.now())
        told = [*self.world.told(), *({key} for key in reminders), *({key} for key in self.digests)]
        keys = {message_id(key, HOST): key for key in self._written()}
        copies = self.server.copies
        arrived = {keys.get(one, one) for one in copies}
        allowed = set().union(*told, self.world.may_be_told(), self.digests_allowed)
        deaths = self.workers.deaths
        extra = sum(copies.values()) - len(copies)
        return Verdict(
            lost={min(wanted) for wanted in told if not wanted & arrived},
            uncalled_for=(arrived - allowed) | {key for wanted in told for key in sorted(wanted & arrived)[1:]},
            after_start={
                keys[one] for one, at in self.arrivals.items() if at >= reminders.get(keys.get(one, ""), at + SECOND)
            },
            stuck=self._stuck(),
            unexplained_copies=max(0, extra - self.workers.left_open),
            copies=extra,
            messages=len(copies),
            deaths=deaths,
            slowest_booking=self.slowest_booking,
        )  # fmt: skip

    def _stuck(self) -> set[str]:
        """Return what waits and must not; what a last tick wrote while workers were told to stop waits for the next."""
        waiting = select(OutboxMessage.dedup_key).where(OutboxMessage.state == "waiting")
        return set(db.session.scalars(waiting.where(OutboxMessage.created_at <= self._drained_at)))

    def now(self) -> datetime:
        """Return the instant as the workers have it."""
        return self.workers.clock.now()

    def _book_all(self) -> None:
        for number in range(len(self.world.wanted)):
            began = perf_counter()
            self.world.book(number, self.now())
            self.slowest_booking = max(self.slowest_booking, perf_counter() - began)
            self.workers.tend(is_deadly=True)

    def _change(self) -> None:
        self.world.change(self.now())

    def _drain(self, *, is_deadly: bool) -> None:
        self._drained_at = began = self.now()
        self.digests |= self.world.digests(began)
        wait_until(
            lambda: not self._is_any_due() and self._is_planned(began) and not self._is_any_due(),
            meanwhile=lambda: self.workers.tend(is_deadly=is_deadly),
            told="mail is due and does not go",
        )
        self.digests_allowed |= self.world.digests(self.now())

    def _is_planned(self, at: datetime) -> bool:
        return {*self.world.reminders(at), *self.world.digests(at)} <= self._written()

    def _is_any_due(self) -> bool:
        due = sending.is_any_due(now=self.now())
        db.session.rollback()
        return due

    def _is_any_left(self) -> bool:
        """Return whether a mail that is due has not ended: whoever claimed it has died, or has it in hand now."""
        left = select(OutboxMessage.id).where(OutboxMessage.state == "waiting", OutboxMessage.due_at <= self.now())
        found = db.session.scalar(left.limit(1))
        db.session.rollback()
        return found is not None

    def _written(self) -> set[str]:
        """Return the keys of all mails; what was seen before is not asked for again."""
        statement = select(OutboxMessage.id, OutboxMessage.dedup_key).where(OutboxMessage.id > self._last_seen)
        for number, key in db.session.execute(statement.order_by(OutboxMessage.id)):
            # PostgreSQL gives out numbers before they are committed: look behind.
            self._last_seen = max(self._last_seen, number - 1000)
            self._keys.add(key)
        db.session.rollback()
        return self._keys

    def _arrive(self, mail) -> None:
        self.arrivals[str(mail["Message-ID"])] = self.now()
