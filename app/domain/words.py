"""Words as they are looked for: without case, without marks on their letters, on either database the same."""

import re
import unicodedata

# Letters that do not come apart into a plain one and a mark.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_WORD = re.compile(r"[^\W_]+")

# No language's words are longer; PostgreSQL keeps none of over 2,000 bytes.
LONGEST = 60
# Nobody types more of them to find a coach.
MOST_WANTED = 12


def fold(text: str) -> str:
    """Return text as it is compared: without case and without marks on its letters."""
    # A sign that stands for several letters, like ㎒, comes apart into capitals.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(character for character in apart if not unicodedata.combining(character)).translate(_PLAIN)


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, each once, in the order in which they first stand there."""
    return list(dict.fromkeys(word[:LONGEST] for word in _WORD.findall(fold(text))))


def wanted_words(text: str) -> list[str]:
    """Return the words that somebody looks for."""
    return words_of(text)[:MOST_WANTED]
