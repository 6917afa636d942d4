"""A weekly series, and what became of each of its dates."""

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, Field

from app.api.schemas.shape import Instant, Number, Shape
from app.domain.series import DateVerdict, SeriesDate, SeriesReport
from app.domain.slots import Clash as Overlap


def _wall_clock(at: dt.time) -> dt.time:
    if at.tzinfo is not None or at.second or at.microsecond:
        raise ValueError("write a time of day like 14:00, without a zone")
    return at


class Series(Shape):
    """The same time on some days of each week, by the wall clock of a zone."""

    weekdays: list[Annotated[int, Field(ge=1, le=7)]] = Field(min_length=1, max_length=7, description="1 is Monday.")
    time: Annotated[dt.time, AfterValidator(_wall_clock)] = Field(examples=["14:00"])
    timezone: str = Field(examples=["Europe/Lisbon"])
    from_: dt.date = Field(alias="from", description="The first day.")
    until: dt.date = Field(description="The last day.")
    place: str = ""
    dry_run: bool = Field(default=False, description="Only tell what would be published.")


class Clash(Shape):
    """What is at that time already."""

    kind: str
    id: Number
    starts_at: Instant
    ends_at: Instant

    @classmethod
    def of(cls, clash: Overlap) -> "Clash":
        """Return what the API tells of a clash."""
        return cls(kind=clash.kind, id=clash.number, starts_at=clash.starts_at, ends_at=clash.ends_at)


class SeriesDay(Shape):
    """One date: published, or why not. `starts_at` is null where the clock skips the time."""

    date: dt.date
    result: DateVerdict
    starts_at: Instant | None
    ends_at: Instant | None
    clashes_with: Clash | None

    @classmethod
    def of(cls, entry: SeriesDate) -> "SeriesDay":
        """Return what the API tells of a date of a series."""
        return cls(
            date=entry.wall_time.date(),
            result=entry.verdict,
            starts_at=entry.starts_at,
            ends_at=entry.ends_at,
            clashes_with=Clash.of(entry.clash) if entry.clash else None,
        )


class SeriesResult(Shape):
    """A series date by date, and the numbers of the slots that were published."""

    dates: list[SeriesDay]
    slot_ids: list[Number]

    @classmethod
    def of(cls, report: SeriesReport) -> "SeriesResult":
        """Return what the API tells of a series."""
        return cls(dates=[SeriesDay.of(entry) for entry in report.dates], slot_ids=list(report.slot_ids))
