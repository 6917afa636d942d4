"""What is undone within a minute is never heard of."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain.mail import UNDO_TIME, MessageState
from app.jobs import delivery
from app.services import cancelling
from tests import factories
from tests.conftest import NOW
from tests.factories import USUAL, acting

SENT = MessageState.SENT
SECOND = timedelta(seconds=1)


@pytest.fixture
def call(app, at_now, mailer):
    """Return a call of which both people have been told a second ago."""
    booked = factories.call(factories.slot(factories.coach("alice")), factories.person("bob"), now=NOW - SECOND)
    assert delivery.deliver_due(mailer) == {SENT: 2}
    return booked


def cancel(call, now):
    actor = acting(2)
    transact(lambda: cancelling.cancel(actor=actor, call_id=call, policy=USUAL, now=now))


def restore(call, now):
    actor = acting(2)
    return transact(lambda: cancelling.restore(actor=actor, call_id=call, policy=USUAL, now=now))


@pytest.mark.parametrize("after", [1, 30, 59])
def test_an_undo_within_a_minute_sends_nothing(call, mailer, at_now, after):
    cancel(call, NOW)
    at_now.shift(after * SECOND)
    assert delivery.deliver_due(mailer) == {}
    restore(call, NOW + after * SECOND)
    at_now.shift(timedelta(hours=12))
    assert delivery.deliver_due(mailer) == {}
    assert len(mailer.ids) == 2


def test_an_undo_after_a_minute_is_told_as_the_cancellation_was(call, mailer, at_now):
    cancel(call, NOW)
    at_now.shift(UNDO_TIME + SECOND)
    assert delivery.deliver_due(mailer) == {SENT: 2}
    restore(call, NOW + UNDO_TIME)
    at_now.shift(SECOND)
    assert delivery.deliver_due(mailer) == {SENT: 2}
    assert len(set(mailer.ids)) == 6


def test_a_cancellation_that_nobody_undoes_is_told_a_minute_later(call, mailer, at_now):
    cancel(call, NOW)
    at_now.shift(UNDO_TIME - SECOND)
    assert delivery.deliver_due(mailer) == {}
    at_now.shift(2 * SECOND)
    assert delivery.deliver_due(mailer) == {SENT: 2}
