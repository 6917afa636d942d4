"""Until when a call may be cancelled or moved, by whom, and when its outcome may be given."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain import errors
from app.domain.calls import CallFacts, CallStatus, Role, check_can_cancel, check_can_give_outcome, check_reason
from app.domain.policy import Policy

START = datetime(2027, 3, 1, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
END = START + 2 * HOUR
TICK = timedelta(microseconds=1)
AHEAD, DONE = (CallStatus.PENDING, CallStatus.CONFIRMED), (CallStatus.COMPLETED, CallStatus.NO_SHOW)


def facts(status=CallStatus.CONFIRMED, starts_at=START, answer_by=None):
    return CallFacts(status, starts_at, starts_at + 2 * HOUR, answer_by)


def refusal(check, *given, **named):
    try:
        check(*given, **named)
    except errors.DomainError as refused:
        return type(refused)
    return None


@pytest.mark.parametrize(
    ("role", "now", "expected"),
    [
        (Role.STUDENT, START - 13 * HOUR, None),
        (Role.STUDENT, START - 12 * HOUR, None),
        (Role.STUDENT, START - 12 * HOUR + TICK, errors.TooLateToCancel),
        (Role.STUDENT, START - TICK, errors.TooLateToCancel),
        (Role.COACH, START - TICK, None),
        (Role.ADMIN, START - TICK, None),
        *[(role, START, errors.CallStarted) for role in Role],
        *[(role, END - TICK, errors.CallStarted) for role in Role],
        *[(role, END, errors.CallEnded) for role in Role],
    ],
)
def test_notice_binds_students_alone_and_nobody_cancels_what_has_begun(role, now, expected):
    """Cases F2, F3, F4."""
    assert refusal(check_can_cancel, facts(CallStatus.CONFIRMED), role=role, policy=Policy(), now=now) is expected


@pytest.mark.parametrize(
    ("now", "expected"), [(START - TICK, None), (START, errors.CallStarted), (END, errors.CallEnded)]
)
@pytest.mark.parametrize("role", Role)
def test_a_request_is_taken_back_until_it_would_have_begun(role, now, expected):
    assert refusal(check_can_cancel, facts(CallStatus.PENDING), role=role, policy=Policy(), now=now) is expected


@pytest.mark.parametrize(
    ("status", "now", "expected"),
    [
        (CallStatus.PENDING, START - HOUR - TICK, None),
        (CallStatus.PENDING, START - HOUR, errors.RequestLapsed),
        (CallStatus.PENDING, END, errors.RequestLapsed),
        (CallStatus.CANCELLED, START - HOUR, errors.AlreadyCancelled),
        (CallStatus.CONFIRMED, START, errors.CallStarted),
    ],
)
@pytest.mark.parametrize("role", Role)
def test_a_request_that_nobody_has_answered_in_time_is_over_for_everybody(role, status, now, expected):
    """Case F10."""
    request = facts(status, answer_by=START - HOUR)
    assert refusal(check_can_cancel, request, role=role, policy=Policy(), now=now) is expected


@pytest.mark.parametrize("role", Role)
def test_a_cancelled_call_cannot_be_cancelled_again_whenever_it_was(role):
    for now in (START - 24 * HOUR, START, END + HOUR):
        found = refusal(check_can_cancel, facts(CallStatus.CANCELLED), role=role, policy=Policy(), now=now)
        assert found is errors.AlreadyCancelled


@pytest.mark.parametrize("status", DONE)
def test_a_call_with_an_outcome_has_ended(status):
    assert refusal(check_can_cancel, facts(status), role=Role.COACH, policy=Policy(), now=END) is errors.CallEnded


def test_the_refusal_names_deadline_and_notice():
    with pytest.raises(errors.TooLateToCancel) as refused:
        check_can_cancel(facts(), role=Role.STUDENT, policy=Policy(), now=START - HOUR)
    assert refused.value.facts == {"deadline": START - 12 * HOUR, "hours": 12.0}


@pytest.mark.parametrize(("notice", "expected"), [(timedelta(minutes=30), None), (5 * HOUR, errors.TooLateToCancel)])
def test_the_cut_off_compares_instants_and_not_wall_clocks(notice, expected):
    """Case B6."""
    start = datetime(2027, 3, 1, 14, tzinfo=ZoneInfo("America/Chicago"))
    now = datetime(2027, 3, 1, 16, tzinfo=UTC)  # four hours before
    policy = Policy(cancel_notice=notice)
    assert refusal(check_can_cancel, facts(starts_at=start), role=Role.STUDENT, policy=policy, now=now) is expected


def test_notice_counts_hours_that_pass_across_a_clock_change():
    """Case B9."""
    start = datetime(2027, 3, 14, 9, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)  # clocks went forward at 2
    evening_before = datetime(2027, 3, 13, 21, tzinfo=ZoneInfo("America/New_York"))  # 12 hours by the wall, 11 in truth
    asked = {"role": Role.STUDENT, "policy": Policy(), "now": evening_before}
    assert refusal(check_can_cancel, facts(starts_at=start), **asked) is errors.TooLateToCancel


def test_everybody_but_the_student_gives_a_reason():
    """Case F2."""
    assert refusal(check_reason, "", role=Role.STUDENT) is None
    for role in (Role.COACH, Role.ADMIN):
        assert refusal(check_reason, "", role=role) is errors.ReasonRequired
        assert refusal(check_reason, "ill", role=role) is None


@pytest.mark.parametrize(
    ("status", "now", "expected"),
    [
        (CallStatus.CONFIRMED, START + HOUR, errors.TooEarlyForOutcome),
        (CallStatus.CONFIRMED, END - TICK, errors.TooEarlyForOutcome),
        (CallStatus.CONFIRMED, END, None),
        (CallStatus.PENDING, END - TICK, errors.TooEarlyForOutcome),
        (CallStatus.PENDING, END, errors.CallEnded),
        (CallStatus.COMPLETED, END, None),
        (CallStatus.NO_SHOW, END, None),
        (CallStatus.CANCELLED, START, errors.AlreadyCancelled),
        (CallStatus.CANCELLED, END + HOUR, errors.AlreadyCancelled),
    ],
)
def test_an_outcome_is_given_only_to_past_calls_that_were_not_cancelled(status, now, expected):
    """Case F9."""
    assert refusal(check_can_give_outcome, facts(status), now=now) is expected
