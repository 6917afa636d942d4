"""Coaches as everybody may know them."""

from pydantic import Field

from app.api.schemas.shape import Listing, Number, Shape
from app.services.coach_views import CoachView


class Named(Shape):
    """Somebody by number and name."""

    id: Number
    name: str


class CoachSearch(Listing):
    """Which coaches, the one with the soonest slot in front."""

    subject: str = Field(default="", max_length=120, description="A subject's whole name.")
    name: str = Field(default="", max_length=120, description="Beginnings of the words of a name.")


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
