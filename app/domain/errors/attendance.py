"""Who came to a call."""

from app.domain.errors.kinds import Conflict


class AttendanceClosed(Conflict):
    code = "attendance_closed"


class CallReviewed(Conflict):
    code = "call_reviewed"


class CoachMissed(Conflict):
    code = "coach_missed"
