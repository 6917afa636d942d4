"""What a coach of the demo says of a call that has ended."""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from app.services.demo import notes
from app.services.demo.actions import Event, Log, Miss
from app.services.demo.calendar import Opening
from app.services.demo.coaches import Coach

# How often each score is given, of a hundred.
SCORES = {1: 1, 2: 2, 3: 9, 4: 28, 5: 60}
BAD_WEEK = -1.1
PRIVATELY_NOTED, CHANGED = 0.25, 0.04
HALF_TIME = 6


def log(call: int, slot: Opening, coach: Coach, *, chance: Random, now: datetime) -> Iterator[Event]:
    """Yield that the call was missed, or its log and sometimes a later version of it."""
    # Logged the same evening, so that few calls wait for it.
    at = slot.ends_at + timedelta(minutes=chance.randint(5, 110))
    if at >= now:
        return
    if chance.random() < coach.habits.missed:
        yield Event(at, Miss(call))
        return
    texts = notes.SHORT if coach.habits.is_terse else notes.SHARED
    shared = chance.choice(texts) if chance.random() < coach.habits.noted else ""
    private = chance.choice(notes.PRIVATE) if chance.random() < PRIVATELY_NOTED else ""
    satisfaction = _score(slot, coach, chance, now)
    yield Event(at, Log(call, satisfaction, shared, private))
    changed_at = at + timedelta(hours=chance.randint(12, 60))
    if chance.random() < CHANGED and changed_at < now:
        yield Event(changed_at, Log(call, min(satisfaction + 1, 5), shared_note=chance.choice(texts)))


def _score(slot: Opening, coach: Coach, chance: Random, now: datetime) -> int:
    week = math.floor((slot.starts_at - now) / timedelta(weeks=1))
    lean = BAD_WEEK if week in coach.habits.bad_weeks else coach.habits.trend * (1 + week / HALF_TIME)
    weights = [share * math.exp(lean * score) for score, share in SCORES.items()]
    return chance.choices(list(SCORES), weights)[0]
