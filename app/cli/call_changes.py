"""`flask calls cancel`, `move`, `release` and `outcome`: what becomes of a call."""

import click
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.cli import facts
from app.cli.acting import administrator, policy, reader
from app.cli.calls import calls, facts_of
from app.cli.commands import dry_run_option, option, rehearsal_option
from app.cli.inputs import NUMBER, CallNumber
from app.cli.output import say
from app.db import transact
from app.domain.calls import CallStatus
from app.domain.clock import utc_now
from app.services import call_views, cancelling, moving, outcomes, slot_views
from app.services.call_shapes import CallView

reason_option = option("--reason", required=True, help=_l("Why; both people of the call see it."))
reopen_option = option("--reopen", is_flag=True, help=_l("Offer the slot again; without it the slot is withdrawn."))


@calls.verb(
    "cancel",
    "cancel 12 --reason 'coach ill' --dry-run",
    "cancel 12 --reason 'coach ill' --reopen",
    help=_l("Cancel a call that lies ahead."),
)
@click.argument("number", metavar="CALL", type=CallNumber())
@reason_option
@reopen_option
@dry_run_option
def cancel(*, number: int, reason: str, reopen: bool, dry_run: bool) -> None:
    """Cancel a call."""
    _cancel(number, reason, reopens=reopen, dry_run=dry_run)


@calls.verb(
    "release",
    "release 12 --reason 'booked by mistake'",
    help=_l("Cancel a call that lies ahead and offer its slot again at once."),
)
@click.argument("number", metavar="CALL", type=CallNumber())
@reason_option
@dry_run_option
def release(*, number: int, reason: str, dry_run: bool) -> None:
    """Cancel a call and open its slot again. Case D5."""
    _cancel(number, reason, reopens=True, dry_run=dry_run)


@calls.verb(
    "move",
    "move 12 --to 34 --reason 'room closed' --dry-run",
    "move 12 --to 34 --reason 'room closed' --reopen",
    help=_l("Move a call to another open slot of the same coach; its number, note and history stay."),
)
@click.argument("number", metavar="CALL", type=CallNumber())
@option("--to", "slot", type=NUMBER, required=True, help=_l("The number of the slot to move to."))
@reason_option
@reopen_option
@dry_run_option
def move(*, number: int, slot: int, reason: str, reopen: bool, dry_run: bool) -> None:
    """Move a call to another slot."""
    actor, now, before = administrator(), utc_now(), call_views.get(number, reader())
    transact(
        lambda: moving.move(
            actor=actor, call_id=number, slot_id=slot, reason=reason, reopen=reopen, policy=policy(), now=now
        ),
    )
    target = slot_views.get(slot)
    told = gettext("Would move call %(number)s: %(call)s") if dry_run else gettext("Call %(number)s moved: %(call)s")
    arrow = f"{facts.sentence_call(before)} → {facts.sentence_span(target.starts_at, target.ends_at)}"
    sentence = f"{told % {'number': number, 'call': arrow}}\n{_slot_told(before.slot_id, reopen, dry_run)}"
    say(sentence, dry_run=dry_run, **_call(number))


@calls.verb(
    "outcome",
    "outcome 12 completed",
    "outcome 12 no_show",
    help=_l("Say that an ended call took place or that the student missed it, or correct what was said."),
)
@click.argument("number", metavar="CALL", type=CallNumber())
@click.argument("outcome", type=click.Choice([CallStatus.COMPLETED.value, CallStatus.NO_SHOW.value]))
@rehearsal_option
def record_outcome(*, number: int, outcome: str) -> None:
    """Say how a call ended."""
    actor, now = administrator(), utc_now()
    transact(lambda: outcomes.record(actor=actor, call_id=number, outcome=CallStatus(outcome), now=now))
    call = call_views.get(number, reader())
    told = gettext("Call %(number)s is %(status)s: %(call)s")
    told = told % {"number": number, "status": call.status.value, "call": facts.sentence_call(call)}
    say(told, **_call(number))


def _cancel(number: int, reason: str, *, reopens: bool, dry_run: bool) -> None:
    actor, now = administrator(), utc_now()
    transact(
        lambda: cancelling.cancel(actor=actor, call_id=number, reason=reason, reopen=reopens, policy=policy(), now=now),
    )
    call: CallView = call_views.get(number, reader())
    told = (
        gettext("Would cancel call %(number)s: %(call)s") if dry_run else gettext("Call %(number)s cancelled: %(call)s")
    )
    told = told % {"number": number, "call": facts.sentence_call(call)}
    say(f"{told}\n{_slot_told(call.slot_id, reopens, dry_run)}", dry_run=dry_run, **_call(number))


def _call(number: int) -> dict[str, object]:
    return facts_of([call_views.get(number, reader())])[0]


def _slot_told(number: int, reopens: bool, dry_run: bool) -> str:
    if reopens:
        told = gettext("Slot %(number)s would be open again.") if dry_run else gettext("Slot %(number)s is open again.")
    elif dry_run:
        told = gettext("Slot %(number)s would be withdrawn; --reopen offers it again.")
    else:
        told = gettext("Slot %(number)s is withdrawn.")
    return str(told % {"number": number})
