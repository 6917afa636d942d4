"""The one clock: every instant in Coachbook comes from here and is aware UTC."""

from datetime import UTC, datetime, timedelta

_offset = timedelta(0)


def set_offset(offset: timedelta) -> None:
    """Shift the clock, so that "after the call" can be seen today (COACHBOOK_CLOCK_OFFSET)."""
    global _offset
    _offset = offset


def utc_now() -> datetime:
    """Return the present instant, shifted by the offset."""
    return datetime.now(UTC) + _offset
