"""When a worker does what, from its start on."""

from datetime import timedelta

from app.jobs.worker import Worker


def test_whatever_a_worker_does_is_soon_done_for_the_first_time(app):
    worker = Worker(app, None, None)
    first = {job.func.__name__: job.next_run_time - worker.started_at for job in worker.schedule().get_jobs()}
    assert {"deliver", "remind", "open_rules", "offer_slots"} <= first.keys()
    assert max(first.values()) <= timedelta(seconds=15)
