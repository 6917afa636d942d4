"""Rows that each break an invariant of the doctor's, in the world of `test_doctor`."""

from datetime import timedelta

from sqlalchemy import delete, insert, text, update

from app.models import (
    AuditEntry,
    Call,
    Commitment,
    Feedback,
    FeedbackVersion,
    Hold,
    IdempotencyRecord,
    Offer,
    Review,
    ReviewVersion,
    Slot,
)
from tests.conftest import NOW

DAY = timedelta(days=1)


def entry(action: str, number: int, kind: str = "call") -> dict[str, object]:
    return {"at": NOW, "channel": "cli", "action": action, "object_kind": kind, "object_id": number, "facts": {}}


def a_call(number: int, slot: int, start, **other: object) -> dict[str, object]:
    return {
        "id": number, "slot_id": slot, "coach_id": 1, "student_id": 3, "starts_at": start,
        "ends_at": start + 2 * timedelta(hours=1), "status": "confirmed", "note": "", "version": 1,
        "booked_at": NOW - 9 * DAY, "move_reason": "", "cancel_reason": "", **other,
    }  # fmt: skip


def forget(action: str, kind: str, number: int):
    return delete(AuditEntry).where(
        AuditEntry.action == action, AuditEntry.object_kind == kind, AuditEntry.object_id == number
    )


FIFTH = NOW + 4 * DAY
HOUR = timedelta(hours=1)

