"""Slots, calls and people as the commands tell of them: one shape each, for tables and for JSON."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext

from app import formats
from app.domain.contacts import masked_phone
from app.domain.references import reference_of
from app.services.account_views import AccountLine
from app.services.call_shapes import CallView, Party
from app.services.slot_views import SlotView


def span(starts_at: datetime, ends_at: datetime) -> str:
    """Write a stretch of time so that it sorts, in the programme's zone; with offsets across a clock change."""
    start, end = formats.local(starts_at), formats.local(ends_at)
    text = f"{start:%Y-%m-%d %H:%M}–{end:%H:%M}"
    return text if start.utcoffset() == end.utcoffset() else f"{text} ({formats.offset(starts_at)})"


def moment(instant: datetime | None) -> str:
    """Write an instant so that it sorts, in the programme's zone."""
    return "" if instant is None else f"{formats.local(instant):%Y-%m-%d %H:%M}"


def sentence_span(starts_at: datetime, ends_at: datetime) -> str:
    """Write a stretch of time with its zone, for a sentence."""
    return f"{formats.span(starts_at, ends_at)} ({formats.zone()})"


def phone(number: str | None, *, is_whole: bool) -> str | None:
    """Return a phone number, masked unless it is to be shown whole."""
    return number if number is None or is_whole else masked_phone(number)


def account(line: AccountLine, *, shows_phone: bool) -> dict[str, Any]:
    """Return what is told of an account."""
    return {
        "id": line.number,
        "email": line.email,
        "name": line.name,
        "role": "coach" if line.is_coach else "student",
        "status": "erased" if line.erased_at else "deactivated" if line.deactivated_at else "active",
        "phone": phone(line.phone, is_whole=shows_phone),
        "timezone": line.timezone,
        "locale": line.locale,
        "created_at": line.created_at,
        "confirmed_at": line.confirmed_at,
        "deactivated_at": line.deactivated_at,
    }


def slot(view: SlotView, emails: Mapping[int, str]) -> dict[str, Any]:
    """Return what is told of a slot."""
    student = None
    if view.student_id is not None:
        student = {"id": view.student_id, "name": view.student_name, "email": emails[view.student_id]}
    return {
        "id": view.id,
        "coach": {"id": view.coach_id, "name": view.coach_name, "email": emails[view.coach_id]},
        "starts_at": view.starts_at,
        "ends_at": view.ends_at,
        "status": view.status.value,
        "place": view.place,
        "call_id": view.call_id,
        "student": student,
    }


def call(view: CallView, emails: Mapping[int, str], *, shows_phones: bool = False) -> dict[str, Any]:
    """Return what is told of a call."""
    feedback = view.feedback
    return {
        "id": view.id,
        "reference": reference_of(view.id),
        "slot": {"id": view.slot_id, "place": view.place},
        "starts_at": view.starts_at,
        "ends_at": view.ends_at,
        "coach": _party(view.coach, emails, shows_phones),
        "student": _party(view.student, emails, shows_phones),
        "status": view.status.value,
        "note": view.note,
        "booked_at": view.booked_at,
        "answer_by": view.answer_by,
        "confirmed_at": view.confirmed_at,
        "moved_at": view.moved_at,
        "move_reason": view.move_reason,
        "cancelled_at": view.cancelled_at,
        "cancelled_by": _cancelled_by(view),
        "cancel_reason": view.cancel_reason,
        "feedback": feedback
        and {
            "satisfaction": feedback.satisfaction,
            "shared_note": feedback.shared_note,
            "private_note": feedback.private_note,
            "version": feedback.version,
            "changed_at": feedback.changed_at,
        },
    }


def sentence_call(view: CallView) -> str:
    """Write a call for a sentence: when, and who with whom."""
    told = gettext(
        "%(when)s, %(coach)s with %(student)s",
        when=sentence_span(view.starts_at, view.ends_at),
        coach=view.coach.name,
        student=view.student.name,
    )
    return str(told)


def _party(party: Party, emails: Mapping[int, str], shows_phone: bool) -> dict[str, Any]:
    return {
        "id": party.id,
        "name": party.name,
        "email": emails[party.id],
        "timezone": party.timezone,
        "phone": phone(party.phone, is_whole=shows_phone),
    }


def _cancelled_by(view: CallView) -> str | None:
    if view.cancelled_at is None:
        return None
    parties = {view.coach.id: "coach", view.student.id: "student"}
    return parties.get(view.cancelled_by_id or 0, "admin")
