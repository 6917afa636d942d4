"""`flask coaches`: the role of a coach and what a coach's profile says."""

from datetime import timedelta
from typing import Any

import click
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.cli.acting import administrator
from app.cli.commands import Group, dry_run_option, limit_option, option, rehearsal_option
from app.cli.inputs import Names
from app.cli.output import Column, say, show_list
from app.db import transact
from app.domain.clock import utc_now
from app.domain.policy import LONGEST_BUFFER, LONGEST_NOTICE
from app.domain.profiles import Caller
from app.services import account_views, coach_list
from app.services import coaches as service

coaches = Group("coaches", help=_l("Coaches and their profiles."))

MINUTE = timedelta(minutes=1)

COLUMNS = (
    Column(_l("ID"), lambda coach: coach["id"], is_whole=True, is_number=True),
    Column(_l("Name"), lambda coach: coach["name"]),
    Column(_l("E-mail"), lambda coach: coach["email"], rank=3),
    Column(_l("Time zone"), lambda coach: coach["timezone"], rank=4),
    Column(_l("Subjects"), lambda coach: ", ".join(coach["subjects"]), rank=5),
    Column(
        _l("Rate"),
        lambda coach: None if coach["rate_cents"] is None else formats.money(coach["rate_cents"], coach["currency"]),
        rank=6,
        is_number=True,
    ),
    Column(_l("Open"), lambda coach: coach["open_slots"], is_whole=True, is_number=True),
    Column(_l("Booked"), lambda coach: coach["calls_ahead"], is_whole=True, is_number=True),
    Column(_l("Status"), lambda coach: gettext("active") if coach["is_active"] else gettext("inactive"), rank=1),
)


@coaches.verb("list", "list", "list --json", help=_l("List coaches by name, with their open slots and booked calls."))
@limit_option
def list_coaches(*, limit: int) -> None:
    """List coaches by name."""
    rows = [
        {
            "id": line.number,
            "email": line.email,
            "name": line.name,
            "timezone": line.timezone,
            "headline": line.headline,
            "place": line.place,
            "rate_cents": line.rate_cents,
            "currency": line.currency,
            "is_online": line.is_online,
            "uses_whatsapp": line.uses_whatsapp,
            "caller": line.caller.value,
            "buffer_minutes": line.buffer_minutes,
            "notice_minutes": line.notice_minutes,
            "approves": line.approves,
            "subjects": line.subjects,
            "languages": line.languages,
            "open_slots": line.open_slots,
            "calls_ahead": line.calls_ahead,
            "is_active": line.is_active,
        }
        for line in coach_list.list_coaches(now=utc_now(), limit=limit + 1)
    ]
    show_list(rows, COLUMNS, limit=limit, empty=gettext("No coaches."))


@coaches.verb("add", "add ines@example.org", help=_l("Make the holder of an account a coach, or once more a coach."))
@click.argument("email")
@rehearsal_option
def add(*, email: str) -> None:
    """Make the holder of an account a coach."""
    actor, now, person = administrator(), utc_now(), account_views.get(email)
    transact(lambda: service.appoint(actor=actor, user_id=person.number, now=now))
    say(gettext("%(email)s is a coach", email=person.email), email=person.email)


@coaches.verb(
    "edit",
    "edit ines@example.org --subjects maths,physics --languages en,pt --rate 38.50 --currency EUR",
    "edit ines@example.org --rate '' --caller student --whatsapp --buffer 15 --notice 720",
    help=_l("Change a coach's profile; what is not given stays as it is."),
)
@click.argument("email")
@option("--headline", help=_l("One line about the coach."))
@option("--bio", "about", help=_l("A longer text about the coach."))
@option(
    "--subjects",
    "subject_names",
    type=Names(),
    help=_l("All that the coach teaches, between commas; new names become subjects."),
)
@option("--languages", type=Names(), help=_l("All languages of the coach by name or code, between commas."))
@option("--place", help=_l("Where the calls take place."))
@option("--online/--no-online", "is_online", default=None, help=_l("Whether they take place online as well."))
@option("--rate", help=_l("The price of one call; empty for none."))
@option("--currency", help=_l("Its currency, like EUR."))
@option("--whatsapp/--no-whatsapp", "uses_whatsapp", default=None, help=_l("Whether the coach is on WhatsApp."))
@option("--caller", type=click.Choice([*Caller], case_sensitive=False), help=_l("Who calls when a call begins."))
@option("--approves/--no-approves", default=None, help=_l("Whether the coach confirms each booking."))
@option(
    "--buffer",
    "buffer_minutes",
    type=click.IntRange(0, LONGEST_BUFFER // MINUTE),
    help=_l("Minutes that stay free between two calls."),
)
@option(
    "--notice",
    "notice_minutes",
    type=click.IntRange(0, LONGEST_NOTICE // MINUTE),
    help=_l("Minutes ahead that a call is booked; the programme's count where they are more."),
)
@rehearsal_option
def edit(*, email: str, **changes: Any) -> None:
    """Change a coach's profile."""
    actor, now = administrator(), utc_now()
    if all(given is None for given in changes.values()):
        raise click.UsageError(gettext("Say what to change: --headline, --bio, --subjects and so on."))
    changed = transact(lambda: service.edit(actor=actor, email=email, now=now, **changes))
    email = email.strip().lower()
    if changed:
        told = gettext("%(email)s: changed %(what)s", email=email, what=", ".join(changed))
    else:
        told = gettext("%(email)s: nothing to change", email=email)
    say(told, email=email, changed=list(changed))


@coaches.verb(
    "remove",
    "remove ines@example.org --dry-run",
    "remove ines@example.org",
    help=_l("Take the role away and withdraw the open slots ahead; the account and its past stay."),
)
@click.argument("email")
@dry_run_option
def remove(*, email: str, dry_run: bool) -> None:
    """Take the role of a coach away."""
    actor, now = administrator(), utc_now()
    count = transact(lambda: service.remove(actor=actor, email=email, now=now))
    email = email.strip().lower()
    if dry_run:
        told = gettext("%(email)s would be no coach any more; slots withdrawn: %(count)s", email=email, count=count)
    else:
        told = gettext("%(email)s is no coach any more; slots withdrawn: %(count)s", email=email, count=count)
    say(told, email=email, dry_run=dry_run, slots_withdrawn=count)
