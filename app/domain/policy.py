"""The programme's own limits, as its settings give them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FURTHEST_SLOT = timedelta(days=2 * 366)
LONGEST_SLOT = timedelta(hours=8)
# What a coach may ask for: so much between two calls, and from a booking to its call.
LONGEST_BUFFER = timedelta(hours=4)
LONGEST_NOTICE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Policy:
    """How long slots are when students may book, cancel and still see a phone number, and where."""

    slot_length: timedelta = timedelta(minutes=120)
    booking_notice: timedelta = timedelta(minutes=60)
    booking_horizon: timedelta = timedelta(days=180)
    cancel_notice: timedelta = timedelta(hours=12)
    max_open_calls: int = 0
    max_calls_per_week: int = 0
    max_calls_per_semester: int = 0
    # How long a new slot is only for students with the fewest calls this semester.
    fair_release: timedelta = timedelta(0)
    # A student who misses so many calls within a period is warned, and then books nothing for a while; 0 is no limit.
    no_shows_limit: int = 0
    no_shows_period: timedelta = timedelta(days=90)
    booking_pause: timedelta = timedelta(days=14)
    # How long a coach who approves bookings may take to answer one.
    approval_period: timedelta = timedelta(hours=48)
    # How long a slot that is offered from the waitlist is held, unless its start is near.
    waitlist_offer: timedelta = timedelta(hours=12)
    contact_period: timedelta = timedelta(days=30)
    # The programme's own zone: days of semesters and of holidays are days there.
    timezone: str = "UTC"
    # How long before its start both people of a call are reminded of it, the earliest first.
    reminders: tuple[timedelta, ...] = (timedelta(hours=24), timedelta(hours=1))

    @property
    def limits_students(self) -> bool:
        """Return whether what a student may book depends on what they have booked."""
        return any((self.max_open_calls, self.max_calls_per_week, self.max_calls_per_semester, self.fair_release))

    def soonest_bookable(self, now: datetime, own_notice: timedelta = timedelta(0)) -> datetime:
        """Return the earliest start a student may book at `now`, with a coach whose own notice may be longer."""
        return now + max(self.booking_notice, own_notice)

    def furthest_bookable(self, now: datetime) -> datetime:
        """Return the latest start a student may book at `now`."""
        return now + self.booking_horizon

    def answer_by(self, starts_at: datetime, now: datetime) -> datetime:
        """Return until when a request of `now` is answered: in good time, and before its start in any case."""
        return min(now + self.approval_period, starts_at)

    def cancel_deadline(self, starts_at: datetime) -> datetime:
        """Return the last instant at which a student may cancel or move a call that starts then."""
        return starts_at - self.cancel_notice

    def is_late_to_cancel(self, starts_at: datetime, now: datetime) -> bool:
        """Return whether a student may no longer cancel or move a call that starts then."""
        return now > self.cancel_deadline(starts_at)
