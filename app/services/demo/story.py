"""Fifteen weeks of a coaching programme, made up: the same for the same seed and instant, and true to every rule."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count
from random import Random

from app.services.demo import absences, afterwards, chats, hours, illness, notes, opening_scene, terms, waiting, wanting
from app.services.demo.actions import (
    Answer,
    Ask,
    Book,
    Cancel,
    Event,
    Hide,
    LoseRace,
    Miss,
    Move,
    PublishSeries,
    Rate,
    Withdraw,
)
from app.services.demo.calendar import Opening, joined_at, openings, patterns
from app.services.demo.coaches import COACHES, Coach
from app.services.demo.diary import Diary

CANCELLED, MOVED, BY_COACH, NOTED = 0.07, 0.03, 0.35, 0.5
# The usual cut-off is 12 hours; nobody here comes close to it.
CUT_OFF = timedelta(hours=13)
JUST_NOW = timedelta(minutes=5)
SHORTEST_NOTICE = timedelta(hours=2)
# Of bookings, by their number: somebody else wanted that slot a few seconds later.
RACED, SECONDS = 60, timedelta(seconds=4)
HIDDEN_AFTER = timedelta(days=2)
# A coach who approves bookings; the student of the opening scene waits for an answer, too.
ASKING = Ask("saoirse", (opening_scene.STUDENT, "liam"), "My essay is due at the end of the month.")


def tell(*, seed: int, now: datetime) -> list[Event]:
    """Return everything that happens, in the order in which it does."""
    return sorted(_Story(seed, now).events(), key=lambda event: event.at)


class _Story:
    def __init__(self, seed: int, now: datetime) -> None:
        self._now = now
        self._chance = Random(seed)
        self._diary = Diary(self._chance)
        self._diary.favour(opening_scene.COACH, opening_scene.STUDENT, times=4)
        self._numbers = count(1)
        self._taken: set[Opening] = set()
        self._missed: Counter[str] = Counter()
        self._has_hidden = False

    def events(self) -> Iterator[Event]:
        for student, slot in (*opening_scene.slots(self._now), *absences.slots(self._now), *illness.slots(self._now)):
            self._diary.give(student, slot)
        yield from terms.tell(self._now)
        yield from opening_scene.tell(self._now)
        yield from chats.tell(self._now)
        yield from hours.tell(self._now)
        yield from wanting.tell(self._now)
        for coach in COACHES:
            if coach.email == ASKING.coach:
                yield Event(self._now - JUST_NOW, ASKING)
            if coach is waiting.SOLD_OUT:
                yield from waiting.tell(self._now)
            if coach is absences.COACH:
                yield from absences.tell(self._now)
            if coach is illness.COACH:
                yield from illness.tell(self._now)
            free_days = opening_scene.free_days(coach, self._now)
            offered: list[Opening] = []
            for pattern in patterns(coach, now=self._now, free_days=free_days):
                yield Event(_published_at(coach, self._now), PublishSeries(coach.email, pattern))
                offered += openings(coach, pattern)
            offered.sort(key=lambda slot: slot.starts_at)
            for index, slot in enumerate(offered):
                if slot not in self._taken:
                    yield from self._slot(slot, coach, later=offered[index + 1 :])

    def _slot(self, slot: Opening, coach: Coach, *, later: Sequence[Opening]) -> Iterator[Event]:
        is_sold_out = coach.habits.is_sold_out and slot.starts_at > self._now
        booked_at = self._booked_at(slot, coach, is_sold_out=is_sold_out)
        student = self._diary.pick(slot) if booked_at else None
        if booked_at is None or student is None or absences.is_paused(student, booked_at, self._now):
            if is_sold_out:
                yield Event(self._now - JUST_NOW, Withdraw(slot))
            return
        call = next(self._numbers)
        self._diary.give(student, slot)
        note = self._chance.choice(notes.BOOKING) if self._chance.random() < NOTED else ""
        yield Event(booked_at, Book(call, slot, student, note))
        if call % RACED == 0:
            yield Event(booked_at + SECONDS, LoseRace(slot))
        fate, changed_at = self._chance.random(), self._between(booked_at, slot.starts_at - CUT_OFF)
        if changed_at and not is_sold_out and fate < CANCELLED:
            yield Event(changed_at, self._cancel(call))
            return
        if changed_at and not is_sold_out and fate < CANCELLED + MOVED:
            target = self._free_target(student, later)
            if target:
                yield Event(changed_at, Move(call, target, self._chance.choice(notes.MOVED)))
                slot = target
        may_miss = absences.may_miss(student, self._missed[student])
        said = list(afterwards.log(call, slot, coach, may_miss=may_miss, chance=self._chance, now=self._now))
        self._missed[student] += sum(isinstance(event.action, Miss) for event in said)
        yield from said
        yield from self._hide(said)

    def _hide(self, said: Sequence[Event]) -> Iterator[Event]:
        """Yield that the first review with words and no answer is hidden some days later."""
        rated = [(event.at, event.action) for event in said if isinstance(event.action, Rate) and event.action.comment]
        if self._has_hidden or any(isinstance(event.action, Answer) for event in said):
            return
        for at, review in rated:
            if at + HIDDEN_AFTER < self._now:
                self._has_hidden = True
                yield Event(at + HIDDEN_AFTER, Hide(review.call, "The student asked for it."))

    def _booked_at(self, slot: Opening, coach: Coach, *, is_sold_out: bool) -> datetime | None:
        if is_sold_out:
            return self._now - JUST_NOW - timedelta(hours=self._chance.uniform(1, 140))
        if self._chance.random() > coach.habits.filled:
            return None
        notice = SHORTEST_NOTICE + timedelta(days=self._chance.expovariate(1 / 8))
        at = max(
            slot.starts_at - notice, _published_at(coach, self._now) + timedelta(hours=self._chance.uniform(1, 99))
        )
        return at if at < self._now - JUST_NOW else None

    def _between(self, earliest: datetime, latest: datetime) -> datetime | None:
        earliest, latest = earliest + JUST_NOW, min(latest, self._now - JUST_NOW)
        return earliest + (latest - earliest) * self._chance.random() if earliest < latest else None

    def _cancel(self, call: int) -> Cancel:
        by_coach = self._chance.random() < BY_COACH
        reasons = notes.CANCELLED_BY_COACH if by_coach else notes.CANCELLED_BY_STUDENT
        return Cancel(call, by_coach, self._chance.choice(reasons))

    def _free_target(self, student: str, later: Sequence[Opening]) -> Opening | None:
        for slot in later[:8]:
            if slot not in self._taken and self._diary.is_free(student, slot):
                self._diary.give(student, slot)
                self._taken.add(slot)
                return slot
        return None


def _published_at(coach: Coach, now: datetime) -> datetime:
    return joined_at(coach, now) + timedelta(hours=20)
