"""Slots, and what publishes them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from app.api.schemas.coaches import Named
from app.api.schemas.shape import Instant, Listing, Number, Shape
from app.domain.slots import SlotStatus
from app.domain.timezones import YEARS
from app.services.slot_views import SlotView


def _whole_minute(instant: datetime) -> datetime:
    if instant.second or instant.microsecond:
        raise ValueError("a slot starts on a whole minute")
    if instant.year not in YEARS:
        raise ValueError("no zone can name a time of that year")
    return instant


class SlotSearch(Listing):
    """Which slots, by their start."""

    coach: Number | None = Field(default=None, description="Only this coach's.")
    student: Number | None = Field(default=None, description="Only those that this student has booked.")
    status: Literal["open", "booked", "withdrawn", "past", "all"] = "open"
    subject: str = Field(default="", max_length=120, description="Only of coaches who teach it.")
    from_: Instant | None = Field(default=None, alias="from", description="Only those that start then or later.")
    to: Instant | None = Field(default=None, description="Only those that start earlier.")


class Slot(Shape):
    """A coach's offered time; `why_not` holds the codes of what keeps the caller from booking it."""

    id: Number
    coach: Named
    starts_at: Instant
    ends_at: Instant
    status: SlotStatus
    place: str
    bookable: bool
    why_not: list[str]

    @classmethod
    def of(cls, slot: SlotView, why_not: Sequence[str]) -> "Slot":
        """Return what the API tells of a slot."""
        return cls(
            id=slot.id,
            coach=Named(id=slot.coach_id, name=slot.coach_name),
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            status=slot.status,
            place=slot.place,
            bookable=not why_not,
            why_not=list(why_not),
        )


class NewSlot(Shape):
    """One slot to publish."""

    starts_at: Annotated[Instant, AfterValidator(_whole_minute)]
    place: str = ""
