"""Coaches as everybody may know them."""

from typing import Annotated

from pydantic import AfterValidator, Field

from app.api.schemas.shape import Listing, Number, Shape
from app.domain.errors import BadTimezone
from app.domain.search import TimeOfDay
from app.domain.timezones import check_timezone
from app.services.coach_views import CoachView


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
    """Which coaches, the one with the soonest slot in front."""

    subject: str = Field(default="", max_length=120, description="A subject's whole name.")
    name: str = Field(default="", max_length=120, description="Beginnings of the words of a name.")
    weekdays: str | None = Field(
        default=None,
        pattern="^[1-7](,[1-7]){0,6}$",
        examples=["1,3"],
        description="Only with a slot to book on one of these days; 1 is Monday.",
    )
    time: TimeOfDay | None = Field(default=None, description="Only with a slot to book that starts then.")
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
    rate_cents: int | None = Field(description="For one hour, in hundredths of the currency.")
    currency: str | None
    subjects: list[str]
    languages: list[str]

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
            subjects=list(coach.subjects),
            languages=list(coach.languages),
        )
