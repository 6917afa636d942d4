"""`flask reviews`: what students say of calls, hidden and shown again."""

from dataclasses import asdict
from typing import Any

import click
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.cli import facts
from app.cli.acting import administrator
from app.cli.commands import Group, limit_option, option, rehearsal_option
from app.cli.inputs import CallNumber
from app.cli.output import Column, say, show_list
from app.db import transact
from app.domain.clock import utc_now
from app.services import coaches, review_views
from app.services import reviews as service

reviews = Group("reviews", help=_l("What students say of calls; an administrator may hide one."))

COLUMNS = (
    Column(_l("Call"), lambda review: review["call_id"], is_whole=True, is_number=True),
    Column(_l("Written"), lambda review: facts.moment(review["recorded_at"]), is_whole=True),
    Column(_l("Rating"), lambda review: review["rating"], is_whole=True, is_number=True),
    Column(_l("Coach"), lambda review: review["coach"]),
    Column(_l("Student"), lambda review: review["student"], rank=1),
    Column(_l("Words"), lambda review: review["comment"], rank=2),
    Column(_l("Answer"), lambda review: review["reply"], rank=3),
    Column(_l("Hidden because"), lambda review: review["hidden_reason"], rank=1),
)


@reviews.verb(
    "list", "list", "list --coach ines@example.org --hidden --json", help=_l("List reviews, the latest first.")
)
@option("--coach", help=_l("Only this coach's, by e-mail address."))
@option("--hidden", is_flag=True, help=_l("Only those that are hidden."))
@limit_option
def list_reviews(*, coach: str | None, hidden: bool, limit: int) -> None:
    """List reviews."""
    coach_id = coaches.get_id(coach) if coach else None
    found = review_views.list_all(coach_id=coach_id, is_hidden=hidden, limit=limit)
    rows: list[dict[str, Any]] = [asdict(review) for review in found]
    show_list(rows, COLUMNS, limit=limit, empty=gettext("No reviews."), zone=formats.zone())


@reviews.verb(
    "hide", "hide 12 --reason 'Names another student'", help=_l("Take a review out of sight and out of the average.")
)
@click.argument("number", metavar="CALL", type=CallNumber())
@option("--reason", required=True, help=_l("Why; the audit keeps it."))
@rehearsal_option
def hide(*, number: int, reason: str) -> None:
    """Hide a review."""
    actor, now = administrator(), utc_now()
    transact(lambda: service.hide(actor=actor, call_id=number, reason=reason, now=now))
    say(gettext("The review of call %(number)s is hidden.", number=number), call_id=number)


@reviews.verb("show-again", "show-again 12", help=_l("Let a hidden review be seen again."))
@click.argument("number", metavar="CALL", type=CallNumber())
@rehearsal_option
def show_again(*, number: int) -> None:
    """Show a hidden review again."""
    actor, now = administrator(), utc_now()
    transact(lambda: service.show_again(actor=actor, call_id=number, now=now))
    say(gettext("The review of call %(number)s shows again.", number=number), call_id=number)
