"""How much is tried: PROOF_SIZE is a share of the goal; without it, as little as shows that it works."""

import os
from math import ceil

SIZE = float(os.environ.get("PROOF_SIZE") or 0)
# Seconds that one test may take.
PATIENCE = 600 + 72_000 * SIZE


def share(goal: int, *, at_least: int) -> int:
    """Return how often a thing is tried of which the goal is so many."""
    return max(at_least, ceil(goal * SIZE))
