"""What the page of components shows: made up, in the very shapes that other pages are given."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.calls import CallStatus
from app.domain.figures import Scores
from app.domain.profiles import Caller
from app.domain.requests import RequestState
from app.domain.reviews import Rating
from app.domain.slots import SlotStatus
from app.services.call_shapes import CallView, FeedbackView, Party, ReviewView
from app.services.slot_views import SlotView
from app.web.access import viewer_id
from app.web.figures import Figure, distribution

LENGTH = timedelta(hours=2)
SHORT, LONG = "Inês Carvalho", "Wolfeschlegelsteinhausenbergerdorff the Elder"


@dataclass(frozen=True, slots=True)
class Said:
    """A review as everybody reads it."""

    rating: int
    comment: str
    reply: str
    first_name: str
    recorded_at: datetime


def slots(now: datetime) -> list[SlotView]:
    """Return open slots: of a usual name, and of one too long for its chip."""
    starts_at = now.replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    return [
        SlotView(
            id=number,
            coach_id=1,
            coach_name=name,
            coach_timezone="Asia/Kolkata",
            starts_at=starts_at + timedelta(days=number),
            ends_at=starts_at + timedelta(days=number) + LENGTH,
            place="",
            status=SlotStatus.OPEN,
        )
        for number, name in enumerate((SHORT, LONG))
    ]


def people() -> list[Party]:
    """Return people with a number; who looks at the page is taken for them, so that nobody's is noted as shown."""
    number = viewer_id() or 1
    return [Party(number, SHORT, "Europe/Lisbon", "+447700900114"), Party(number, LONG, "Asia/Kolkata", "+12015550123")]


def calls(now: datetime) -> list[CallView]:
    """Return calls: ahead, asked for, past, and cancelled."""
    ended = logs(now)[0]
    ahead = replace(ended, id=4, starts_at=now + LENGTH, ends_at=now + LENGTH * 2, place="Room 4")
    hidden = replace(ahead, coach=replace(ahead.coach, phone=None))
    asked = replace(
        hidden, id=5, status=CallStatus.PENDING, answer_by=now + LENGTH / 2, request=RequestState.WAITING
    )  # fmt: skip
    return [ahead, asked, replace(ended, id=6), replace(hidden, id=7, status=CallStatus.CANCELLED)]


def logs(now: datetime) -> list[CallView]:
    """Return past calls: without a score, scored and reviewed, and missed."""
    coach, student = people()
    ended = CallView(
        id=1, slot_id=1, starts_at=now - LENGTH * 2, ends_at=now - LENGTH, place="", status=CallStatus.CONFIRMED,
        note="", version=1, booked_at=now, answer_by=None, confirmed_at=None, request=None, moved_at=None,
        move_reason="", cancelled_at=None, cancelled_by_id=None, cancel_reason="", restores_id=None,
        restored_by_id=None, is_slot_free=False, coach=coach, student=student, feedback=None, review=None,
        outcome_at=None, attendance=None, caller=Caller.COACH, uses_whatsapp=True,
    )  # fmt: skip
    logged = FeedbackView(4, "", "Long vowels, and what a verb does at the end of a sentence.", 1, None)
    review = ReviewView(5, "", False, 1, now, None, now, now, False, "", None)
    return [
        ended,
        replace(ended, id=2, status=CallStatus.COMPLETED, student=coach, feedback=logged, review=review),
        replace(ended, id=3, status=CallStatus.NO_SHOW),
    ]


def reviews(now: datetime) -> list[Said]:
    """Return reviews: of few words, and of some more with a name and an answer."""
    return [
        Said(3, "", "", "", now),
        Said(5, "Clear, patient, and on time.\nI come back.", "Thank you.", "Amara", now),
    ]


def ratings() -> list[Rating]:
    """Return what reviews come to: an average, and too few for one."""
    return [Rating(61, 293), Rating(2, 9)]


def figures() -> list[Figure]:
    """Return a figure, and one with too little to show."""
    few = distribution(Scores({5: 1}))
    return [distribution(Scores({1: 0, 2: 1, 3: 2, 4: 7, 5: 11})), replace(few, key=f"{few.key}-of-few")]
