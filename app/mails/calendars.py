"""A call in words for a calendar, in its reader's language."""

from flask import current_app
from flask_babel import gettext

from app import formats
from app.domain.calendar_events import CalendarEvent, Mailbox, sequence_of
from app.domain.references import reference_of
from app.mails import links
from app.services.call_shapes import CallView


def organizer() -> Mailbox:
    """Return who invites: the programme, so that neither person learns the other's address (I-12)."""
    config = current_app.config["COACHBOOK"]
    return Mailbox(config.programme_name, config.mail_from)


def event_of(call: CallView, uid: str = "", *, reader_id: int, is_brief: bool = False) -> CalendarEvent:
    """Return a call as an event in its reader's calendar: no phone number, and when brief only a title (SEC-08)."""
    other = call.student if reader_id == call.coach.id else call.coach
    link = links.absolute(f"/calls/{call.id}")
    return CalendarEvent(
        uid=uid,
        sequence=sequence_of(call.version),
        status=call.status,
        starts_at=call.starts_at,
        ends_at=call.ends_at,
        changed_at=max(at for at in (call.booked_at, call.confirmed_at, call.moved_at, call.cancelled_at) if at),
        summary=gettext("Call with %(name)s", name=other.name),
        url=link,
        description="" if is_brief else "\n".join([*_times(call, other.timezone), _reference(call), link]),
        location="" if is_brief else call.place,
    )


def _times(call: CallView, timezone: str) -> list[str]:
    zones = [formats.zone()]
    if not formats.same_offset(call.starts_at, timezone):
        zones.append(timezone)
    hours = [formats.span(call.starts_at, call.ends_at, zone) for zone in zones]
    return [
        gettext("%(hours)s in %(zone)s", hours=there, zone=formats.zone_name(zone))
        for there, zone in zip(hours, zones, strict=True)
    ]


def _reference(call: CallView) -> str:
    return str(gettext("Reference %(reference)s", reference=reference_of(call.id)))
