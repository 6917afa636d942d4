"""Storms over HTTP at a real server whose workers die, and the verdict on everything that anybody was told."""

import os
import random
import signal
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

from sqlalchemy import select

from app.db import db
from app.models import Call, Slot
from tests.deploy.nodes import Node
from tests.invariants import check_invariants
from tests.ports import free_port
from tests.proof import clients
from tests.proof.clients import Wish
from tests.proof.history import BOOK, DONE, WITHDRAWN, Fault, Op, check, check_places
from tests.proof.results import Result, tell
from tests.proof.town import LENGTH, SETTINGS, Town, written
from tests.races.crowd import Crowd

SIZE = 8
BY_HAND = "kill -9 at random"
NAMES = ("lost", "double", "phantom", "resurrected", "stale", "unexplained", "key", "two places")

# What one client asks for, one thing after the other.
Wishes = tuple[Wish, ...]


class Fire:
    """A server, its clients, and all that they have seen."""

    def __init__(self, folder: Path, database_url: str, *, deaths_in_thousand: int, plant: str = "") -> None:
        self.deaths_file = folder / "deaths"
        self.deaths_file.touch()
        settings = {
            "COACHBOOK_ENV": "testing",
            "COACHBOOK_SECRET_KEY": "for tests " * 4,
            "COACHBOOK_DATABASE_URL": database_url,
            "WEB_CONCURRENCY": "3",
            "PROOF_DEATHS": str(self.deaths_file),
            "PROOF_DEATHS_RATE": str(deaths_in_thousand),
            "PROOF_PLANT": plant,
        }
        # Made once and forked, so that whoever dies is replaced at once and the next can die.
        command = ("gunicorn", "--config", "gunicorn.conf.py", "--preload", "tests.proof.deadly:app")
        self.server = Node(*command, port=free_port(), log=folder / "server.log", **settings, **SETTINGS)
        self.town = Town(SIZE)
        self.chance = random.Random(1)
        self.crowd: Crowd | None = None
        self.ops: list[Op] = []
        self.storms = 0
        # The slots up to this one have been judged, and nobody asks for them again.
        self.judged = 0
        self.by_hand = 0
        self._kinds = (self._one_slot, self._one_student, self._turnover, self._places)

    def start(self) -> None:
        """Start the server and its clients."""
        self.server.start()
        self.server.wait("/readyz", 200)
        self.crowd = clients.gather(f"http://127.0.0.1:{self.server.port}", SIZE)

    def stop(self) -> None:
        """Stop both."""
        if self.crowd:
            self.crowd.dismiss()
        self.server.stop()

    def rage(self, storms: int, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Let so many storms go, of each kind in turn, while something else is done; all is made ready before."""
        ready = [self._kinds[number % len(self._kinds)]() for number in range(self.storms, self.storms + storms)]
        other = Thread(target=meanwhile)
        other.start()
        for wishes in ready:
            self.chance.shuffle(wishes)
            for outcome in self.crowd.rush([clients.job(*one) for one in wishes]):
                self.ops.extend(outcome.result)
        other.join()
        self.storms += storms

    def kill_one(self) -> None:
        """Kill a worker of the server at some moment of a storm."""
        sleep(self.chance.uniform(0, 0.05))
        pid = self.server.process.pid
        workers = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if workers:
            with suppress(ProcessLookupError):
                os.kill(int(self.chance.choice(workers)), signal.SIGKILL)
                self.by_hand += 1

    def deaths(self) -> Counter[str]:
        """Return how many workers have died where."""
        return Counter(self.deaths_file.read_text("utf-8").split()) + Counter({BY_HAND: self.by_hand})

    def verdict(self, *, after: int = 0) -> list[Fault]:
        """Return all that is wrong with the slots after this one, once everything is still.

        The doctor's questions are asked too, and who is in two places, of everything.
        """
        final: dict[int, list[int]] = defaultdict(list)
        held = []
        active = select(Call.slot_id, Call.student_id, Call.coach_id, Call.starts_at, Call.ends_at)
        for slot, student, coach, starts, ends in db.session.execute(active.where(Call.status != "cancelled")):
            if slot > after:
                final[slot].append(student)
            held += [(who, starts.timestamp(), ends.timestamp()) for who in (student, coach)]
        for slot in db.session.scalars(select(Slot.id).where(Slot.status == "withdrawn", Slot.id > after)):
            final[slot].append(WITHDRAWN)
        db.session.rollback()
        check_invariants()
        return check([op for op in self.ops if op.slot > after], final) + check_places(held)

    def _one_slot(self) -> list[Wishes]:
        """Let five students want one slot, one of them twice over, and look for it then; two others look meanwhile."""
        at = self.town.next_time()
        [slot] = self.town.publish(self.town.coaches[:1], at)
        wanted = [clients.booking(slot, who.id, who.token, f"one {slot}") for who in self.town.students[:5]]
        looking = self._reading(slot, at)
        return [*((wish, looking) for wish in wanted), (wanted[0],), (looking,), (looking,)]

    def _one_student(self) -> list[Wishes]:
        """Let one student ask for one slot with four copies of one request and with four more."""
        [slot] = self.town.publish(self.town.coaches[:1], self.town.next_time())
        who = self.town.students[0]
        keys = [f"copy {slot}"] * 4 + [f"other {slot} {number}" for number in range(4)]
        return [(clients.booking(slot, who.id, who.token, key),) for key in keys]

    def _turnover(self) -> list[Wishes]:
        """Let a student cancel twice what three others and its coach would have, while two look."""
        at, coach, (first, *others) = self.town.next_time(), self.town.coaches[0], self.town.students
        [slot] = self.town.publish([coach], at)
        began = monotonic()
        call = self.town.book(first, slot)
        self.ops.append(Op(BOOK, slot, first.id, began, monotonic(), DONE, call=call))
        leaving = clients.cancelling(call, slot, first.id, first.token, f"off {slot}")
        wanted = [clients.booking(slot, who.id, who.token, f"next {slot}") for who in others[:3]]
        withdrawing, looking = clients.withdrawing(slot, coach.id, coach.token), self._reading(slot, at)
        return [
            (leaving, looking),
            (leaving,),
            *((wish,) for wish in wanted),
            (withdrawing, looking),
            (looking,),
            (looking,),
        ]

    def _places(self) -> list[Wishes]:
        """Let one student want the same time of eight coaches."""
        who = self.town.students[-1]
        slots = self.town.publish(self.town.coaches, self.town.next_time())
        return [(clients.booking(slot, who.id, who.token, f"place {slot}"),) for slot in slots]

    def _reading(self, slot: int, at) -> Wish:
        return clients.reading(slot, written(at), written(at + LENGTH))


@contextmanager
def run_fire(folder: Path, database_url: str, *, deaths_in_thousand: int, plant: str = "") -> Iterator[Fire]:
    """Run the server and its clients, and stop both."""
    fire = Fire(folder, database_url, deaths_in_thousand=deaths_in_thousand, plant=plant)
    try:
        fire.start()
        yield fire
    finally:
        fire.stop()


def judge(fire: Fire, what: str, n: int, unit: str, database: str) -> None:
    """Tell each kind of fault in so many tries since the last time, and fail if there was any."""
    faults = fire.verdict(after=fire.judged)
    fire.judged = max((op.slot for op in fire.ops), default=0)
    for name in NAMES:
        tell(Result(f"{what}: {name}", n, unit, sum(fault.name == name for fault in faults), database))
    assert faults == []
