"""`flask slots`: published, listed, withdrawn, explained."""

from datetime import date, datetime

import click
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.cli import facts
from app.cli.acting import administrator, policy
from app.cli.commands import Group, limit_option, option, rehearsal_option
from app.cli.inputs import NUMBER, Day, Moment, end_of, start_in, start_of
from app.cli.output import Column, note, say, show_list
from app.cli.refusals import sentence_of
from app.db import transact
from app.domain.clock import utc_now
from app.services import account_views, bookability, coaches, people, slot_views
from app.services import slots as service
from app.services.bookability import Booking
from app.services.slot_views import SlotFilter

slots = Group("slots", help=_l("Coaches' offered times."))

COLUMNS = (
    Column(_l("ID"), lambda slot: slot["id"], is_whole=True, is_number=True),
    Column(_l("When"), lambda slot: facts.span(slot["starts_at"], slot["ends_at"]), is_whole=True),
    Column(_l("Coach"), lambda slot: slot["coach"]["name"]),
    Column(_l("Status"), lambda slot: slot["status"], is_whole=True),
    Column(_l("Call"), lambda slot: slot["call_id"], rank=1, is_whole=True, is_number=True),
    Column(_l("Student"), lambda slot: slot["student"] and slot["student"]["name"], rank=2),
    Column(_l("Place"), lambda slot: slot["place"], rank=3),
)

# What each rule of a booking asks, by the code of its refusal.
RULES = {
    "own_slot": _l("The student is not the slot's own coach"),
    "account_deactivated": _l("The student's account is open"),
    "email_unconfirmed": _l("The student's e-mail address is confirmed"),
    "slot_withdrawn": _l("The slot is not withdrawn"),
    "slot_in_past": _l("The slot lies ahead"),
    "slot_taken": _l("Nobody has booked the slot"),
    "slot_held": _l("The slot is not held for another student"),
    "too_soon": _l("It starts no sooner than students may book"),
    "too_far": _l("It starts no later than students may book"),
    "coach_unavailable": _l("The coach takes bookings"),
    "coach_off": _l("The coach has taken no time off then"),
    "coach_busy": _l("The coach has no other call then"),
    "too_close": _l("The coach has as much time between two calls as they want"),
    "coach_elsewhere": _l("The coach's own calendar keeps nobody from it"),
    "student_busy": _l("The student has no other call then"),
    "booking_paused": _l("The student has not missed calls after a warning"),
    "opens_later": _l("The slot is open to all, or the student is among those with the fewest calls this semester"),
    "over_limit": _l("One more call is within what the programme allows the student"),
}

RULE_COLUMNS = (
    Column(_l("Rule"), lambda rule: RULES[rule["code"]]),
    Column(_l("Result"), lambda rule: gettext("passes") if rule["passes"] else gettext("FAILS"), is_whole=True),
    Column(_l("Code"), lambda rule: rule["code"], rank=1, is_whole=True),
)


@slots.verb(
    "create",
    "create --coach ines@example.org --starts-at 2027-03-01T14:00",
    "create --coach ines@example.org --starts-at 2027-03-01T14:00Z --place 'Room 4'",
    help=_l("Publish one slot."),
)
@option("--coach", required=True, help=_l("The coach's e-mail address."))
@option("--starts-at", type=Moment(), required=True, help=_l("A time in the coach's zone, or an instant with offset."))
@option("--place", default="", help=_l("Where the call takes place."))
@rehearsal_option
def create(*, coach: str, starts_at: datetime, place: str) -> None:
    """Publish one slot."""
    actor, now, coach_id = administrator(), utc_now(), coaches.get_id(coach)
    start = start_in(starts_at, account_views.get(coach).timezone)
    published = transact(
        lambda: service.publish(
            actor=actor,
            coach_id=coach_id,
            wall_time=start.wall_time,
            timezone=start.timezone,
            place=place,
            policy=policy(),
            now=now,
        )
    )
    slot = slot_views.get(published.slot_id)
    if start.is_repeated:
        note(gettext("That time comes twice on that day; the first one was taken."))
    when = f"{formats.span(slot.starts_at, slot.ends_at, slot.coach_timezone)} ({slot.coach_timezone})"
    say(
        gettext("Slot %(number)s published: %(when)s, %(coach)s", number=slot.id, when=when, coach=slot.coach_name),
        **facts.slot(slot, people.list_emails([coach_id])),
        is_repeated=start.is_repeated,
    )


