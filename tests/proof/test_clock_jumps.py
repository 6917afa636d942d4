"""The clock of a worker goes forward, back and far back: each reminder goes once, and none after its call has begun."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.mail import MessageState
from app.jobs import delivery
from app.models import OutboxMessage
from tests import factories
from tests.conftest import NOW
from tests.proof.results import Result, tell
from tests.proof.sizes import PATIENCE, share
from tests.races.worlds import count

JUMPS = 1000
HOUR = timedelta(hours=1)
LONG_BEFORE = datetime(1970, 1, 2, tzinfo=UTC)
CALLS = 6
PUSHES = (timedelta(minutes=7), HOUR, -HOUR, timedelta(minutes=-20), timedelta(days=2), timedelta(days=-2), None)


@pytest.mark.timeout(PATIENCE)
@pytest.mark.usefixtures("app")
def test_whatever_the_clock_does_a_reminder_goes_once_and_never_late(mailer, at_now, database):
    """Fault F-33; invariant I-14."""
    alice, bob, chance = factories.coach("alice"), factories.person("bob"), random.Random(33)
    starts = [NOW + timedelta(hours=26 + 9 * number) for number in range(CALLS)]
    calls = {factories.call(factories.slot(alice, at), bob): at for at in starts}
    at = NOW
    jumps = share(JUMPS, at_least=30)
    for _ in range(jumps):
        pushed = chance.choice(PUSHES)
        at = LONG_BEFORE if pushed is None else min(max(at, NOW) + pushed, starts[-1] + HOUR)
        _work(mailer, at_now, at)
    _work(mailer, at_now, starts[-1] + HOUR)
    reminders = select(OutboxMessage.dedup_key, OutboxMessage.state, OutboxMessage.ended_at)
    told = db.session.execute(reminders.where(OutboxMessage.dedup_key.like("reminder/%"))).all()
    late = [key for key, state, ended in told if state == MessageState.SENT and ended >= calls[int(key.split("/")[2])]]
    copies = len(mailer.ids) - len(set(mailer.ids))
    db.session.rollback()
    tell(
        Result(
            "reminders sent twice or late, as the worker's clock jumped", jumps, "jumps", len(late) + copies, database
        )
    )
    assert (late, copies) == ([], 0)
    assert told
    assert count("outbox_messages WHERE state = 'waiting'") == 0


def _work(mailer, at_now, at: datetime) -> None:
    """Let the worker tick once at that time."""
    at_now.move_to(at)
    delivery.write_reminders()
    delivery.deliver_due(mailer)
