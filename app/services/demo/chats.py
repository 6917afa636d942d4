"""What the demo's people write between their calls: a plan, a question before a first booking, a thank-you."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.services.demo.actions import Event, Say
from app.services.demo.opening_scene import COACH, STUDENT

# Who writes to whom, how long ago, and what; the scene's calls are booked three days before.
LINES = (
    (COACH, "liam", True, timedelta(days=9), "Do you also take beginners, two hours each?"),
    (COACH, "liam", False, timedelta(days=8, hours=20), "Gladly. Bring a page that you wrote, however short."),
    (COACH, "jonas", True, timedelta(days=2, hours=6), "I scanned my text. Should I mark what I am unsure of?"),
    (COACH, "jonas", False, timedelta(days=2, hours=4), "Please do, in green. Five places at most."),
    (COACH, "jonas", True, timedelta(days=2, hours=3), "Found seven. I will choose."),
    (COACH, STUDENT, True, timedelta(days=1, hours=7), "The letter is two pages long. Shall I read it to you?"),
    (COACH, STUDENT, False, timedelta(days=1, hours=5), "Yes, slowly. Note the words that you do not know."),
    (COACH, STUDENT, True, timedelta(hours=3), "Done: eleven words. See you soon!"),
    (COACH, "priya", True, timedelta(hours=1), "Thank you for today. Which chapter is next?"),
)


def tell(now: datetime) -> Iterator[Event]:
    """Yield every message."""
    for coach, student, by_student, before, words in LINES:
        yield Event(now - before, Say(coach, student, by_student=by_student, words=words))
