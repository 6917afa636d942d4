"""How satisfied a student was, in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

SCORES: dict[int, LazyString] = {1: _l("Poor"), 2: _l("Weak"), 3: _l("Fine"), 4: _l("Good"), 5: _l("Great")}


def score_text(rating: int) -> str:
    """Write a score as number and word, like "4, Good"."""
    return f"{rating}, {SCORES[rating]}"
