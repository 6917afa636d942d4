"""What the database adds up for everybody is what the rows come to one by one."""

from datetime import UTC, datetime, timedelta

import pytest

from app.db import db, transact
from app.domain.calls import CallStatus
from app.domain.periods import Period
from app.models import Call, Review, Slot, TimeOff
from app.services import reports
from app.services.figures import read_calls, read_slots, total_of
from tests import factories, past
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app")
HOUR = timedelta(hours=1)
ZONE = "America/St_Johns"  # Half an hour beside the others; summer time ends on Sunday, 2026-11-01.
PERIOD = Period(datetime(2026, 10, 19, 2, 30, tzinfo=UTC), NOW, ZONE)
ROUND_MIDNIGHT = [datetime(2026, month, day, 3, tzinfo=UTC) for month, day in ((10, 26), (11, 2), (11, 9))]


@pytest.fixture
def coaches():
    """Two coaches with all that may become of a slot, beside weeks and in time off, and one with nothing."""
    alice, dora, idle = (factories.coach(who) for who in ("alice", "dora", "eve"))
    bob = factories.person("bob")
    past.generated(alice, [bob], weeks=6)
    past.generated(dora, [factories.person("charlie")], weeks=4, seed=8)
    for at in ROUND_MIDNIGHT:
        past.held(alice, bob, at, 5)
        past.missed(alice, bob, at + 3 * HOUR)
        past.unbooked(dora, at)
    transact(say_the_rest)
    return alice, dora, idle


def say_the_rest():
    """Let students review what they came to, two of them so that nobody sees it, and hide a time that was offered."""
    for at, call in enumerate(db.session.query(Call).filter_by(status=CallStatus.COMPLETED).order_by(Call.id)):
        db.session.add(
            Review(
                call_id=call.id, coach_id=call.coach_id, student_id=call.student_id, rating=1 + at % 5,
                recorded_at=call.ends_at, shown_from=NOW + HOUR if at == 1 else call.ends_at,
                hidden_at=NOW if at == 2 else None,
            )
        )  # fmt: skip
    hidden = db.session.query(Slot).filter_by(starts_at=ROUND_MIDNIGHT[0], status="open").one()
    db.session.add(
        TimeOff(
            coach_id=hidden.coach_id, starts_at=hidden.starts_at - HOUR, ends_at=hidden.starts_at + HOUR,
            timezone="UTC", created_at=hidden.created_at,
        )
    )  # fmt: skip


def one_by_one(*, calls=(), slots=()):
    """Return what the rows come to, read as facts."""
    of_calls = read_calls((Call.starts_at >= PERIOD.from_at, *calls), NOW)
    return total_of([fact for _, fact in of_calls], [fact for _, fact in read_slots(slots, NOW)])


def test_coaches_come_to_what_their_rows_do(coaches):
    """Invariant I-24."""
    told = {line.number: line.total for line in reports.list_coaches(PERIOD, now=NOW)}
    assert told == {
        coach: one_by_one(calls=(Call.coach_id == coach,), slots=(Slot.coach_id == coach,)) for coach in coaches
    }
    assert told[coaches[0]].scores.mean
    assert told[coaches[1]].fill.part
    assert told[coaches[2]] == one_by_one(calls=(Call.id == 0,), slots=(Slot.id == 0,))


def test_weeks_come_to_what_their_rows_do_and_begin_on_the_zones_own_clock(coaches):
    """Invariant I-24."""
    lines = reports.list_steps(PERIOD, now=NOW)
    ends = [*(line.step.from_at for line in lines[1:]), NOW]
    for line, end in zip(lines, ends, strict=True):
        within = [(table.starts_at >= line.step.from_at, table.starts_at < end) for table in (Call, Slot)]
        assert line.total == one_by_one(calls=within[0], slots=within[1]), line.step
    # Three in the morning of a Monday in UTC is Monday there in summer, and Sunday in winter.
    assert [(line.total.calls, line.total.lasting, line.total.fill.whole) for line in lines[:4]] == [
        (0, timedelta(), 0),
        (3, 4 * HOUR, 4),
        (2, 2 * HOUR, 3),
        (1, timedelta(), 1),
    ]
