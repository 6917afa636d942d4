"""What a student says of a call, and what everybody may read of it."""

from typing import Annotated

from pydantic import Field

from app.api.schemas.shape import Instant, Listing, Shape
from app.domain.reviews import Rating
from app.services.call_shapes import ReviewView
from app.services.review_views import PublicReview as Public
from app.services.review_views import ReviewOrder

Stars = Annotated[int, Field(ge=1, le=5)]


class Review(Shape):
    """What the student said; for its coach only once both have said how the call went, or seven days have passed."""

    rating: Stars
    comment: str
    shows_first_name: bool
    recorded_at: Instant
    changed_at: Instant | None
    changeable_until: Instant
    shown_from: Instant = Field(description="Earlier if the coach logs the call before that.")
    is_hidden: bool = Field(description="Whether the programme has hidden it.")
    reply: str
    replied_at: Instant | None


class NewReview(Shape):
    """What the student says; what is left out stays as it was."""

    rating: Stars
    comment: str | None = None
    shows_first_name: bool | None = Field(default=None, description="Whether your first name stands beside it.")


class PublicReview(Shape):
    """What everybody may read: nothing tells whose it is, but a first name that its student has let stand."""

    rating: Stars
    comment: str
    first_name: str | None
    month: str = Field(pattern=r"^\d{4}-\d{2}$", examples=["2027-03"], description="When it was written, in UTC.")
    reply: str = Field(description="What the coach answered.")

    @classmethod
    def of(cls, review: Public) -> "PublicReview":
        """Return what the API tells of a review to everybody."""
        return cls(
            rating=review.rating,
            comment=review.comment,
            first_name=review.first_name or None,
            month=f"{review.recorded_at:%Y-%m}",
            reply=review.reply,
        )


class ReviewSearch(Listing):
    """Which of a coach's reviews stand in front."""

    order: ReviewOrder = ReviewOrder.NEWEST


class CoachRating(Shape):
    """What a coach's reviews come to."""

    count: int
    average: float | None = Field(description="Null while there are fewer than 5 reviews.")

    @classmethod
    def of(cls, rating: Rating) -> "CoachRating":
        """Return what the API tells of the reviews together."""
        return cls(count=rating.count, average=rating.average and round(rating.average, 2))


def review_of(review: ReviewView | None) -> Review | None:
    """Return what the API tells of a review to one of its call's people."""
    if review is None:
        return None
    return Review(**{name: getattr(review, name) for name in Review.model_fields})
