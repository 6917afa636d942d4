"""`flask calls`: booked, listed and shown."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import click
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.cli import facts
from app.cli.acting import administrator, note_phones_shown, policy, reader
from app.cli.commands import Group, limit_option, option, rehearsal_option, show_phone_option
from app.cli.inputs import NUMBER, CallNumber, Day, end_of, start_of
from app.cli.output import Column, say, show_list, show_record
from app.db import transact
from app.domain.calls import CallStatus
from app.domain.clock import utc_now
from app.services import account_views, call_views, coaches, people
from app.services import calls as service
from app.services.call_shapes import CallFilter, CallView

calls = Group("calls", help=_l("Students' bookings of slots."))

COLUMNS = (
    Column(_l("ID"), lambda call: call["id"], is_whole=True, is_number=True),
    Column(_l("When"), lambda call: facts.span(call["starts_at"], call["ends_at"]), is_whole=True),
    Column(_l("Coach"), lambda call: call["coach"]["name"]),
    Column(_l("Student"), lambda call: call["student"]["name"]),
    Column(_l("Status"), lambda call: call["status"], is_whole=True),
    Column(_l("Score"), lambda call: call["feedback"] and call["feedback"]["satisfaction"], rank=2, is_number=True),
    Column(_l("Slot"), lambda call: call["slot"]["id"], rank=1, is_whole=True, is_number=True),
    Column(_l("Note"), lambda call: call["note"], rank=3),
)


@calls.verb(
    "book",
    "book --slot 12 --student bob@example.org",
    "book --slot 12 --student bob@example.org --note 'Integrals, please'",
    help=_l("Book an open slot for a student."),
)
@option("--slot", type=NUMBER, required=True, help=_l("The slot's number."))
@option("--student", required=True, help=_l("The student's e-mail address."))
@option("--note", default="", help=_l("What the coach is to know."))
@rehearsal_option
def book(*, slot: int, student: str, note: str) -> None:
    """Book an open slot for a student."""
    actor, now, person = administrator(), utc_now(), account_views.get(student)
    number = transact(
        lambda: service.book(actor=actor, student_id=person.number, slot_id=slot, note=note, policy=policy(), now=now)
    )
    call = call_views.get(number, reader())
    told = gettext("Call %(number)s booked: %(call)s")
    if call.status is CallStatus.PENDING:
        told = gettext("Call %(number)s asked for; its coach confirms or declines it: %(call)s")
    told = told % {"number": number, "call": facts.sentence_call(call)}
    say(told, **facts_of([call])[0])


@calls.verb(
    "list",
    "list --coach ines@example.org",
    "list --status cancelled --from 2027-03-01 --to 2027-03-31 --json",
    help=_l("List calls by their start, from today on unless --from or --to says otherwise."),
)
@option("--coach", help=_l("Only this coach's, by e-mail address."))
@option("--student", help=_l("Only this student's, by e-mail address."))
@option("--status", type=click.Choice([status.value for status in CallStatus]), help=_l("Only those in this status."))
@option("--from", "first", type=Day(), help=_l("First day, in the programme's zone."))
@option("--to", "last", type=Day(), help=_l("Last day, in the programme's zone."))
@limit_option
def list_calls(
    *, coach: str | None, student: str | None, status: str | None, first: date | None, last: date | None, limit: int
) -> None:
    """List calls by their start."""
    zone = formats.zone()
    if first is None and last is None:
        first = formats.local(utc_now()).date()
    where = CallFilter(
        coach_id=coaches.get_id(coach) if coach else None,
        student_id=account_views.get(student).number if student else None,
        from_at=start_of(first, zone),
        to_at=end_of(last, zone),
        status=CallStatus(status) if status else None,
    )
    found = call_views.list_calls(where, reader(), limit=limit + 1).items
    show_list(facts_of(found), COLUMNS, limit=limit, empty=gettext("No calls."), zone=zone)


@calls.verb("show", "show 12", "show S-2F7K --show-phone", help=_l("Show one call with all that was said about it."))
@click.argument("number", metavar="CALL", type=CallNumber())
@show_phone_option
def show(*, number: int, show_phone: bool) -> None:
    """Show one call."""
    view = call_views.get(number, reader())
    if show_phone:
        note_phones_shown({party.id for party in (view.coach, view.student) if party.phone})
    call = facts_of([view], shows_phones=show_phone)[0]
    feedback: dict[str, Any] = call["feedback"] or {}
    lines = [
        (gettext("Call"), f"{call['id']} ({call['reference']})"),
        (gettext("When"), facts.span(view.starts_at, view.ends_at)),
        (gettext("Coach"), _person(call["coach"])),
        (gettext("Student"), _person(call["student"])),
        (gettext("Status"), call["status"]),
        (gettext("Slot"), call["slot"]["id"]),
        (gettext("Place"), call["slot"]["place"]),
        (gettext("Note"), call["note"]),
        (gettext("Booked"), facts.moment(call["booked_at"])),
        (gettext("Answer until"), facts.moment(call["answer_by"])),
        (gettext("Confirmed"), facts.moment(call["confirmed_at"])),
        (gettext("Moved"), facts.moment(call["moved_at"])),
        (gettext("Reason of the move"), call["move_reason"]),
        (gettext("Cancelled"), facts.moment(call["cancelled_at"])),
        (gettext("Cancelled by"), call["cancelled_by"]),
        (gettext("Reason"), call["cancel_reason"]),
        (gettext("Satisfaction"), feedback.get("satisfaction")),
        (gettext("Shared note"), feedback.get("shared_note")),
        (gettext("Private note"), feedback.get("private_note")),
    ]
    show_record(call, lines, zone=formats.zone())


def facts_of(views: Sequence[CallView], *, shows_phones: bool = False) -> list[dict[str, Any]]:
    """Return what is told of these calls, with the addresses of their people."""
    emails = people.list_emails(party.id for view in views for party in (view.coach, view.student))
    return [facts.call(view, emails, shows_phones=shows_phones) for view in views]


def _person(party: dict[str, Any]) -> str:
    return f"{party['name']} <{party['email']}>  {party['phone'] or ''}".rstrip()
