"""Who does not come in the demo: one student was warned of it; another one was, and may not book for a while."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from app.domain.no_shows import SECOND_THOUGHTS
from app.domain.timezones import to_local, to_utc_forward
from app.services.demo.actions import Book, Event, Miss, PublishSlot, Weigh
from app.services.demo.calendar import Opening
from app.services.demo.coaches import COACHES
from app.services.demo.opening_scene import STUDENT

COACH = next(coach for coach in COACHES if coach.email == "noah")
# As `make run` has it: who misses so many calls is warned, and who then misses one more is paused.
LIMIT = 3
WARNED, PAUSED = "ethan", "olivia"
# Their Sundays, in weeks before the last one, and their hour; nobody else here comes near the limit.
SUNDAYS = {WARNED: ((-2, -1, 0), time(11)), PAUSED: ((-3, -2, -1, 0), time(14))}
MOST = {WARNED: 0, PAUSED: 0, STUDENT: 1}
SUNDAY, FIRST_CALL = 7, -11
WEEK, A_WHILE_AGO = timedelta(weeks=1), timedelta(days=2)
SAID_AFTER = timedelta(minutes=30)
WEIGHED_AFTER = SAID_AFTER + SECOND_THOUGHTS + timedelta(minutes=5)


def slots(now: datetime) -> list[tuple[str, Opening]]:
    """Return the slots to which these students did not come."""
    today = to_local(now - A_WHILE_AGO, COACH.timezone).date()
    last = today - timedelta(days=today.isoweekday() % SUNDAY)
    return [
        (student, Opening(COACH.email, to_utc_forward(datetime.combine(last + week * WEEK, at), COACH.timezone)))
        for student, (weeks, at) in SUNDAYS.items()
        for week in weeks
    ]


def may_miss(student: str, times: int) -> bool:
    """Return whether one more missed call of a student leaves this story as it is."""
    return times < MOST.get(student, LIMIT - 1)


def is_paused(student: str, at: datetime, now: datetime) -> bool:
    """Return whether a student may not book: from their last missed call on."""
    return student == PAUSED and at >= max(slot.ends_at for who, slot in slots(now) if who == PAUSED)


def tell(now: datetime) -> Iterator[Event]:
    """Yield the calls that were missed, and what followed; their numbers are negative."""
    for number, (student, slot) in enumerate(slots(now)):
        call = FIRST_CALL - number
        yield Event(slot.starts_at - timedelta(days=6), PublishSlot(slot))
        yield Event(slot.starts_at - timedelta(days=3), Book(call, slot, student, ""))
        yield Event(slot.ends_at + SAID_AFTER, Miss(call))
        yield Event(slot.ends_at + WEIGHED_AFTER, Weigh(LIMIT))
