"""Publishing and withdrawing slots, one by one, as a series or as a week."""

from app.domain.errors.kinds import Conflict, Invalid


class SlotInPast(Invalid):
    code = "slot_in_past"
    field = "starts_at"


class TooFar(Invalid):
    code = "too_far"
    field = "starts_at"


class NoSuchTime(Invalid):
    code = "no_such_time"
    field = "starts_at"


class SlotOverlap(Conflict):
    code = "slot_overlap"
    field = "starts_at"


class SlotBooked(Conflict):
    code = "slot_booked"


class SlotStarted(Conflict):
    code = "slot_started"


class EmptySeries(Invalid):
    code = "empty_series"


class SeriesTooLong(Invalid):
    code = "series_too_long"


class UntilBeforeFrom(Invalid):
    code = "until_before_from"
    field = "until"


class TooManyTimes(Invalid):
    code = "too_many_times"
    field = "times"


class WeeksOutOfRange(Invalid):
    code = "weeks_out_of_range"
    field = "weeks_ahead"


class DuringTimeOff(Conflict):
    code = "during_time_off"
    field = "starts_at"


class TimeOffPast(Invalid):
    code = "time_off_past"
    field = "last_day"


class TimeOffTooFar(Invalid):
    code = "time_off_too_far"
    field = "last_day"


class TimeOffTooLong(Invalid):
    code = "time_off_too_long"
    field = "last_day"


class CallsInside(Conflict):
    code = "calls_inside"


class WeekChanged(Conflict):
    code = "week_changed"
    field = "version"
