"""Coaches, students and their calls over two days; what is done to the calls; and which mails that must bring."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from app.db import transact
from app.domain.policy import Policy
from app.domain.reminders import EVENING, MORNING
from app.services import calls, cancelling, moving, slots
from tests import factories
from tests.conftest import NOW
from tests.factories import acting

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
REMINDERS = {"24h": 24 * HOUR, "3h": 3 * HOUR, "1h": HOUR}
POLICY = Policy(reminders=tuple(REMINDERS.values()))
FIRST = NOW + 25 * HOUR
# Of ten calls these are not left alone.
CANCELLED_EARLY, CANCELLED_LATER, UNDONE, MOVED = 3, 6, 8, 9


@dataclass
class Booked:
    """One call, as it came about."""

    call: int
    slot: int
    coach: int
    student: int
    starts_at: datetime
    told_at: datetime
    cancelled_at: datetime | None = None
    # Of each of these sets of keys one mail must have come, whatever becomes of the call; of the others it may.
    told: list[set[str]] = field(default_factory=list)
    may_be_told: set[str] = field(default_factory=set)

    def tell(self, *events: str) -> None:
        """Expect one mail to each of both, of one of these events."""
        self.told += [{f"{event}/{person}" for event in events} for person in (self.coach, self.student)]

    def reminders(self, now: datetime) -> Iterator[tuple[str, datetime]]:
        """Yield the key of each reminder that must have gone, and the start before which it had to."""
        for name, ahead in REMINDERS.items():
            due_at = self.starts_at - ahead
            if self.told_at < due_at <= now and (self.cancelled_at is None or due_at < self.cancelled_at):
                for person in (self.coach, self.student):
                    yield f"reminder/{name}/{self.call}/{self.slot}/{person}", self.starts_at


class World:
    """So many pairs of a coach and a student, with two to eleven calls each, two hours apart."""

    def __init__(self, bookings: int) -> None:
        each = min(11, 2 + bookings // 50)
        pairs = -(-bookings // each)
        self.booked: list[Booked] = []
        # A move tells the student at a time that is not theirs to choose, so what a call was reminded of is kept.
        self.past: dict[str, datetime] = {}
        self._free: dict[int, tuple[int, datetime]] = {}
        self.wanted: list[tuple[int, int, int, datetime]] = []
        for pair in range(pairs):
            coach, student = factories.coach(f"coach{pair}"), factories.person(f"student{pair}")
            starts = [FIRST + pair % 8 * 7 * MINUTE + number * 2 * HOUR for number in range(each + 1)]
            found = transact(lambda: [self._publish(coach, start) for start in starts])  # noqa: B023  # called at once
            self._free[coach] = found[-1], starts[-1]
            self.wanted += [(coach, student, slot, start) for slot, start in zip(found[:-1], starts, strict=False)]
        self.wanted = self.wanted[:bookings]

    @staticmethod
    def _publish(coach: int, starts_at: datetime) -> int:
        return slots.publish(
            actor=acting(coach), coach_id=coach, wall_time=starts_at.replace(tzinfo=None), timezone="UTC",
            policy=POLICY, now=NOW,
        ).slot_id  # fmt: skip

    def book(self, number: int, now: datetime) -> None:
        """Make the so-manieth booking; some are taken back at once, and some of these made again within the minute."""
        coach, student, slot, starts_at = self.wanted[number]
        book = partial(calls.book, actor=acting(student), student_id=student, slot_id=slot, policy=POLICY, now=now)
        booked = Booked(transact(book), slot, coach, student, starts_at, now)
        self.booked.append(booked)
        event = f"booked/{booked.call}"
        if number % 10 == CANCELLED_EARLY:
            self._cancel(booked, now)
            # A worker may have been quicker.
            booked.may_be_told = {f"{event}/{coach}", f"{event}/{student}"}
        elif number % 10 == UNDONE:
            cancel(booked, now)
            undo = partial(cancelling.restore, actor=acting(student), call_id=booked.call, policy=POLICY, now=now)
            booked.call = transact(undo)
            booked.tell(event, f"booked/{booked.call}")
        else:
            booked.tell(event)

    def change(self, now: datetime) -> None:
        """Cancel and move those calls whose first reminder has gone, once each."""
        for number, booked in enumerate(self.booked):
            if booked.cancelled_at or not 15 * HOUR < booked.starts_at - now < 20 * HOUR:
                continue
            if number % 10 == CANCELLED_LATER:
                self._cancel(booked, now)
            elif number % 10 == MOVED and booked.coach in self._free:
                self._move(booked, now)

    def _cancel(self, booked: Booked, now: datetime) -> None:
        cancel(booked, now)
        booked.cancelled_at = now
        booked.tell(f"cancelled/{booked.call}")

    def _move(self, booked: Booked, now: datetime) -> None:
        slot, starts_at = self._free.pop(booked.coach)
        self.past |= dict(booked.reminders(now))
        actor = acting(booked.student)
        transact(partial(moving.move, actor=actor, call_id=booked.call, slot_id=slot, policy=POLICY, now=now))
        booked.slot, booked.starts_at, booked.told_at = slot, starts_at, now
        booked.tell(f"moved/{booked.call}/2")

    def reminders(self, now: datetime) -> dict[str, datetime]:
        """Return every reminder that must have gone by then, and the start before which it had to."""
        return self.past | {key: start for booked in self.booked for key, start in booked.reminders(now)}

    def digests(self, now: datetime) -> set[str]:
        """Return which coaches are asked for scores at this time of day."""
        if not MORNING <= now.time() < EVENING:
            return set()
        ended = [one for one in self.booked if one.cancelled_at is None and one.starts_at + 2 * HOUR <= now]
        return {f"feedback/{now.date()}/{one.coach}" for one in ended}

    def told(self) -> list[set[str]]:
        """Return what had to be told of what was done: of each set one."""
        return [keys for booked in self.booked for keys in booked.told]

    def may_be_told(self) -> set[str]:
        """Return what need not be told, and may."""
        found = {key for booked in self.booked for key in booked.may_be_told}
        return found | {f"review_due/{booked.call}/{booked.student}" for booked in self.booked}

    def next_due(self, after: datetime) -> datetime | None:
        """Return when the next reminder is due."""
        ahead = (booked.starts_at - before for booked in self.booked for before in REMINDERS.values())
        return min((due_at for due_at in ahead if due_at > after), default=None)


def cancel(booked: Booked, now: datetime) -> None:
    """Cancel a call for its student."""
    actor = acting(booked.student)
    transact(partial(cancelling.cancel, actor=actor, call_id=booked.call, policy=POLICY, now=now))
