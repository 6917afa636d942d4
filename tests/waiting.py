"""Students who wait, asked one after the other, and what is told to them."""

from datetime import timedelta

from app.db import db, transact
from app.models import Offer, Wish
from app.services import (
    offers,
    outbox,
)
from tests import factories
from tests.conftest import NOW
from tests.factories import USUAL, acting

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
# What waits for a lock is written a moment later.
MINUTE = timedelta(minutes=1)
A_MOMENT = MINUTE + SECOND
SOON = NOW + 5 * MINUTE


def offered(now=NOW, policy=USUAL):
    """Offer what is due; return the students, in order."""
    numbers = factories.offer(policy=policy, now=now)
    return [db.session.get(Offer, number, populate_existing=True).student_id for number in numbers]


def running(student, now=NOW):
    [one] = offers.list_running(student, now=now)
    return one


def is_near(instant, other):
    return abs(instant - other) < SECOND


def settle(now, policy=USUAL):
    for number in offers.list_ended(policy=policy, now=now):
        transact(lambda n=number: offers.settle(n, policy=policy, now=now))


def decline(student, now=NOW):
    transact(lambda: offers.decline(actor=acting(student), offer_id=running(student, now).id, now=now))


def wish_of(student):
    return db.session.query(Wish).filter_by(student_id=student).order_by(Wish.id.desc()).populate_existing().first()


def told(student):
    return [one.kind for one in outbox.list_latest(limit=99) if one.user_id == student and "waitlist" in one.kind]