# What breaks an invariant, and which: its name, the numbers it is to name.
BREACHES = (
    ("I-01.slots_overlap", {4}, update(Slot).where(Slot.id == 4).values(starts_at=NOW + 2 * DAY + HOUR)),
    ("I-01.slots_overlap", {4}, update(Slot).where(Slot.id == 4).values(starts_at=NOW + 2 * DAY)),
    ("I-02.slot_held_twice", {5}, insert(Call).values(a_call(9, 5, FIFTH))),
    ("I-03.own_student", {4}, update(Call).where(Call.id == 4).values(student_id=1)),
    ("I-04.two_places_at_once", {4}, insert(Commitment).values(call_id=9, person_id=2, starts_at=FIFTH - HOUR,
                                                               ends_at=FIFTH + HOUR)),
    ("I-04.commitments_differ", {4}, delete(Commitment).where(Commitment.call_id == 4, Commitment.person_id == 2)),
    ("I-04.commitments_differ", {4}, update(Commitment).where(Commitment.call_id == 4).values(ends_at=FIFTH + HOUR)),
    ("I-04.commitments_differ", {3}, insert(Commitment).values(call_id=3, person_id=3, starts_at=NOW, ends_at=FIFTH)),
    ("I-05.slot_made_late", {4}, update(Slot).where(Slot.id == 4).values(created_at=NOW + 3 * DAY)),
    ("I-05.call_booked_late", {1}, update(Call).where(Call.id == 1).values(booked_at=NOW - 3 * DAY)),
    ("I-05.call_booked_late", {4}, update(Call).where(Call.id == 4).values(moved_at=FIFTH)),
    ("I-06.call_beside_slot", {4}, update(Call).where(Call.id == 4).values(starts_at=FIFTH + HOUR)),
    ("I-06.call_beside_slot", {4}, update(Call).where(Call.id == 4).values(slot_id=99)),
    ("I-07.slot_status", {5}, update(Slot).where(Slot.id == 5).values(status="withdrawn")),
    ("I-07.slot_status", {4}, update(Slot).where(Slot.id == 4).values(status="booked")),
    ("I-07.slot_status", {5}, update(Slot).where(Slot.id == 5).values(status="open")),
    ("I-08.restored", {4}, update(Call).where(Call.id == 4).values(restores_id=2)),
    ("I-08.restored", {4}, update(Call).where(Call.id == 4).values(restores_id=3)),
    ("I-09.steps", {3}, insert(AuditEntry).values(entry("call.moved", 3))),
    ("I-09.steps", {4}, forget("call.booked", "call", 4)),
    ("I-09.status", {3}, update(Call).where(Call.id == 3).values(status="confirmed")),
    ("I-09.status", {1}, update(Call).where(Call.id == 1).values(status="no_show")),
    ("I-10.feedback", {1}, update(Feedback).where(Feedback.call_id == 1).values(satisfaction=6)),
    ("I-10.feedback", {1}, update(Feedback).where(Feedback.call_id == 1).values(coach_id=2)),
    ("I-10.feedback", {1}, update(Feedback).where(Feedback.call_id == 1).values(recorded_at=NOW - 3 * DAY)),
    ("I-10.feedback", {1}, update(Call).where(Call.id == 1).values(status="no_show")),
    ("I-10.feedback_versions", {1}, delete(FeedbackVersion)),
    ("I-10.review", {1}, update(Review).where(Review.call_id == 1).values(rating=6)),
    ("I-10.review", {1}, update(Review).where(Review.call_id == 1).values(student_id=3)),
    ("I-10.review", {1}, update(Call).where(Call.id == 1).values(status="no_show")),
    ("I-10.review_versions", {1}, delete(ReviewVersion)),
    ("I-10.review_shown", {1}, update(Review).where(Review.call_id == 1).values(shown_from=NOW + DAY)),
    ("I-10.review_shown", {1}, update(Review).where(Review.call_id == 1).values(shown_from=NOW - DAY)),
    ("I-17.idempotency", {2}, update(IdempotencyRecord).values(request_hash="")),
    ("I-20.slot_length", {4}, update(Slot).where(Slot.id == 4).values(ends_at=NOW + 3 * DAY)),
    ("I-20.slot_length", {4}, update(Slot).where(Slot.id == 4).values(ends_at=NOW + 3 * DAY + 9 * HOUR)),
    ("I-20.wall_time", {4}, update(Slot).where(Slot.id == 4).values(timezone="Europe/Madrid")),
    ("I-02.offer_held", {4}, insert(Hold).values(slot_id=4, student_id=3, reason="waitlist", created_at=NOW,
                                                 until=FIFTH)),
    ("I-02.offer_wished_for", {4}, insert(Offer).values(wish_id=1, student_id=3, coach_id=1, slot_id=4, made_at=NOW,
                                                        until=FIFTH, answer="declined", ended_at=NOW)),
    ("I-24.coach_words", {1}, text("DELETE FROM coach_words WHERE coach_id = 1")),
    ("I-22.slot_published", {4}, forget("slot.published", "slot", 4)),
    ("I-22.slot_published", {99}, insert(AuditEntry).values(entry("slot.published", 99, "slot"))),
    ("I-22.slot_withdrawn", {6}, forget("slot.withdrawn", "slot", 6)),
    ("I-22.slot_withdrawn", {4}, insert(AuditEntry).values(entry("slot.withdrawn", 4, "slot"))),
    ("I-22.call_booked", {4}, forget("call.booked", "call", 4)),
    ("I-22.call_booked", {4}, insert(AuditEntry).values(entry("call.booked", 4))),
    ("I-22.call_confirmed", {4}, update(Call).where(Call.id == 4).values(answer_by=FIFTH, confirmed_at=NOW)),
    ("I-22.call_confirmed", {3}, insert(AuditEntry).values(entry("call.confirmed", 3))),
    ("I-22.call_cancelled", {3}, forget("call.cancelled", "call", 3)),
    ("I-22.call_cancelled", {3}, insert(AuditEntry).values(entry("call.cancelled", 3))),
    ("I-22.call_moved", {4}, forget("call.moved", "call", 4)),
    ("I-22.feedback_recorded", {1}, forget("feedback.recorded", "call", 1)),
    ("I-22.feedback_changed", {1}, forget("feedback.changed", "call", 1)),
    ("I-22.review_recorded", {1}, forget("review.recorded", "call", 1)),
    ("I-22.review_changed", {1}, forget("review.changed", "call", 1)),
    ("I-22.user_created", {2}, forget("user.created", "user", 2)),
)  # fmt: skip
