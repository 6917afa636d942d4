"""Who came to a call: the student's word beside the coach's, and the administrator's in the end."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain import errors
from app.domain.attendance import Claim, Finding
from app.domain.calls import CallStatus
from app.domain.periods import Period
from app.domain.rates import Rate
from app.services import attendance, call_views, disputes, feedback, outbox, outcomes, ratings, reports, reviews
from app.services.call_shapes import CallFilter, Reader
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting
from tests.invariants import check_invariants

pytestmark = pytest.mark.usefixtures("app")
END = NOW + timedelta(days=2, hours=2)
DAY = timedelta(days=1)
COMPLETED, NO_SHOW = CallStatus.COMPLETED, CallStatus.NO_SHOW
SAID, UNSAID = (COMPLETED, True, True, 1), (NO_SHOW, False, False, 0)


@pytest.fixture
def people(app):
    """Alice's call with Bob."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    factories.call(factories.slot(alice), bob)
    return acting(alice), acting(bob)


def say(actor, claim=Claim.COACH_MISSED, now=END):
    transact(lambda: attendance.say(actor=actor, call_id=1, claim=claim, now=now))


def end(actor, outcome, now=END):
    transact(lambda: outcomes.record(actor=actor, call_id=1, outcome=outcome, now=now))


def admit(actor, now=END):
    transact(lambda: attendance.admit(actor=actor, call_id=1, now=now))


def settle(finding, actor=ADMIN, reason="asked both", now=END):
    transact(lambda: attendance.settle(actor=actor, call_id=1, finding=finding, reason=reason, now=now))


def rate(actor, now=END):
    transact(lambda: reviews.record(actor=actor, call_id=1, rating=4, now=now))


def log(actor, now=END):
    transact(lambda: feedback.record(actor=actor, call_id=1, satisfaction=4, now=now))


def seen(actor, now=END):
    return call_views.get(1, Reader(actor, USUAL, now))


def told_of(actor):
    """Return what a reader is told of the call: how it ended, whether a score and a review show, and how many count."""
    later = END + 3 * DAY
    call = seen(actor, now=later)
    public = ratings.rating_of(call.coach.id, now=later).count
    return call.status, call.feedback is not None, call.review is not None, public


def reported():
    """Return how many calls were missed, of how many, and how many scores and ratings count."""
    (line,) = reports.list_coaches(Period(NOW, END + DAY, "UTC"), now=END + 3 * DAY)
    return line.total.missed, line.total.scores.count, line.total.ratings.count


def waiting(settled=False):
    return [(one.call_id, one.status, one.claim) for one in disputes.list_disputes(settled=settled, limit=9)]


@pytest.mark.parametrize(
    ("outcome", "claim", "is_disputed"),
    [
        (None, Claim.COACH_MISSED, False),
        (COMPLETED, Claim.COACH_MISSED, True),
        (NO_SHOW, Claim.COACH_MISSED, True),
        (NO_SHOW, Claim.CAME, True),
        (COMPLETED, Claim.CAME, False),
    ],
)
def test_what_contradicts_the_coach_is_a_dispute_whoever_speaks_first(people, outcome, claim, is_disputed):
    alice, bob = people
    if outcome:
        end(alice, outcome)
    say(bob, claim)
    assert seen(alice).attendance.is_disputed == seen(bob).attendance.is_disputed == is_disputed
    assert waiting() == ([(1, outcome, claim)] if is_disputed else [])


def test_a_coach_who_corrects_the_outcome_ends_the_dispute(people):
    alice, bob = people
    end(alice, NO_SHOW)
    say(bob, Claim.CAME)
    end(alice, COMPLETED)
    assert waiting() == []


def test_what_was_said_can_be_taken_back(people):
    alice, bob = people
    end(alice, COMPLETED)
    say(bob)
    say(bob, None)
    assert seen(bob).attendance is None
    say(bob, None)
    assert waiting() == []


def test_it_is_said_from_the_end_on_for_14_days_after_the_coach_last_spoke(people):
    """Case F9."""
    alice, bob = people
    with pytest.raises(errors.TooEarlyForOutcome):
        say(bob, now=END - timedelta(seconds=1))
    with pytest.raises(errors.AttendanceClosed):
        say(bob, now=END + 14 * DAY + timedelta(seconds=1))
    end(alice, NO_SHOW, now=END + 20 * DAY)
    say(bob, Claim.CAME, now=END + 30 * DAY)
    assert waiting()


def test_a_coach_who_missed_it_and_then_says_the_student_did_can_be_contradicted_from_then_on(people):
    """Case F9."""
    alice, bob = people
    admit(alice)
    spoken = seen(alice)
    admit(alice, now=END + DAY)
    assert seen(alice) == spoken
    end(alice, NO_SHOW, now=END + 20 * DAY)
    assert seen(bob).attendance is None
    say(bob, Claim.CAME, now=END + 30 * DAY)
    assert waiting() == [(1, NO_SHOW, Claim.CAME)]


def test_only_the_student_says_it(people):
    alice, _ = people
    with pytest.raises(errors.WrongRole):
        say(alice)
    with pytest.raises(errors.WrongRole):
        say(ADMIN)
    with pytest.raises(errors.NotFound):
        say(acting(factories.person("charlie")))


