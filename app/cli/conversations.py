"""`flask conversations`: those that were reported, and what stands in them."""

from dataclasses import asdict

import click
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.cli import facts
from app.cli.acting import administrator
from app.cli.commands import Group, limit_option
from app.cli.inputs import NUMBER
from app.cli.output import Column, show_list
from app.db import transact
from app.domain.clock import utc_now
from app.services import conversation_reports

conversations = Group("conversations", help=_l("Conversations that one of their two people has reported."))

REPORTS = (
    Column(_l("Conversation"), lambda report: report["conversation"], is_number=True, is_whole=True),
    Column(_l("Reported"), lambda report: facts.moment(report["at"]), is_whole=True),
    Column(_l("By"), lambda report: report["by"]),
    Column(_l("Reason"), lambda report: report["reason"]),
)
MESSAGES = (
    Column(_l("No."), lambda line: line["number"], is_number=True, is_whole=True),
    Column(_l("Sent"), lambda line: facts.moment(line["sent_at"]), is_whole=True),
    Column(_l("By"), lambda line: line["by"]),
    Column(_l("Message"), lambda line: line["body"]),
)


@conversations.verb("reports", "reports", "reports --json", help=_l("List what was reported, the latest first."))
@limit_option
def reports(*, limit: int) -> None:
    """List what was reported."""
    rows = [asdict(report) for report in conversation_reports.list_reports(limit=limit + 1)]
    show_list(rows, REPORTS, limit=limit, empty=gettext("No reports."), zone=formats.zone())


@conversations.verb(
    "show", "show 3", "show 3 --json", help=_l("Read a conversation that was reported; the audit names who did.")
)
@click.argument("number", type=NUMBER)
@limit_option
def show(*, number: int, limit: int) -> None:
    """Read a reported conversation."""
    who = administrator()
    lines = transact(lambda: conversation_reports.read(number, actor=who, now=utc_now()))
    rows = [asdict(line) for line in lines][: limit + 1]
    show_list(rows, MESSAGES, limit=limit, empty=gettext("No messages."), zone=formats.zone())
