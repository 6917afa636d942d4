"""`flask feedback`: the coaches' log of calls."""

import re

import click
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.cli import facts
from app.cli.acting import administrator, reader
from app.cli.calls import facts_of
from app.cli.commands import Group, limit_option, option, rehearsal_option
from app.cli.inputs import CallNumber
from app.cli.output import Column, say, show_list
from app.db import transact
from app.domain.clock import utc_now
from app.services import call_views, coaches
from app.services import feedback as service
from app.services.call_shapes import CallFilter

feedback = Group("feedback", help=_l("The coaches' log of calls."))

WHO = (
    Column(_l("Call"), lambda call: call["id"], is_whole=True, is_number=True),
    Column(_l("When"), lambda call: facts.span(call["starts_at"], call["ends_at"]), is_whole=True),
    Column(_l("Coach"), lambda call: call["coach"]["name"]),
    Column(_l("Student"), lambda call: call["student"]["name"]),
)
SAID = (
    Column(_l("Score"), lambda call: call["feedback"]["satisfaction"], is_whole=True, is_number=True),
    Column(_l("Shared note"), lambda call: call["feedback"]["shared_note"], rank=1),
    Column(_l("Private note"), lambda call: call["feedback"]["private_note"], rank=2),
)

coach_option = option("--coach", help=_l("Only this coach's, by e-mail address."))


@feedback.verb("list", "list", "list --coach ines@example.org --json", help=_l("List feedback, the latest call first."))
@coach_option
@limit_option
def list_feedback(*, coach: str | None, limit: int) -> None:
    """List feedback."""
    where = CallFilter(coach_id=coaches.get_id(coach) if coach else None, has_feedback=True)
    found = call_views.list_calls(where, reader(), limit=limit + 1, latest_first=True).items
    empty = gettext("No feedback.")
    show_list(facts_of(found), (*WHO, *SAID), limit=limit, empty=empty, zone=formats.zone())


@feedback.verb("missing", "missing", help=_l("List ended calls that wait for feedback, the oldest first."))
@coach_option
@limit_option
def missing(*, coach: str | None, limit: int) -> None:
    """List ended calls without feedback."""
    where = CallFilter(coach_id=coaches.get_id(coach) if coach else None, lacks_feedback=True)
    found = call_views.list_calls(where, reader(), limit=limit + 1).items
    empty = gettext("No call waits for feedback.")
    show_list(facts_of(found), WHO, limit=limit, empty=empty, zone=formats.zone())


@feedback.verb(
    "record",
    "record 12 --satisfaction 4 --shared-note 'Good start' --private-note 'Needs time'",
    "record 12 --satisfaction 5",
    help=_l("Record a coach's feedback on an ended call, or change it; a note that is not given stays as it was."),
)
@click.argument("number", metavar="CALL", type=CallNumber())
@option("--satisfaction", required=True, metavar="1-5", help=_l("1 is poor and 5 is great."))
@option("--shared-note", help=_l("What the student sees too."))
@option("--private-note", help=_l("What the coach alone sees."))
@rehearsal_option
def record(*, number: int, satisfaction: str, shared_note: str | None, private_note: str | None) -> None:
    """Record feedback or change it."""
    actor, now = administrator(), utc_now()
    given: object = int(satisfaction) if re.fullmatch(r"\d{1,9}", satisfaction, re.ASCII) else satisfaction
    is_first = transact(
        lambda: service.record(
            actor=actor,
            call_id=number,
            satisfaction=given,
            shared_note=shared_note,
            private_note=private_note,
            now=now,
        )
    )
    call = call_views.get(number, reader())
    told = (
        gettext("Recorded for call %(number)s: %(score)s")
        if is_first
        else gettext("Changed for call %(number)s: %(score)s")
    )
    say(told % {"number": number, "score": given}, is_first=is_first, **facts_of([call])[0])