@slots.verb(
    "list",
    "list --coach ines@example.org --status open",
    "list --from 2027-03-01 --to 2027-03-31 --json",
    help=_l("List slots by their start: from today on, unless --from, --to or --status past says otherwise."),
)
@option("--coach", help=_l("Only this coach's, by e-mail address."))
@option("--student", help=_l("Only those that this student has booked."))
@option(
    "--status",
    type=click.Choice(["open", "booked", "withdrawn", "past", "all"]),
    default="all",
    show_default=True,
    help=_l("Only those in this status; open and booked ones lie ahead."),
)
@option("--from", "first", type=Day(), help=_l("First day, in the programme's zone."))
@option("--to", "last", type=Day(), help=_l("Last day, in the programme's zone."))
@limit_option
def list_slots(
    *, coach: str | None, student: str | None, status: str, first: date | None, last: date | None, limit: int
) -> None:
    """List slots by their start."""
    now, zone = utc_now(), formats.zone()
    if first is None and last is None and status != "past":
        first = formats.local(now).date()
    where = SlotFilter(
        coach_id=coaches.get_id(coach) if coach else None,
        student_id=account_views.get(student).number if student else None,
        from_at=start_of(first, zone),
        to_at=end_of(last, zone),
        status=status,
    )
    found = slot_views.list_slots(where, now=now, limit=limit + 1).items
    emails = people.list_emails(number for view in found for number in (view.coach_id, view.student_id) if number)
    rows = [facts.slot(view, emails) for view in found]
    show_list(rows, COLUMNS, limit=limit, empty=gettext("No slots."), zone=zone)


@slots.verb(
    "withdraw",
    "withdraw 12",
    "withdraw 12 --reason 'room closed'",
    help=_l("Take an open slot back; one that is booked needs its call cancelled or moved first."),
)
@click.argument("slot", type=NUMBER)
@option("--reason", default="", help=_l("Why."))
@rehearsal_option
def withdraw(*, slot: int, reason: str) -> None:
    """Take an open slot back."""
    actor, now = administrator(), utc_now()
    transact(lambda: service.withdraw(actor=actor, slot_id=slot, reason=reason, now=now))
    view = slot_views.get(slot)
    when = facts.sentence_span(view.starts_at, view.ends_at)
    told = gettext("Slot %(number)s withdrawn: %(when)s, %(coach)s", number=slot, when=when, coach=view.coach_name)
    say(told, id=slot, status=view.status.value)


@slots.verb(
    "why",
    "why 12 --student bob@example.org",
    help=_l("Tell every rule that a booking of this slot by this student passes or fails."),
)
@click.argument("slot", type=NUMBER)
@option("--student", required=True, help=_l("The student's e-mail address."))
def why(*, slot: int, student: str) -> None:
    """Tell every rule that a booking would pass or fail."""
    person = account_views.get(student)
    asked = Booking(person.number, policy(), utc_now())
    rules = bookability.explain(slot, asked)
    rows = [{"code": code, "passes": passes} for code, passes in rules]
    show_list(rows, RULE_COLUMNS, empty="")
    refused = bookability.refusal(slot, asked)
    if refused is None:
        note(gettext("%(email)s can book slot %(number)s.", email=person.email, number=slot))
    else:
        told = gettext("%(email)s cannot book slot %(number)s.", email=person.email, number=slot)
        note(f"{told} {sentence_of(refused)}")
