"""What was wanted in vain at any door: counted once the answer has gone."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.aside import after_answer
from app.domain.errors import SlotTaken
from app.domain.search import Criteria
from app.services import demand
from app.services.bookability import Booking


def count_empty_search(criteria: Criteria, asked: Booking) -> None:
    """Count a search that found nothing."""
    after_answer(lambda: demand.note_empty_search(criteria, policy=asked.policy, now=asked.now))


@contextmanager
def counting_lost_race(slot_id: int, asked: Booking) -> Iterator[None]:
    """Count a booking that another student was quicker at; twice the same booking is no race."""
    try:
        yield
    except SlotTaken as error:
        if not error.facts.get("own_call_id"):
            after_answer(lambda: demand.note_lost_race(slot_id, policy=asked.policy, now=asked.now))
        raise
