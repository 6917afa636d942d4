"""Real workers that send mail to a real server, and that die: by the hand of the test, or at a named point."""

import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerProcess
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Lock
from time import monotonic, sleep

from app import create_app
from app.domain import clock
from app.integrations.mailers import mailer_of
from app.integrations.outgoing import Outgoing
from app.jobs import delivery, worker
from config import Config
from tests.races.crowd import processes

# Whoever dies at one of these has not sent the mail yet, or has marked it.
BEFORE = ("outbox.after_select", "outbox.after_claim_commit", "outbox.after_connect", "outbox.after_rcpt")
AFTER = ("outbox.after_mark_commit",)
POINTS = (
    *BEFORE, "outbox.after_data_before_250", "outbox.after_250", "outbox.before_mark_commit", *AFTER,
    "remind.after_due_query", "remind.after_materialise", "remind.before_commit", "remind.after_commit",
)  # fmt: skip
BY_HAND = "kill -9 at random"
PATIENCE = 300
# How often the longest lived pass their points before they die there; whoever starts anew costs more than a mail.
FEWEST_PASSES = 4
# How long all that is due may take; a thousand bookings make two thousand mails at once.
LONGEST_STAY = 3600

# What a worker does differently before it begins.
Plant = Callable[[], None]


class PushedClock:
    """The machine's clock, and how far all processes have pushed it together."""

    def __init__(self, pushed: Synchronized) -> None:
        self.pushed = pushed

    def now(self, zone=UTC) -> datetime:
        return datetime.now(zone) + timedelta(seconds=self.pushed.value)


def _work(settings: dict, pushed: Synchronized, has_mail: Lock, plant: Plant | None) -> None:
    # The same worker, with shorter pauses, that tells when a mail is in its hands.
    worker.LOOK_EVERY, worker.REMIND_EVERY = timedelta(seconds=0.2), timedelta(seconds=0.4)
    clock.datetime = PushedClock(pushed)
    deliver_next = delivery.deliver_next

    def deliver_told(mailer):
        with has_mail:
            return deliver_next(mailer)

    delivery.deliver_next = deliver_told
    if plant:
        plant()
    app = create_app(Config.for_tests(**settings))
    worker.Worker(app, mailer_of(app.config["COACHBOOK"]), Outgoing([])).run()


@dataclass
class Living:
    """A process, where it is to die, and the lock that it holds while it has a mail in hand."""

    process: ForkServerProcess
    point: str
    has_mail: Lock

    def let_finish(self) -> bool:
        """Wait until it has no mail in hand, and keep it from taking another; return False if it dies meanwhile."""
        while self.process.is_alive():
            if self.has_mail.acquire(timeout=0.05):
                return True
        return False

    def may_have_sent(self) -> bool:
        """Return whether it died with a mail in hand of which the server may know, and we do not.

        It reminds in a thread of its own: whoever dies of that, or by hand, may do so at any point of sending.
        """
        return self.point not in (*BEFORE, *AFTER) and not self.has_mail.acquire(block=False)


class Workers:
    """So many workers at a time: whoever dies is counted and replaced."""

    def __init__(
        self, size: int, *, plant: Plant | None, seed: int, passes: int = FEWEST_PASSES, **settings: str
    ) -> None:
        self.plant = plant
        self.passes = max(passes, FEWEST_PASSES)
        self.settings = settings
        self.chance = random.Random(seed)
        self.deaths: Counter[str] = Counter()
        # How many died with a mail in hand that may have been sent: each explains one copy.
        self.left_open = 0
        self._pushed = processes.Value("d", 0.0, lock=False)
        self.clock = PushedClock(self._pushed)
        self._next_point = 0
        self._next_kill = monotonic() + 2
        self._living = [self._start(is_deadly=True) for _ in range(size)]

    def push(self, at: datetime) -> None:
        """Push the clock to an instant, while nobody has a mail in hand."""
        waiting = [one for one in self._living if one.let_finish()]
        self._pushed.value = (at - datetime.now(UTC)).total_seconds()
        for one in waiting:
            one.has_mail.release()

    def tend(self, *, is_deadly: bool) -> None:
        """Count the dead and replace them; when deadly, kill one now and then, and let others die at their points."""
        if is_deadly and monotonic() > self._next_kill:
            victim = self.chance.choice(self._living)
            if victim.process.is_alive():
                victim.point = BY_HAND
                os.kill(victim.process.pid, signal.SIGKILL)
            self._next_kill = monotonic() + self.chance.uniform(0.5, 2) * self.passes
        for place, one in enumerate(self._living):
            if not one.process.is_alive():
                self._count(one)
                self._living[place] = self._start(is_deadly=is_deadly)

    def stop(self) -> None:
        """Tell all to stop, as an operator does, and wait until they have."""
        for one in self._living:
            one.process.terminate()
        for one in self._living:
            one.process.join(PATIENCE)
            assert one.process.exitcode is not None, "a worker does not stop"
            if one.process.exitcode == -signal.SIGKILL:
                self._count(one)
        self._living.clear()

    def kill(self) -> None:
        """End them whatever they do."""
        for one in self._living:
            one.process.kill()
            one.process.join()
        self._living.clear()

    def _count(self, dead: Living) -> None:
        assert dead.process.exitcode == -signal.SIGKILL, f"a worker ended with {dead.process.exitcode}"
        self.deaths[dead.point] += 1
        self.left_open += dead.may_have_sent()

    def _start(self, *, is_deadly: bool) -> Living:
        settings, point = dict(self.settings), ""
        if is_deadly:
            point = POINTS[self._next_point % len(POINTS)]
            self._next_point += 1
            settings["failpoint"] = f"{point}:{self.chance.randrange(self.passes)}"
        has_mail = processes.Lock()
        process = processes.Process(target=_work, args=(settings, self._pushed, has_mail, self.plant), daemon=True)
        process.start()
        return Living(process, point, has_mail)


def wait_until(condition: Callable[[], bool], *, meanwhile: Callable[[], None], told: str) -> None:
    """Look again and again, and do something in between. Raises TimeoutError."""
    limit = monotonic() + LONGEST_STAY
    while not condition():
        if monotonic() > limit:
            raise TimeoutError(told)
        meanwhile()
        sleep(0.1)
