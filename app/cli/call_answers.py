"""`flask calls confirm` and `decline`: answers to requests, in a coach's stead."""

import click
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.cli import facts
from app.cli.acting import administrator, reader
from app.cli.calls import calls, facts_of
from app.cli.commands import dry_run_option, option
from app.cli.inputs import CallNumber
from app.cli.output import say
from app.db import transact
from app.domain.clock import utc_now
from app.services import answering, call_views


@calls.verb("confirm", "confirm 12", help=_l("Confirm a call that a student has asked for."))
@click.argument("number", metavar="CALL", type=CallNumber())
@dry_run_option
def confirm(*, number: int, dry_run: bool) -> None:
    """Confirm a request."""
    actor, now = administrator(), utc_now()
    transact(lambda: answering.confirm(actor=actor, call_id=number, now=now))
    done, planned = gettext("Call %(number)s confirmed: %(call)s"), gettext("Would confirm call %(number)s: %(call)s")
    _say(planned if dry_run else done, number, dry_run)


@calls.verb(
    "decline",
    "decline 12 --reason 'on leave that week'",
    "decline 12 --reason 'on leave that week' --withdraw",
    help=_l("Decline a call that a student has asked for."),
)
@click.argument("number", metavar="CALL", type=CallNumber())
@option("--reason", required=True, help=_l("Why; both people of the call see it."))
@option("--withdraw", is_flag=True, help=_l("Withdraw the slot as well; without it the slot is open again."))
@dry_run_option
def decline(*, number: int, reason: str, withdraw: bool, dry_run: bool) -> None:
    """Decline a request."""
    actor, now = administrator(), utc_now()
    transact(
        lambda: answering.decline(actor=actor, call_id=number, reason=reason, withdraw=withdraw, now=now),
    )
    done, planned = gettext("Call %(number)s declined: %(call)s"), gettext("Would decline call %(number)s: %(call)s")
    _say(planned if dry_run else done, number, dry_run)


def _say(told: str, number: int, dry_run: bool) -> None:
    view = call_views.get(number, reader())
    say(told % {"number": number, "call": facts.sentence_call(view)}, dry_run=dry_run, **facts_of([view])[0])
