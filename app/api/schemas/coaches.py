"""Coaches as everybody may know them."""

from typing import Annotated

from pydantic import AfterValidator, Field

from app.api.schemas.reviews import CoachRating
from app.api.schemas.shape import Listing, Number, Shape
from app.db import LARGEST_NUMBER
from app.domain.errors import BadTimezone
from app.domain.search import Sort, TimeOfDay
from app.domain.timezones import check_timezone
from app.services.coach_shapes import CoachView


class Named(Shape):
    """Somebody by number and name."""

    id: Number
    name: str


def _zone(name: str) -> str:
    try:
        return check_timezone(name)
    except BadTimezone as error:
        raise ValueError("write a zone like Europe/Lisbon") from error


class CoachSearch(Listing):
    """Which coaches, and which of them first."""

    q: str = Field(
        default="",
        max_length=120,
        description="Beginnings of words in name, subjects, headline and text, in any case and without accents.",
    )
    subject: str = Field(default="", max_length=120, description="A subject's whole name, or another name of it.")
    language: str = Field(default="", max_length=3, examples=["pt"], description="By its ISO 639 code.")
    place: str = Field(default="", max_length=120, description="Beginnings of words of the place.")
    online: bool = Field(default=False, description="Only those who coach online.")
    price: int | None = Field(
        default=None, ge=0, le=LARGEST_NUMBER, description="The most a call may cost, in hundredths of `currency`."
    )
    currency: str = Field(
        default="",
        pattern="^([A-Z]{3})?$",
        examples=["EUR"],
        description="That of the price, by its ISO 4217 code; without it, the one of most coaches. Prices in others are"
        " not compared.",
    )
    rating: float = Field(
        default=0, ge=0, le=5, description="At least so much on average; only coaches with enough reviews have one."
    )
    weekdays: str | None = Field(
        default=None,
        pattern="^[1-7](,[1-7]){0,6}$",
        examples=["1,3"],
        description="Only with a slot to book on one of these days; 1 is Monday.",
    )
    time: TimeOfDay | None = Field(default=None, description="Only with a slot to book that starts then.")
    week: bool = Field(default=False, description="Only with a slot to book in the next seven days.")
    sort: Sort = Field(default=Sort.SOONEST, description="Coaches with a slot to book always come first.")
    timezone: Annotated[str, AfterValidator(_zone)] | None = Field(
        default=None,
        examples=["Europe/Lisbon"],
        description="Whose clock weekdays and time are read by; else your own, or UTC without a token.",
    )


class Coach(Shape):
    """A coach's public profile."""

    id: Number
    name: str
    timezone: str
    headline: str
    about: str
    place: str
    rate_cents: int | None = Field(description="For one slot, in hundredths of the currency.")
    currency: str | None
    approves: bool = Field(description="Whether a booking is a request, which the coach confirms or declines.")
    subjects: list[str]
    languages: list[str]
    rating: CoachRating

    @classmethod
    def of(cls, coach: CoachView) -> "Coach":
        """Return what the API tells of a coach."""
        return cls(
            id=coach.id,
            name=coach.name,
            timezone=coach.timezone,
            headline=coach.headline,
            about=coach.about,
            place=coach.place,
            rate_cents=coach.rate_cents,
            currency=coach.currency,
            approves=coach.approves,
            subjects=list(coach.subjects),
            languages=list(coach.languages),
            rating=CoachRating.of(coach.rating),
        )
