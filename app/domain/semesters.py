"""Semesters: the days within which slots are published, where there are any."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from app.domain.errors import OutsideSemester, SemesterTooLong, UntilBeforeFrom
from app.domain.timezones import to_local, to_utc_forward

LONGEST_SEMESTER = timedelta(days=366)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Semester:
    """A name for a stretch of days, both ends included; they are days of the programme's zone."""

    number: int
    name: str
    first_day: date
    last_day: date

    def starts_at(self, timezone: str) -> datetime:
        """Return the instant at which its first day begins."""
        return to_utc_forward(datetime.combine(self.first_day, time.min), timezone)

    def ends_at(self, timezone: str) -> datetime:
        """Return the instant at which its last day is over."""
        return to_utc_forward(datetime.combine(self.last_day + DAY, time.min), timezone)

    def holds(self, starts_at: datetime, ends_at: datetime, timezone: str) -> bool:
        """Return whether a stretch of time lies within; what ends at midnight still belongs to the day before."""
        return self.starts_at(timezone) <= starts_at and ends_at <= self.ends_at(timezone)


@dataclass(frozen=True, slots=True)
class Semesters:
    """All semesters of a programme in their order, and its zone; where there are none, slots are free of them."""

    known: tuple[Semester, ...] = field(default=())
    timezone: str = "UTC"

    def check_holds(self, starts_at: datetime, ends_at: datetime) -> None:
        """Raise OutsideSemester, naming the semesters nearby, unless a slot lies whole within one of them.

        This is a policy like the notice of a booking, and the database has no word in it: semesters may change, and
        slots and calls that stand stay as they are.
        """
        if self.known and not any(semester.holds(starts_at, ends_at, self.timezone) for semester in self.known):
            raise OutsideSemester(semesters=self._near(to_local(starts_at, self.timezone).date()))

    def _near(self, day: date) -> list[Semester]:
        """Return the last semester that has begun by a day, and the first that has not."""
        begun = [semester for semester in self.known if semester.first_day <= day]
        ahead = [semester for semester in self.known if semester.first_day > day]
        return [*begun[-1:], *ahead[:1]]


NO_SEMESTERS = Semesters()


def check_days(first_day: date, last_day: date) -> None:
    """Raise UntilBeforeFrom or SemesterTooLong unless these can be a semester's first and last day."""
    if last_day < first_day:
        raise UntilBeforeFrom(first_on=first_day)
    if last_day - first_day >= LONGEST_SEMESTER:
        raise SemesterTooLong(days=LONGEST_SEMESTER.days)
