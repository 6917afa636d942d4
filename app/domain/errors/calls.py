"""Booking, moving and cancelling calls, and how they ended."""

from app.domain.errors.kinds import Conflict, Forbidden, Invalid


class OwnSlot(Forbidden):
    code = "own_slot"


class SlotTaken(Conflict):
    code = "slot_taken"


class SlotHeld(Conflict):
    code = "slot_held"


class SlotWithdrawn(Conflict):
    code = "slot_withdrawn"


class TooSoon(Invalid):
    code = "too_soon"


class StudentBusy(Conflict):
    code = "student_busy"


class CoachBusy(Conflict):
    code = "coach_busy"


class CoachOff(Conflict):
    code = "coach_off"


class TooClose(Conflict):
    code = "too_close"


class OverLimit(Conflict):
    code = "over_limit"


class BookingPaused(Conflict):
    code = "booking_paused"


class OpensLater(Conflict):
    code = "opens_later"


class SameSlot(Conflict):
    code = "same_slot"


class OtherCoach(Invalid):
    code = "other_coach"
    field = "slot_id"


class AlreadyCancelled(Conflict):
    code = "already_cancelled"


class AlreadyAnswered(Conflict):
    code = "already_answered"


class RequestLapsed(Conflict):
    code = "request_lapsed"


class AnswerFirst(Conflict):
    code = "answer_first"


class NotCancelled(Conflict):
    code = "not_cancelled"


class CallEnded(Conflict):
    code = "call_ended"


class CallStarted(Conflict):
    code = "call_started"


class TooLateToCancel(Conflict):
    code = "too_late_to_cancel"


class ChangedMeanwhile(Conflict):
    code = "changed_meanwhile"


class TooEarlyForOutcome(Conflict):
    code = "too_early_for_outcome"
