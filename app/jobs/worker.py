"""The worker: a clock that ticks, and what is done at each tick. Any number of them may run."""

import logging
import os
import random
import secrets
import signal
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event
from time import monotonic

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask

from app.db import is_unreachable, transact
from app.domain.clock import utc_now
from app.domain.errors import Unavailable
from app.domain.mail import ServerFailed
from app.domain.ports import Asker, Mailer
from app.jobs import calendars, delivery, hooks, upkeep
from app.services import workers

log = logging.getLogger(__name__)

LOOK_EVERY, REMIND_EVERY, REPORT_EVERY = timedelta(seconds=2), timedelta(seconds=15), timedelta(seconds=15)
CALENDARS_EVERY, HOLDS_EVERY, RULES_EVERY = timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=10)
WAITLIST_EVERY = SOON = timedelta(seconds=15)
# While the server fails it is tried less and less often; the first mail that goes ends that (F-11).
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=4), timedelta(minutes=1)
STOPPING = {signal.SIGTERM, signal.SIGINT}


class Worker:
    """One process that sends what is due until it is told to stop."""

    def __init__(self, app: Flask, mailer: Mailer, asker: Asker) -> None:
        self.app = app
        self.mailer = mailer
        self.asker = asker
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self.started_at: datetime = utc_now()
        self.trouble = ""
        self._failures = 0
        self._paused_until = monotonic()
        self._stop = Event()

    def run(self) -> None:
        """Work until SIGTERM or Ctrl-C; the mail in hand is still sent."""
        # Before the first thread begins, which would otherwise take the signal.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
        scheduler = self.schedule()
        self.report()
        scheduler.start()
        log.info("worker %s has started", self.name)
        signal.sigwait(STOPPING)
        self._stop.set()
        scheduler.shutdown()
        self.leave()

    def schedule(self) -> BackgroundScheduler:
        """Return the clock with all that is done at its ticks."""
        # A tick that comes while the last one is at work is left out.
        scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        for job, every in (
            (self.report, REPORT_EVERY),
            (self.remind, REMIND_EVERY),
            (self.deliver, LOOK_EVERY),
            (self.tell_webhooks, LOOK_EVERY),
            (self.keep_calendars, CALENDARS_EVERY),
            (self.clear_holds, HOLDS_EVERY),
            (self.open_rules, RULES_EVERY),
            (self.offer_slots, WAITLIST_EVERY),
        ):
            ticks = IntervalTrigger(seconds=every.total_seconds(), timezone=UTC)
            # Soon for the first time: a worker that is often started anew would never come to what is rare. It is
            # reckoned from the ticks themselves, which go by the machine's clock: ours may be shifted.
            first = ticks.start_date - max(every - SOON, timedelta(0))
            scheduler.add_job(job, ticks, next_run_time=first)
        return scheduler

    def deliver(self) -> None:
        """Send what is due, unless the server has just failed."""
        if monotonic() < self._paused_until:
            return
        try:
            with self.app.app_context():
                sent = delivery.deliver_due(self.mailer, is_stopping=self._stop.is_set)
        except ServerFailed as failure:
            self._pause(str(failure))
        except Exception as error:
            _survive(error)
        else:
            if sent:
                log.info("mail: %s", ", ".join(f"{count} {state}" for state, count in sorted(sent.items())))
                self.trouble, self._failures = "", 0

    def tell_webhooks(self) -> None:
        """Tell webhooks what has happened; a slow one keeps no mail waiting."""
        self._try(lambda: hooks.deliver_due(self.asker, is_stopping=self._stop.is_set))

    def remind(self) -> None:
        """Write the reminders that have become due; they go with the rest."""
        self._try(delivery.write_reminders)

    def keep_calendars(self) -> None:
        """Write calls into people's own calendars, in a thread of its own: no mail waits for a slow one."""
        self._try(lambda: calendars.keep_up(is_stopping=self._stop.is_set))

    def clear_holds(self) -> None:
        """Let go of slots that were held for long enough."""
        self._try(upkeep.clear_holds)
        self._try(upkeep.end_requests)

    def open_rules(self) -> None:
        """Open the slots of weekly rules that have come near enough, see who missed calls, and forget what is old."""
        self._try(upkeep.open_rules)
        self._try(upkeep.weigh_no_shows)
        self._try(upkeep.forget_demand)

    def offer_slots(self) -> None:
        """Ask those who wait, one after the other, about what is free."""
        self._try(upkeep.offer_slots)

    def report(self) -> None:
        """Write down that this worker lives, and what keeps mail from going."""
        self._try(
            lambda: transact(
                lambda: workers.beat(self.name, started_at=self.started_at, trouble=self.trouble, now=utc_now())
            )
        )

    def leave(self) -> None:
        """Let go of the server, and of the place among the workers."""
        self.mailer.close()
        self._try(lambda: transact(lambda: workers.leave(self.name)))
        log.info("worker %s has stopped", self.name)

    def _try(self, work: Callable[[], object]) -> None:
        try:
            with self.app.app_context():
                work()
        except Exception as error:
            _survive(error)

    def _pause(self, trouble: str) -> None:
        self.trouble = trouble
        chance = random.uniform(0.5, 1)  # noqa: S311  # it only spreads attempts
        pause = min(FIRST_PAUSE * (1 << min(self._failures, 10)), LONGEST_PAUSE) * chance
        self._failures += 1
        self._paused_until = monotonic() + pause.total_seconds()
        log.error("the mail server fails (%s); next try in %.0f s", trouble, pause.total_seconds())


def _survive(error: Exception) -> None:
    """Go on at the next tick: a database that is away comes back, and a bug in one mail is not one in the others."""
    if isinstance(error, Unavailable) or is_unreachable(error):
        log.warning("the database does not answer: %s", type(error).__name__)
    else:
        log.exception("a tick failed", exc_info=error)
