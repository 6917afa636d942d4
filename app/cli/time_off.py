"""`flask time-off`: when coaches are off, and one who is ill."""

from datetime import date, time

import click
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.cli import facts
from app.cli.acting import administrator, policy
from app.cli.commands import Group, dry_run_option, limit_option, option
from app.cli.inputs import NUMBER, ClockTime, Day
from app.cli.output import Column, say, show_list
from app.db import transact
from app.domain.clock import utc_now
from app.domain.time_off import Fate, choose
from app.services import account_views, coaches, time_off_views
from app.services import time_off as service

time_off = Group("time-off", help=_l("When coaches are off: their open slots are hidden then."))

COLUMNS = (
    Column(_l("ID"), lambda off: off["id"], is_whole=True, is_number=True),
    Column(_l("From"), lambda off: facts.moment(off["starts_at"]), is_whole=True),
    Column(_l("Until"), lambda off: facts.moment(off["ends_at"]), is_whole=True),
    Column(_l("Hidden slots"), lambda off: off["hidden"], is_number=True),
    Column(_l("Calls inside"), lambda off: ",".join(map(str, off["calls"]))),
)


@time_off.verb("list", "list --coach ines@example.org", help=_l("List when a coach is off from now on."))
@option("--coach", required=True, help=_l("The coach's e-mail address."))
@limit_option
def list_time_off(*, coach: str, limit: int) -> None:
    """List when a coach is off."""
    rows = [
        {
            "id": view.time_off.number,
            "starts_at": view.time_off.starts_at,
            "ends_at": view.time_off.ends_at,
            "hidden": view.hidden,
            "calls": [call.call_id for call in view.calls],
        }
        for view in time_off_views.list_ahead(coaches.get_id(coach), now=utc_now())
    ]
    show_list(
        rows, COLUMNS, limit=limit, empty=gettext("No time off ahead."), zone=account_views.get(coach).timezone
    )  # fmt: skip


@time_off.verb(
    "add",
    "add --coach ines@example.org --from 2027-03-01 --until 2027-03-05 --calls keep --dry-run",
    "add --coach ines@example.org --from 2027-03-01 --until 2027-03-01 --calls offer --reason 'ill'",
    help=_l("Let a coach be off: open slots are hidden, and --calls says what becomes of booked calls inside."),
)
@option("--coach", required=True, help=_l("The coach's e-mail address."))
@option("--from", "first", type=Day(), required=True, help=_l("First day, in the coach's zone."))
@option("--until", "last", type=Day(), required=True, help=_l("Last day, in the coach's zone."))
@option("--from-time", type=ClockTime(), help=_l("A time on the first day, like 14:00."))
@option("--until-time", type=ClockTime(), help=_l("A time on the last day."))
@option(
    "--calls",
    type=click.Choice([fate.value for fate in Fate]),
    help=_l("Keep them, cancel them, or cancel them and offer other times, held for the students."),
)
@option("--reason", default="", help=_l("Why calls are cancelled; their students see it."))
@dry_run_option
def add(
    *,
    coach: str,
    first: date,
    last: date,
    from_time: time | None,
    until_time: time | None,
    calls: str | None,
    reason: str,
    dry_run: bool,
) -> None:
    """Let a coach be off."""
    actor, now, coach_id = administrator(), utc_now(), coaches.get_id(coach)
    off = choose(first, last, from_time, until_time, timezone=account_views.get(coach).timezone, now=now)
    otherwise = Fate(calls) if calls else None
    taken = transact(
        lambda: service.take(
            actor=actor, coach_id=coach_id, off=off, otherwise=otherwise, reason=reason, policy=policy(), now=now
        ),
    )
    counts = {
        "hidden": taken.hidden,
        "kept": len(taken.kept),
        "cancelled": len(taken.cancelled),
        "held": taken.held,
    }
    told = gettext("%(hidden)s slots hidden, %(kept)s calls kept, %(cancelled)s cancelled, %(held)s other times held.")
    words = told % counts
    if dry_run:
        say(gettext("Would be: %(what)s", what=words), dry_run=True, **counts)
        return
    say(
        gettext("Time off %(number)s: %(what)s", number=taken.number, what=words), id=taken.number, dry_run=False,
        **counts,
    )  # fmt: skip


@time_off.verb("remove", "remove 7", help=_l("Take a time off back: open slots inside are offered again."))
@click.argument("number", type=NUMBER)
@dry_run_option
def remove(*, number: int, dry_run: bool) -> None:
    """Take a time off back."""
    actor, now = administrator(), utc_now()
    off = transact(lambda: service.remove(actor=actor, number=number, now=now))
    when = formats.date_span(off.first_day, off.last_day)
    told = gettext("Would remove: %(when)s") if dry_run else gettext("Removed: %(when)s")
    say(told % {"when": when}, id=number, dry_run=dry_run)
