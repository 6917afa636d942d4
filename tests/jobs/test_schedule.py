"""When a worker does what, from its start on."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain import clock
from app.jobs.worker import Worker


@pytest.mark.parametrize("shift", [timedelta(0), timedelta(days=2), timedelta(days=-2)], ids=str)
def test_whatever_a_worker_does_is_soon_done_for_the_first_time_on_any_clock(app, monkeypatch, shift):
    monkeypatch.setattr(clock, "_offset", shift)
    before = datetime.now(UTC)
    jobs = {job.func.__name__: job.next_run_time for job in Worker(app, None, None).schedule().get_jobs()}
    assert {"deliver", "remind", "open_rules", "offer_slots"} <= jobs.keys()
    assert before < min(jobs.values())
    assert max(jobs.values()) < datetime.now(UTC) + timedelta(seconds=16)
