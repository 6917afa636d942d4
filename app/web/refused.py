"""What is held for the reader, and cannot be booked: why not."""

from collections.abc import Iterable

from app.problems import Problem, describe
from app.services import bookability
from app.web.access import booking


def problems_of(slot_ids: Iterable[int]) -> dict[int, Problem]:
    """Return what keeps the reader from each of these slots that they cannot book now."""
    refused = bookability.list_refused([*slot_ids], booking())
    return {number: describe(error) for number, error in refused.items()}
