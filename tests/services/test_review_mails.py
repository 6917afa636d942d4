"""Mails about reviews: asked for at most once per call, and told once they show."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain.attendance import Claim
from app.domain.calls import CallStatus
from app.services import attendance, feedback, muting, notices, outbox, outcomes, review_mails, reviews
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

pytestmark = pytest.mark.usefixtures("app")
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
# Of a call that ends at 16:00 in New York.
END = NOW + 2 * DAY + 12 * HOUR


@pytest.fixture
def people(app):
    return factories.coach("alice"), factories.person("bob")


def call(people, end=END):
    return factories.call(factories.slot(people[0], end - 2 * HOUR), people[1])


def review(people, number=1, now=END):
    transact(lambda: reviews.record(actor=acting(people[1]), call_id=number, rating=5, now=now))


def plan(now):
    transact(lambda: review_mails.plan(now=now))
    found = [one for one in outbox.list_latest(limit=99) if one.kind in ("review_due", "new_review")]
    return [(one.kind, one.name.split()[0]) for one in found]


def why_skip(now):
    message = next(one for one in outbox.list_latest(limit=99) if one.kind in ("review_due", "new_review"))
    return notices.why_skip(message, policy=USUAL, now=now)


def test_a_student_is_asked_once_for_each_call_an_hour_after_it_and_by_day(people):
    call(people)
    assert plan(END + HOUR - MINUTE) == []
    assert plan(END + 6 * HOUR) == []
    assert plan(END + 16 * HOUR) == [("review_due", "Bob")]
    assert plan(END + 3 * DAY) == [("review_due", "Bob")]
    call(people, END + 3 * DAY)
    assert plan(END + 3 * DAY + HOUR) == 2 * [("review_due", "Bob")]


@pytest.mark.parametrize("what", ["reviewed", "missed", "coach missed", "cannot be asked any more"])
def test_nobody_is_asked_for_what_cannot_be_said_or_was(people, what):
    number, now = call(people), END + 16 * HOUR
    if what == "reviewed":
        review(people)
    elif what == "missed":
        missed = {"actor": acting(people[0]), "call_id": number, "outcome": CallStatus.NO_SHOW, "now": END}
        transact(lambda: outcomes.record(**missed))
    elif what == "coach missed":
        said = {"actor": acting(people[1]), "call_id": number, "claim": Claim.COACH_MISSED, "now": END}
        transact(lambda: attendance.say(**said))
    else:
        now = END + 7 * DAY
    assert [kind for kind, _ in plan(now)] == []


def test_a_mail_that_asks_is_skipped_once_nothing_waits_or_it_is_not_wanted(people):
    call(people)
    now = END + HOUR
    plan(now)
    assert why_skip(now) == ""
    review(people, now=now)
    assert why_skip(now) == "nothing waits any more"
    transact(lambda: muting.mute(actor=acting(people[1]), user_id=people[1], sort="review_due", now=now))
    assert why_skip(now) == "switched off"


def test_a_coach_is_told_of_a_review_once_both_have_said_how_it_went(people):
    number, now = call(people), END + 2 * HOUR
    review(people)
    assert plan(now) == []
    transact(lambda: feedback.record(actor=acting(people[0]), call_id=number, satisfaction=4, now=now))
    assert plan(now + MINUTE) == plan(now + HOUR) == [("new_review", "Alice")]
    assert why_skip(now + HOUR) == ""
    transact(lambda: reviews.hide(actor=ADMIN, call_id=number, reason="rude", now=now))
    assert why_skip(now + HOUR) == "the review is hidden"


def test_or_once_seven_days_have_passed(people):
    call(people)
    review(people)
    assert plan(END + 7 * DAY - MINUTE) == []
    assert plan(END + 7 * DAY + MINUTE) == [("new_review", "Alice")]
