"""Calls that lie behind: a coach's slots of many weeks, most of them booked, some missed, cancelled or scored."""

from datetime import timedelta
from random import Random

from app.db import transact
from app.domain.calls import CallStatus
from app.services import cancelling, feedback, outcomes
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


def held(coach, student, starts_at, score=None, **notes):
    """Make a call that took place, with the coach's score if there is one; return its number."""
    call = booked(coach, student, starts_at)
    at = starts_at + 3 * HOUR
    if score:
        transact(lambda: feedback.record(actor=ADMIN, call_id=call, satisfaction=score, now=at, **notes))
    else:
        transact(lambda: outcomes.record(actor=ADMIN, call_id=call, outcome=CallStatus.COMPLETED, now=at))
    return call


def missed(coach, student, starts_at):
    """Make a call to which the student did not come; return its number."""
    call = booked(coach, student, starts_at)
    at = starts_at + 3 * HOUR
    transact(lambda: outcomes.record(actor=ADMIN, call_id=call, outcome=CallStatus.NO_SHOW, now=at))
    return call


def booked(coach, student, starts_at):
    """Make a call of which nobody has said how it went; return its number."""
    return factories.call(unbooked(coach, starts_at), student, now=starts_at - DAY)


def unbooked(coach, starts_at):
    """Make an offered time; return its number."""
    return factories.slot(coach, starts_at, now=starts_at - 2 * DAY)


def cancelled(coach, student, starts_at):
    """Make a call that the student cancelled in time; return its number."""
    call, at = booked(coach, student, starts_at), starts_at - 20 * HOUR
    transact(
        lambda: cancelling.cancel(
            actor=factories.acting(student), call_id=call, reason="", version=1, key="", policy=USUAL, now=at
        )
    )
    return call


def generated(coach, students, *, weeks=14, seed=7):
    """Give a coach a slot on most days of many weeks, and each some fate."""
    chance = Random(seed)
    fates = ("held",) * 6 + ("unbooked", "unbooked", "missed", "cancelled", "booked")
    for week in range(1, weeks + 1):
        for day in chance.sample(range(7), 2):
            starts_at = NOW - week * WEEK + day * DAY + chance.choice((0, 2, 9, 12)) * HOUR
            fate, student = chance.choice(fates), chance.choice(students)
            if fate == "held":
                held(coach, student, starts_at, chance.choice((1, 3, 4, 4, 5, 5, None)))
            elif fate == "unbooked":
                unbooked(coach, starts_at)
            else:
                {"missed": missed, "cancelled": cancelled, "booked": booked}[fate](coach, student, starts_at)