def test_a_call_is_reviewed_or_was_missed_by_its_coach_and_not_both(people):
    alice, bob = people
    say(bob)
    assert not call_views.count(CallFilter(student_id=bob.user_id, lacks_review=True), Reader(bob, USUAL, END))
    with pytest.raises(errors.CoachMissed):
        rate(bob)
    say(bob, None)
    assert call_views.count(CallFilter(student_id=bob.user_id, lacks_review=True), Reader(bob, USUAL, END))
    rate(bob)
    with pytest.raises(errors.CallReviewed):
        say(bob)
    with pytest.raises(errors.ReviewExists):
        admit(alice)


def test_a_coach_admits_not_to_have_come_and_may_correct_that(people):
    alice, bob = people
    with pytest.raises(errors.WrongRole):
        admit(bob)
    with pytest.raises(errors.TooEarlyForOutcome):
        admit(alice, now=END - timedelta(seconds=1))
    say(bob)
    admit(alice)
    found = seen(bob)
    assert (found.status, found.attendance.finding, found.attendance.is_final) == (NO_SHOW, "coach_missed", False)
    with pytest.raises(errors.CoachMissed):
        rate(bob)
    with pytest.raises(errors.AttendanceClosed):
        say(bob, Claim.CAME)
    end(alice, COMPLETED)
    assert waiting() == [(1, COMPLETED, "coach_missed")]
    say(bob, None)
    admit(alice)
    end(alice, NO_SHOW)
    assert seen(bob).attendance is None


@pytest.mark.parametrize(
    ("finding", "status"),
    [(Finding.COMPLETED, COMPLETED), (Finding.NO_SHOW, NO_SHOW), (Finding.COACH_MISSED, NO_SHOW)],
)
def test_an_administrator_settles_it_for_good_with_a_reason_that_both_see(people, finding, status):
    alice, bob = people
    say(bob)
    with pytest.raises(errors.ReasonRequired):
        settle(finding, reason=" ")
    with pytest.raises(errors.WrongRole):
        settle(finding, actor=alice)
    settle(finding)
    found = seen(bob)
    assert (found.status, found.attendance.finding, found.attendance.is_final) == (status, finding, True)
    assert seen(alice).attendance.settled_reason == "asked both"
    assert waiting() == []
    assert waiting(settled=True)
    for change in (lambda: say(bob, None), lambda: end(alice, COMPLETED), lambda: end(alice, NO_SHOW)):
        with pytest.raises(errors.AttendanceClosed):
            change()
    settle(Finding.COMPLETED)
    rate(bob)
    log(alice)


@pytest.mark.parametrize("finding", [Finding.NO_SHOW, Finding.COACH_MISSED])
def test_what_was_said_of_a_call_that_was_missed_after_all_counts_and_shows_nowhere(people, finding):
    alice, bob = people
    log(alice)
    rate(bob)
    assert told_of(alice) == told_of(bob) == SAID
    settle(finding)
    assert told_of(alice) == told_of(bob) == UNSAID
    assert reported() == (Rate(1, 1), 0, 0)
    check_invariants()
    with pytest.raises(errors.MissedCall):
        log(alice)
    for which in ({"has_feedback": True}, {"satisfaction": 4}, {"has_note": True}):
        assert not call_views.count(CallFilter(coach_id=alice.user_id, **which), Reader(alice, USUAL, END))
    with pytest.raises(errors.MissedCall):
        transact(lambda: reviews.show_again(actor=ADMIN, call_id=1, now=END))
    settle(Finding.COMPLETED, now=END + DAY)
    assert told_of(alice) == told_of(bob) == SAID
    assert reported() == (Rate(0, 1), 1, 1)


def test_an_administrator_who_corrects_a_finding_lets_what_was_said_count_again(people):
    alice, bob = people
    log(alice)
    rate(bob)
    settle(Finding.COACH_MISSED)
    settle(Finding.NO_SHOW, now=END + DAY)
    assert told_of(bob) == UNSAID
    end(ADMIN, COMPLETED, now=END + 2 * DAY)
    assert told_of(bob) == SAID


def test_a_review_that_was_hidden_for_its_words_stays_hidden(people):
    _, bob = people
    rate(bob)
    transact(lambda: reviews.hide(actor=ADMIN, call_id=1, reason="insults", now=END))
    settle(Finding.NO_SHOW)
    settle(Finding.COMPLETED, now=END + DAY)
    assert seen(bob).review.is_hidden


def test_what_nobody_disputes_is_settled_too_once_the_call_has_ended(people):
    with pytest.raises(errors.TooEarlyForOutcome):
        settle(Finding.COMPLETED, now=END - timedelta(seconds=1))
    settle(Finding.NO_SHOW)
    assert waiting(settled=True) == [(1, NO_SHOW, None)]


def test_the_coach_is_told_after_a_moment_unless_it_is_taken_back_and_both_hear_what_is_settled(people):
    alice, bob = people

    def told():
        found = [one for one in outbox.list_latest(limit=99) if one.kind.startswith("attendance")]
        return [(one.kind, one.name.split()[0], one.state, one.due_at > END) for one in reversed(found)]

    say(bob)
    say(bob, None)
    assert told() == [("attendance_said", "Alice", "skipped", True)]
    for claim in (Claim.CAME, Claim.COACH_MISSED):
        say(bob, claim, now=END + timedelta(minutes=2))
    end(alice, COMPLETED)
    settle(Finding.COMPLETED)
    assert [one[:3] for one in told()[1:]] == [
        ("attendance_said", "Alice", "skipped"),
        ("attendance_said", "Alice", "waiting"),
        ("attendance_settled", "Alice", "waiting"),
        ("attendance_settled", "Bob", "waiting"),
    ]
