"""Who waits in the demo: for a coach who is booked out, and for a subject; one time is held for the first of them."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from app.domain.search import TimeOfDay
from app.domain.timezones import to_local, to_utc_forward
from app.domain.waitlist import Window
from app.services.demo.actions import Event, Offer, PublishSlot, Wait
from app.services.demo.calendar import Opening
from app.services.demo.coaches import COACHES
from app.services.demo.opening_scene import STUDENT

SOLD_OUT = next(coach for coach in COACHES if coach.habits.is_sold_out)
SUNDAY = 7
EVENINGS = Window(frozenset({1, 2, 3, 4, 5}), frozenset({TimeOfDay.EVENING}))
# Who joins after the time was held, and how long ago.
OTHERS = (("grace", timedelta(minutes=40)), ("rohan", timedelta(minutes=25)), ("zoe", timedelta(minutes=10)))


def tell(now: datetime) -> Iterator[Event]:
    """Yield who waits, and the Sunday afternoon that the coach opens after all."""
    yield Event(now - timedelta(days=3), Wait(STUDENT, coach=SOLD_OUT.email))
    yield Event(now - timedelta(days=2), Wait(STUDENT, subject=SOLD_OUT.subjects[0], window=EVENINGS))
    yield Event(now - timedelta(hours=1), PublishSlot(_sunday_afternoon(now)))
    yield Event(now - timedelta(minutes=59), Offer())
    for student, ago in OTHERS:
        yield Event(now - ago, Wait(student, coach=SOLD_OUT.email))


def _sunday_afternoon(now: datetime) -> Opening:
    today = to_local(now + timedelta(days=3), SOLD_OUT.timezone).date()
    sunday = today + timedelta(days=(SUNDAY - today.isoweekday()) % 7)
    return Opening(SOLD_OUT.email, to_utc_forward(datetime.combine(sunday, time(14)), SOLD_OUT.timezone))
