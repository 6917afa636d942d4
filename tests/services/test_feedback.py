"""The coach's log: recorded, changed with its earlier versions kept, private notes private."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import db, transact
from app.domain import errors
from app.domain.calls import CallStatus
from app.models import FeedbackVersion
from app.services import audit, call_views, cancelling, feedback, outcomes, reviews
from app.services.call_shapes import CallList, Reader
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

pytestmark = pytest.mark.usefixtures("app")
END = NOW + timedelta(days=2, hours=2)


@pytest.fixture
def world(app):
    """Alice's slot, booked by Bob."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    return alice, bob, factories.call(factories.slot(alice), bob)


def record(actor, call, satisfaction=4, now=END, **notes):
    return transact(lambda: feedback.record(actor=actor, call_id=call, satisfaction=satisfaction, now=now, **notes))


def logged(call, actor=ADMIN):
    return call_views.get(call, Reader(actor, USUAL, END)).feedback


def versions(call):
    columns = (FeedbackVersion.version, FeedbackVersion.satisfaction, FeedbackVersion.shared_note)
    chosen = select(*columns).where(FeedbackVersion.call_id == call).order_by(FeedbackVersion.version)
    return [tuple(row) for row in db.session.execute(chosen)]


def test_the_first_feedback_completes_the_call(world):
    alice, _bob, call = world
    assert record(acting(alice), call, 5, shared_note="well done", private_note="shy") is True
    seen = logged(call, acting(alice))
    assert (seen.satisfaction, seen.shared_note, seen.private_note, seen.version) == (5, "well done", "shy", 1)
    assert call_views.get(call, Reader(acting(alice), USUAL, END)).status is CallStatus.COMPLETED
    actions = [entry.action for entry in audit.list_entries(object_kind="call", limit=9)]
    assert actions == ["feedback.recorded", "call.completed", "call.booked"]


def test_sent_again_it_is_changed_and_says_what_it_said_before(world):
    """Case H1."""
    alice, _bob, call = world
    record(acting(alice), call, 5, shared_note="well done", private_note="shy")
    assert record(acting(alice), call, 4, shared_note="done") is False
    assert record(ADMIN, call, 3) is False
    seen = logged(call, acting(alice))
    assert (seen.satisfaction, seen.shared_note, seen.private_note, seen.version) == (3, "done", "shy", 3)
    assert versions(call) == [(1, 5, "well done"), (2, 4, "done")]


def test_the_same_again_changes_nothing(world):
    alice, _bob, call = world
    record(acting(alice), call, 5, shared_note="well done")
    before = len(audit.list_entries(limit=99))
    assert record(acting(alice), call, 5, shared_note=" well done ") is False
    assert (logged(call).version, versions(call)) == (1, [])
    assert len(audit.list_entries(limit=99)) == before


def test_the_private_note_is_its_coachs_alone(world):
    """Case H2."""
    alice, bob, call = world
    record(acting(alice), call, 2, shared_note="practise", private_note="secret")
    transact(lambda: reviews.record(actor=acting(bob), call_id=call, rating=4, now=END))
    seen = logged(call, acting(bob))
    assert (seen.shared_note, seen.private_note, seen.satisfaction) == ("practise", None, None)
    page = call_views.list_own(CallList.PAST, Reader(acting(bob), USUAL, END))
    assert "secret" not in repr(page)
    assert "secret" not in repr(audit.list_entries(limit=99))
    assert logged(call, acting(alice)).private_note == logged(call).private_note == "secret"


@pytest.mark.parametrize("satisfaction", [0, 6, 4.5, "", "٥", "3", True, None])
def test_what_is_no_rating_records_nothing(world, satisfaction):
    """Case H4."""
    alice, _bob, call = world
    with pytest.raises(errors.BadRating):
        record(acting(alice), call, satisfaction)
    assert logged(call) is None
    assert call_views.get(call, Reader(ADMIN, USUAL, END)).status is CallStatus.CONFIRMED


@pytest.mark.parametrize("before", [timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)])
def test_before_the_end_there_is_nothing_to_log(world, before):
    """Case H4."""
    alice, _bob, call = world
    with pytest.raises(errors.TooEarlyForFeedback):
        record(acting(alice), call, now=END - before)


def test_a_missed_or_cancelled_call_has_no_feedback(world):
    alice, bob, call = world
    other = factories.call(factories.slot(alice, NOW + timedelta(days=3)), bob)
    transact(lambda: cancelling.cancel(actor=acting(bob), call_id=other, policy=USUAL, now=NOW))
    transact(lambda: outcomes.record(actor=acting(alice), call_id=call, outcome=CallStatus.NO_SHOW, now=END))
    with pytest.raises(errors.MissedCall):
        record(acting(alice), call)
    with pytest.raises(errors.AlreadyCancelled):
        record(acting(alice), other)


def test_nobody_but_its_coach_and_administrators_logs_a_call(world):
    """Case D3."""
    _alice, bob, call = world
    with pytest.raises(errors.WrongRole):
        record(acting(bob), call)
    for stranger in (factories.person("charlie"), factories.coach("dora")):
        with pytest.raises(errors.NotFound):
            record(acting(stranger), call)
    with pytest.raises(errors.NotFound):
        record(ADMIN, call + 1)


@pytest.mark.parametrize("field", ["shared_note", "private_note"])
def test_a_bad_note_is_named_and_records_nothing(world, field):
    alice, _bob, call = world
    with pytest.raises(errors.TooLong) as refused:
        record(acting(alice), call, **{field: "x" * 100_000})
    assert refused.value.field == field
    assert logged(call) is None
