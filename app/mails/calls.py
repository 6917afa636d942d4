"""Mails about one call, as its coach or its student reads them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from babel.lists import format_list
from flask import current_app
from flask_babel import get_locale, gettext

from app import formats
from app.domain.actors import Actor, Channel
from app.domain.calendar_events import Mailbox, Method
from app.domain.calls import CallStatus, Role, may_cancel
from app.domain.mail import Invitation
from app.domain.notifications import ENDINGS, Notice
from app.domain.policy import Policy
from app.domain.profiles import Caller
from app.domain.references import reference_of
from app.domain.requests import RequestState
from app.integrations import ical
from app.mails import calendars, links
from app.mails.telling import Fact, Telling, Way
from app.services import bookability, call_chains, call_views, holds, next_steps
from app.services.bookability import Booking
from app.services.call_shapes import CallView, Party, Reader
from app.services.holds import HeldSlot
from app.services.outbox import Message

KINDS = tuple(kind for kind in Notice if kind is not Notice.FEEDBACK_DUE)


def tell(message: Message, *, now: datetime) -> Telling:
    """Return what a mail about a call says: its times as they were then, and phone numbers only while that may be."""
    policy: Policy = current_app.config["COACHBOOK"].policy
    call = _call(message, Reader(Actor(message.user_id, Channel.WEB), policy, now))
    is_coach = message.user_id == call.coach.id
    other = call.student if is_coach else call.coach
    may_change = may_cancel(call.facts, role=Role.COACH if is_coach else Role.STUDENT, policy=policy, now=now)
    page = f"/calls/{call.id}"
    is_off = message.kind in ENDINGS
    held = _list_held(message.user_id, call.id, policy, now) if is_off and not is_coach else ()
    return Telling(
        link=links.absolute(_next_page(call, is_coach=is_coach) if is_off and not held else page),
        facts=[*_facts(message, call, other, is_coach=is_coach), *map(_held, held)],
        ways=_ways(page, call, is_coach=is_coach) if may_change and not is_off else (),
        invitation=_invitation(message, call),
        context={
            "call": call,
            "is_coach": is_coach,
            "other": other,
            "when": formats.span(call.starts_at, call.ends_at),
            "near_day": formats.near_day(call.starts_at),
            "time": formats.clock_time(call.starts_at),
            "deadline": formats.moment(policy.cancel_deadline(call.starts_at)) if may_change and not is_coach else "",
            "answer_by": formats.moment(call.answer_by) if call.answer_by else "",
            "is_request": call.request not in (None, RequestState.CONFIRMED),
            "reminders": _reminders(call, policy, now),
            "by_reader": call.cancelled_by_id == message.user_id,
            "by_nobody_here": call.cancelled_by_id is None,
            "is_undone": "undoes" in message.payload,
            "held": held,
        },
    )


def _call(message: Message, reader: Reader) -> CallView:
    """Return the call as it stands, with the time that it had when this was written."""
    facts = message.payload
    if message.kind == Notice.REMINDER:
        return call_views.get(facts["call"], reader)
    is_off = message.kind in ENDINGS
    call = call_views.get(facts["call"] if is_off else call_chains.latest_of(facts["call"]), reader)
    starts_at, ends_at = (datetime.fromisoformat(facts[name]) for name in ("starts_at", "ends_at"))
    return replace(call, version=facts["version"], starts_at=starts_at, ends_at=ends_at)


def _facts(message: Message, call: CallView, other: Party, *, is_coach: bool) -> Iterator[Fact]:
    yield Fact(gettext("When"), _here(call.starts_at, call.ends_at))
    if not formats.same_offset(call.starts_at, other.timezone):
        there = formats.elsewhere(call.starts_at, call.ends_at, other.timezone)
        yield Fact(gettext("For %(name)s", name=other.name), _in_zone(there, other.timezone))
    if message.kind == Notice.CALL_MOVED:
        was = (datetime.fromisoformat(message.payload[name]) for name in ("starts_at_was", "ends_at_was"))
        yield Fact(gettext("Before"), _here(*was))
    if reason := _reason(message, call):
        yield Fact(gettext("Reason"), reason)
    if message.kind not in ENDINGS:
        yield from _how(call, other, is_coach=is_coach)
    if message.kind == Notice.REMINDER and (steps := next_steps.list_open(call.coach.id, call.student.id)):
        yield Fact(gettext("Next steps you agreed"), "\n".join(step.body for step in steps))
    yield Fact(gettext("Reference"), reference_of(call.id))


def _list_held(student_id: int, call_id: int, policy: Policy, now: datetime) -> Sequence[HeldSlot]:
    """Return what is held instead of a call and can be taken: a limit may have been reached meanwhile."""
    held = holds.list_for_student(student_id, call_id=call_id, now=now)
    refused = bookability.list_refused([slot.slot_id for slot in held], Booking(student_id, policy, now))
    return [slot for slot in held if slot.slot_id not in refused]


def _held(slot: HeldSlot) -> Fact:
    until = gettext("Held for you until %(until)s", until=formats.moment(slot.until))
    when = gettext("%(hours)s, with %(name)s", hours=_here(slot.starts_at, slot.ends_at), name=slot.coach_name)
    # Whoever is not signed in there would be told that it is held for somebody.
    return Fact(until, when, links.absolute(f"/login?next=/slots/{slot.slot_id}"))


def _reason(message: Message, call: CallView) -> str:
    """Return why, as it stands in the call: a later move has another reason."""
    if message.kind == Notice.CALL_MOVED and call.moved_at == message.created_at:
        return call.move_reason
    return call.cancel_reason if message.kind in ENDINGS else ""


def _how(call: CallView, other: Party, *, is_coach: bool) -> Iterator[Fact]:
    """Yield who calls whom, where, and about what; a number is there only if the reader may see it."""
    me = call.coach if is_coach else call.student
    if is_coach == (call.caller is Caller.COACH):
        yield Fact(gettext("Who calls"), gettext("You call %(name)s.", name=other.name))
    elif me.phone:
        phone = formats.phone(me.phone)
        yield Fact(gettext("Who calls"), gettext("%(name)s calls you on %(phone)s.", name=other.name, phone=phone))
    if other.phone:
        yield Fact(gettext("Phone of %(name)s", name=other.name), formats.phone(other.phone), f"tel:{other.phone}")
    if call.place:
        yield Fact(gettext("Place"), call.place)
    if call.note:
        wrote = gettext("What %(name)s wrote", name=other.name) if is_coach else gettext("What you wrote")
        yield Fact(wrote, call.note)


def _here(starts_at: datetime, ends_at: datetime) -> str:
    return _in_zone(formats.span(starts_at, ends_at), formats.zone())


def _in_zone(hours: str, timezone: str) -> str:
    return str(gettext("%(hours)s in %(zone)s", hours=hours, zone=formats.zone_name(timezone)))


def _ways(page: str, call: CallView, *, is_coach: bool) -> list[Way]:
    if call.request is RequestState.WAITING:
        taking_back = Way(gettext("Take the request back"), links.absolute(f"{page}/cancel"))
        return [] if is_coach else [Way(gettext("Ask for another time"), links.absolute(f"{page}/move")), taking_back]
    return [
        Way(gettext("Move it to another time"), links.absolute(f"{page}/move")),
        Way(gettext("Cancel the call"), links.absolute(f"{page}/cancel")),
    ]


def _next_page(call: CallView, *, is_coach: bool) -> str:
    return "/schedule" if is_coach else f"/slots?coach={call.coach.id}"


def _reminders(call: CallView, policy: Policy, now: datetime) -> str:
    ahead = [formats.duration(ahead) for ahead in policy.reminders if call.starts_at - ahead > now]
    return str(format_list(ahead, locale=get_locale()))


def _invitation(message: Message, call: CallView) -> Invitation | None:
    """Return the call for the reader's calendar; a reminder brings none, for it changes nothing.

    Nor does a request: no calendar is told of it before it is confirmed, or that it was not.
    """
    if message.kind == Notice.REMINDER or call.request not in (None, RequestState.CONFIRMED):
        return None
    is_off = message.kind in ENDINGS
    told = call if is_off else replace(call, status=CallStatus.CONFIRMED)
    uid = call_chains.uids_of([call.id])[call.id]
    event = calendars.event_of(told, uid, reader_id=message.user_id)
    method = Method.CANCEL if is_off else Method.REQUEST
    reader = Mailbox(message.name, message.address)
    return Invitation(method, ical.write([event], method=method, organizer=calendars.organizer(), attendee=reader))
