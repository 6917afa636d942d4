"""`flask users deactivate` and `reactivate`: closing an account with all that hangs on it, and opening it again."""

import sys
from collections.abc import Sequence

import click
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.cli import facts
from app.cli.acting import administrator, policy, reader
from app.cli.commands import dry_run_option, option, rehearsal_option
from app.cli.output import note, say
from app.cli.users import users
from app.db import transact
from app.domain.clock import utc_now
from app.domain.errors import AlreadyCancelled, CallEnded, CallStarted, ReasonRequired
from app.services import account_views, accounts, call_views, cancelling


@users.verb(
    "deactivate",
    "deactivate bob@example.org --reason 'left the programme' --dry-run",
    "deactivate bob@example.org --reason 'left the programme'",
    help=_l("Close an account and cancel its calls ahead; slots that a student had booked are open again."),
)
@click.argument("email")
@option("--reason", required=True, help=_l("Why; the other person of each call sees it."))
@dry_run_option
def deactivate(*, email: str, reason: str, dry_run: bool) -> None:
    """Close an account and cancel its calls ahead."""
    actor, now = administrator(), utc_now()
    if not reason.strip():
        raise ReasonRequired()
    person = account_views.get(email)
    ahead = transact(lambda: accounts.deactivate(actor=actor, email=email, now=now))
    if dry_run:
        for call_id in ahead:
            note(gettext("Would cancel call %(number)s: %(call)s", number=call_id, call=_sentence(call_id)))
        told = gettext("Would close %(email)s; calls to cancel: %(count)s", email=person.email, count=len(ahead))
        cancelled: Sequence[int] = ahead
    else:
        with click.progressbar(ahead, label=gettext("Cancelling calls"), file=sys.stderr, hidden=not ahead) as steps:
            cancelled = [call_id for call_id in steps if _cancel(call_id, person.number, reason)]
        told = gettext("Closed %(email)s; calls cancelled: %(count)s", email=person.email, count=len(cancelled))
    say(told, email=person.email, dry_run=dry_run, cancelled_calls=list(cancelled))


@users.verb("reactivate", "reactivate bob@example.org", help=_l("Open a closed account again."))
@click.argument("email")
@rehearsal_option
def reactivate(*, email: str) -> None:
    """Open a closed account again."""
    actor, now = administrator(), utc_now()
    transact(lambda: accounts.reactivate(actor=actor, email=email, now=now))
    email = email.strip().lower()
    say(gettext("%(email)s is open again; calls that were cancelled stay so", email=email), email=email)


def _cancel(call_id: int, person_id: int, reason: str) -> bool:
    """Cancel one call in a transaction of its own; return False if it was over or cancelled meanwhile."""
    is_student = call_views.get(call_id, reader()).student.id == person_id
    try:
        transact(
            lambda: cancelling.cancel(
                actor=administrator(),
                call_id=call_id,
                reason=reason,
                reopen=is_student,
                policy=policy(),
                now=utc_now(),
            )
        )
    except (AlreadyCancelled, CallEnded, CallStarted):
        return False
    return True


def _sentence(call_id: int) -> str:
    return facts.sentence_call(call_views.get(call_id, reader()))
