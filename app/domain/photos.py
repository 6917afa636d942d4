"""What a photo may be, and the sizes it is kept in."""

from hashlib import sha256

# Pixels on each side: for lists, for profiles, and for profiles on screens of two dots to a pixel.
SIZES = SMALL, MIDDLE, LARGE = 96, 192, 384
LARGEST_FILE = 10 * 2**20
# As many as a good telephone takes; a file of a few bytes can stand for far more (SEC-31).
MOST_PIXELS = 25_000_000


def fingerprint(content: bytes) -> str:
    """Return a name for a photo that another photo does not have."""
    return sha256(content).hexdigest()[:16]
