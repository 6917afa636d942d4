"""`flask calls disputes` and `settle`: calls of which the student says otherwise than the coach."""

from dataclasses import asdict

import click
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.cli import facts
from app.cli.acting import administrator, reader
from app.cli.calls import calls, facts_of
from app.cli.commands import limit_option, option, rehearsal_option
from app.cli.inputs import CallNumber
from app.cli.output import Column, say, show_list
from app.db import transact
from app.domain.attendance import Finding
from app.domain.clock import utc_now
from app.services import attendance, call_views
from app.services import disputes as service

COLUMNS = (
    Column(_l("Call"), lambda row: row["call_id"], is_whole=True, is_number=True),
    Column(_l("When"), lambda row: facts.span(row["starts_at"], row["ends_at"]), is_whole=True),
    Column(_l("Coach"), lambda row: row["coach"]),
    Column(_l("Student"), lambda row: row["student"]),
    Column(_l("Coach says"), lambda row: row["status"], is_whole=True),
    Column(_l("Student says"), lambda row: row["claim"], is_whole=True),
    Column(_l("Since"), lambda row: facts.moment(row["said_at"]), rank=2, is_whole=True),
    Column(_l("Found"), lambda row: row["finding"], rank=1, is_whole=True),
    Column(_l("Reason"), lambda row: row["settled_reason"], rank=3),
)


@calls.verb(
    "disputes",
    "disputes",
    "disputes --settled --json",
    help=_l("List calls of which the student says otherwise than the coach, the longest waiting first."),
)
@option("--settled", is_flag=True, help=_l("Those that were settled instead, the latest first."))
@limit_option
def list_disputes(*, settled: bool, limit: int) -> None:
    """List disputed calls."""
    found = service.list_disputes(settled=settled, limit=limit)
    rows = [asdict(dispute) for dispute in found]
    show_list(rows, COLUMNS, limit=limit, empty=gettext("No disputed calls."), zone=formats.zone())


@calls.verb(
    "settle",
    "settle 12 --outcome completed --reason 'both wrote of it in the chat' --dry-run",
    "settle 12 --outcome coach_missed --reason 'the coach was ill'",
    help=_l("Say for good who came to an ended call, also to one that was logged or reviewed."),
)
@click.argument("number", metavar="CALL", type=CallNumber())
@option(
    "--outcome", type=click.Choice([finding.value for finding in Finding]), required=True,
    help=_l("It took place, the student missed it (no_show), or the coach did."),
)  # fmt: skip
@option("--reason", required=True, help=_l("Why; both people of the call see it."))
@rehearsal_option
def settle(*, number: int, outcome: str, reason: str) -> None:
    """Settle a dispute."""
    actor, now, finding = administrator(), utc_now(), Finding(outcome)
    transact(lambda: attendance.settle(actor=actor, call_id=number, finding=finding, reason=reason, now=now))
    call = call_views.get(number, reader())
    told = gettext("Call %(number)s is settled as %(finding)s: %(call)s")
    told = told % {"number": number, "finding": outcome, "call": facts.sentence_call(call)}
    say(told, finding=outcome, **facts_of([call])[0])
