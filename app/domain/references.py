"""A call's reference: its number in a form that people read out on the phone, like S-2F7K."""

from app.domain.errors import NotFound

# Crockford's letters: none that is taken for a figure, nor makes a word.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("OIL", "011")
PREFIX = "S-"
SHORTEST = 4
# Odd, so that it has an inverse; large, so that neighbours do not look alike.
FACTOR = 0x9E3779B97F4A7C15


def reference_of(number: int) -> str:
    """Return the reference of a call's number: four letters and figures, more of them for the second million."""
    width = SHORTEST
    while number >= 32**width:
        width += 1
    scattered = number * FACTOR % 32**width
    return PREFIX + "".join(LETTERS[scattered >> 5 * place & 31] for place in reversed(range(width)))


def number_of(reference: str) -> int:
    """Return the number of the call with this reference, however it is typed. Raises NotFound."""
    letters = reference.strip().upper().removeprefix(PREFIX).translate(MISREAD)
    if not SHORTEST <= len(letters) <= 13 or not set(letters) <= set(LETTERS):
        raise NotFound(kind="call", number=reference)
    modulus = 32 ** len(letters)
    scattered = sum(LETTERS.index(letter) << 5 * place for place, letter in enumerate(reversed(letters)))
    number: int = scattered * pow(FACTOR, -1, modulus) % modulus
    if not number or reference_of(number) != PREFIX + letters:
        raise NotFound(kind="call", number=reference)
    return number
