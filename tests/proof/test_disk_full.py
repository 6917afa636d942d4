"""The disk is full: whoever books is told that it does not work now, everybody reads on, and nothing told is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import event, text

from app.db import db
from tests import factories
from tests.api.programs import Program, token_of
from tests.conftest import NOW
from tests.invariants import check_invariants
from tests.proof.results import Result, tell
from tests.proof.sizes import PATIENCE, share
from tests.races.worlds import count

DATABASES = ("sqlite",)
TIMES = 100
# So many bookings do not fit into what is left of the pages that there are.
AT_ONCE = 20
SLOTS = 2000
ENDLESS = 2**30


@pytest.fixture
def disk(app):
    """Return what says how many pages the database may have; None is as many as it likes."""
    limit = [ENDLESS]

    def set_limit(connection, *_more):
        connection.execute(f"PRAGMA max_page_count = {limit[0]}")

    event.listen(db.engine, "checkout", set_limit)
    yield lambda pages: limit.__setitem__(0, pages or ENDLESS)
    event.remove(db.engine, "checkout", set_limit)


@pytest.mark.timeout(PATIENCE)
def test_a_full_disk_refuses_politely_and_loses_nothing(app, at_now, disk, database):
    """Fault F-27."""
    alice, _ = factories.coach("alice"), factories.person("bob")
    program, starts = Program(app, token_of("bob")), iter(range(SLOTS))
    times, acknowledged = share(TIMES, at_least=2), 0

    def next_slot() -> int:
        return factories.slot(alice, NOW + timedelta(days=2, hours=2 * next(starts)))

    for _ in range(times):
        slots = [next_slot() for _ in range(AT_ONCE)]
        disk(int(db.session.scalar(text("PRAGMA page_count"))))
        db.session.rollback()
        answers = [book(program, slot) for slot in slots]
        full = answers.index(503)
        assert set(answers[:full]) <= {201}
        assert set(answers[full:]) <= {201, 503}
        assert program.get("/calls").status_code == 200
        disk(None)
        again = [book(program, slot) for slot in slots]
        assert again == [201] * AT_ONCE
        acknowledged += AT_ONCE
    lost = acknowledged - count("calls WHERE status = 'confirmed'")
    tell(Result("disk full: acknowledged bookings lost, or made twice", times, "times", abs(lost), database))
    assert lost == 0
    assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
    db.session.rollback()
    check_invariants()


def book(program: Program, slot: int) -> int:
    """Book with a key of its own; return how it was answered."""
    return program.post("/calls", {"slot_id": slot}, Idempotency_Key=f"slot {slot}").status_code
