"""What a coach of the demo says of a call that has ended."""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from app.services.demo import notes
from app.services.demo.actions import Answer, Contradict, Event, Log, Miss, Rate
from app.services.demo.calendar import Opening
from app.services.demo.coaches import Coach

# How often each score is given, of a hundred.
SCORES = {1: 1, 2: 2, 3: 9, 4: 28, 5: 60}
BAD_WEEK = -1.1
PRIVATELY_NOTED, CHANGED = 0.25, 0.04
REVIEWED, COMMENTED, NAMED, ANSWERED = 0.35, 0.7, 0.5, 0.3
HALF_TIME = 6
# Of calls that a student is said to have missed, by their number.
CONTRADICTED, CONTRADICTED_AFTER = 4, timedelta(hours=3)


def log(call: int, slot: Opening, coach: Coach, *, may_miss: bool, chance: Random, now: datetime) -> Iterator[Event]:
    """Yield that the call was missed, if it may be, or its log and sometimes a later version of it."""
    # Logged the same evening, so that few calls wait for it.
    at = slot.ends_at + timedelta(minutes=chance.randint(5, 110))
    if at >= now:
        return
    if chance.random() < coach.habits.missed and may_miss:
        yield Event(at, Miss(call))
        said_at = at + CONTRADICTED_AFTER
        if call % CONTRADICTED == 0 and now - timedelta(days=14) < said_at < now:
            yield Event(said_at, Contradict(call))
        return
    texts = notes.SHORT if coach.habits.is_terse else notes.SHARED
    shared = chance.choice(texts) if chance.random() < coach.habits.noted else ""
    private = chance.choice(notes.PRIVATE) if chance.random() < PRIVATELY_NOTED else ""
    satisfaction = _score(slot, coach, chance, now)
    yield Event(at, Log(call, satisfaction, shared, private, _steps(call)))
    changed_at = at + timedelta(hours=chance.randint(12, 60))
    if chance.random() < CHANGED and changed_at < now:
        yield Event(changed_at, Log(call, min(satisfaction + 1, 5), shared_note=chance.choice(texts)))

    # By another dice, so that reviews change nothing of what else happens.
    yield from _review(call, satisfaction, after=at, chance=Random(call), now=now)


def _review(call: int, satisfaction: int, *, after: datetime, chance: Random, now: datetime) -> Iterator[Event]:
    """Yield what some students say of a call that was logged, and what the coach answers to some."""
    at = after + timedelta(minutes=chance.randint(30, 40 * 60))
    if chance.random() > REVIEWED or at >= now:
        return
    rating = min(5, max(1, satisfaction + chance.choice((-1, 0, 0, 0, 1))))
    comment = chance.choice(notes.REVIEWS[rating]) if chance.random() < COMMENTED else ""
    yield Event(at, Rate(call, rating, comment, chance.random() < NAMED))
    answered_at = at + timedelta(hours=chance.randint(2, 70))
    if comment and chance.random() < ANSWERED and answered_at < now:
        yield Event(answered_at, Answer(call, notes.ANSWERS[rating > 3]))


def _steps(call: int) -> tuple[str, ...]:
    """Return what is agreed at every third call; by its number, so that nothing else of the story depends on it."""
    return notes.STEPS[call % len(notes.STEPS)] if call % 3 == 0 else ()


def _score(slot: Opening, coach: Coach, chance: Random, now: datetime) -> int:
    week = math.floor((slot.starts_at - now) / timedelta(weeks=1))
    lean = BAD_WEEK if week in coach.habits.bad_weeks else coach.habits.trend * (1 + week / HALF_TIME)
    weights = [share * math.exp(lean * score) for score, share in SCORES.items()]
    return chance.choices(list(SCORES), weights)[0]
