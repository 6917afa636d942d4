"""What servers of every kind say when they ask for patience."""

from datetime import timedelta

from app.domain.outgoing import Answer

LONGEST_WAIT = timedelta(hours=1)


def wait_of(answer: Answer) -> timedelta | None:
    """Return how long a server asks to be left alone, an hour at the most; None where it does not say, in seconds."""
    told = answer.headers.get("retry-after", "")
    is_number = told.isascii() and told.isdigit() and len(told) < 9
    return min(timedelta(seconds=int(told)), LONGEST_WAIT) if is_number else None
