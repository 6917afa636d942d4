"""What time does to slots while nobody looks."""

from app.db import transact
from app.domain.clock import utc_now
from app.services import holds


def run() -> None:
    """Let go of the slots that were held for long enough."""
    transact(lambda: holds.clear_lapsed(now=utc_now()))
