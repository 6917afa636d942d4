"""`flask users pauses` and `resume`: who may not book because of missed calls, and who may again."""

from dataclasses import asdict

import click
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.cli import facts
from app.cli.acting import administrator
from app.cli.commands import limit_option, option, rehearsal_option
from app.cli.output import Column, say, show_list
from app.cli.users import users
from app.db import transact
from app.domain.clock import utc_now
from app.services import account_views
from app.services import no_shows as service

COLUMNS = (
    Column(_l("Student"), lambda row: row["student"]),
    Column(_l("E-mail"), lambda row: row["email"]),
    Column(_l("Call"), lambda row: row["call_id"], rank=1, is_whole=True, is_number=True),
    Column(_l("Since"), lambda row: facts.moment(row["told_at"]), rank=2, is_whole=True),
    Column(_l("Until"), lambda row: facts.moment(row["until"]), is_whole=True),
)


@users.verb("pauses", "pauses", "pauses --json", help=_l("List who cannot book now because of missed calls."))
@limit_option
def pauses(*, limit: int) -> None:
    """List whose booking is paused."""
    rows = [asdict(pause) for pause in service.list_pauses(now=utc_now(), limit=limit)]
    show_list(rows, COLUMNS, limit=limit, empty=gettext("Nobody’s booking is paused."), zone=formats.zone())


@users.verb("resume", "resume bob@example.org --reason 'was in hospital'", help=_l("Let a student book again at once."))
@click.argument("email")
@option("--reason", required=True, help=_l("Why; the audit keeps it."))
@rehearsal_option
def resume(*, email: str, reason: str) -> None:
    """End the pause of a student's booking."""
    actor, now, person = administrator(), utc_now(), account_views.get(email)
    transact(lambda: service.lift(actor=actor, student_id=person.number, reason=reason, now=now))
    say(gettext("%(email)s can book again.", email=person.email), email=person.email)
