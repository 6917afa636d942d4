"""What the reader cannot book: why not."""

from collections.abc import Iterable

from app.domain.search import Criteria
from app.problems import Problem, describe
from app.services import bookability, slot_views
from app.services.bookability import Booking
from app.services.slot_views import SlotFilter
from app.web.access import booking


def problems_of(slot_ids: Iterable[int]) -> dict[int, Problem]:
    """Return what keeps the reader from each of these slots that they cannot book now."""
    refused = bookability.list_refused([*slot_ids], booking())
    return {number: describe(error) for number, error in refused.items()}


def why_none(asked: Booking, where: SlotFilter, criteria: Criteria) -> Problem | None:
    """Return what keeps a student from the times that are open to others; None for a visitor (case I1)."""
    if asked.student_id is None:
        return None
    refused = slot_views.why_none(asked, where, criteria)
    return describe(refused) if refused else None
