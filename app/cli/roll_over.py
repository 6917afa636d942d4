"""`flask semesters roll-over`: the weeks of one semester carried into another, told date by date."""

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.cli.acting import administrator, policy
from app.cli.commands import MOST, dry_run_option, option
from app.cli.output import Column, Row, emit, note, show_list, wants_json
from app.cli.semesters import semesters
from app.cli.series import date_facts, tell_date
from app.db import transact
from app.domain.clock import utc_now
from app.domain.errors import HolidaysUnreadable
from app.domain.holidays import Holiday
from app.domain.roll_over import USUAL_WEEKS, Skip, WeeklyTime
from app.integrations import holidays as calendar
from app.services import coaches
from app.services import roll_over as service
from app.services import semesters as terms
from app.services.roll_over import CoachLine, DateLine, RollOver, Wish

SKIPS = {
    Skip.THERE: _l("there already"),
    Skip.HOLIDAY: _l("holiday: %(holiday)s"),
    Skip.BUSY: _l("the coach has a call then"),
    Skip.WITHDRAWN: _l("the coach withdrew this slot"),
    Skip.CROWDED: _l("overlaps another of these times"),
}


@semesters.verb(
    "roll-over",
    "roll-over --from 'Spring 2027' --to 'Autumn 2027' --holidays holidays.ics --dry-run",
    "roll-over --from 'Spring 2027' --to 'Autumn 2027' --coach ines@example.org --weeks 6",
    help=_l(
        "Publish in one semester what coaches offered week by week in another. A weekday and time of the coach's own "
        "clock counts as weekly when it was offered, open or booked, in at least --weeks weeks; withdrawn slots do not "
        "count. Each such date of the new semester is published, at the same time of day in summer and winter, unless "
        "it is past, a holiday, taken, or was withdrawn there by hand. All is done or nothing; run again, it adds only "
        "what is missing."
    ),
)
@option("--from", "source", required=True, help=_l("The semester whose weeks are carried over."))
@option("--to", "target", required=True, help=_l("The semester that gets them."))
@option(
    "--holidays",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_l("A calendar file (.ics), up to 1 MiB: slots that reach into one of its events are left out."),
)
@option("--coach", help=_l("Only this coach's, by e-mail address."))
@option(
    "--weeks",
    type=click.IntRange(1, 53),
    default=USUAL_WEEKS,
    show_default=True,
    help=_l("In how many weeks a time must have been offered."),
)
@option(
    "--limit",
    type=click.IntRange(1, MOST),
    default=MOST,
    show_default=True,
    help=_l("Show at most this many dates; JSON has them all."),
)
@dry_run_option
def roll_over(
    *, source: str, target: str, holidays: Path | None, coach: str | None, weeks: int, limit: int, dry_run: bool
) -> None:
    """Carry the weeks of one semester into another."""
    actor, now = administrator(), utc_now()
    wish = Wish(source, target, coaches.get_id(coach) if coach else None, weeks, _read(holidays, target))
    planned = service.plan(actor=actor, wish=wish, policy=policy(), now=now)
    slot_ids: list[int] = []
    if planned.to_publish and not dry_run:
        with click.progressbar(length=len(planned.to_publish), label=gettext("Publishing"), file=sys.stderr) as bar:
            planned, slot_ids = transact(
                lambda: service.publish(actor=actor, wish=wish, policy=policy(), now=now, step=lambda: bar.update(1))
            )
    rows = [_row(line) for line in planned.dates]
    if wants_json():
        left_out = [_left_out(*line) for line in planned.left_out]
        facts = {"dry_run": dry_run, "published": len(planned.to_publish), "slot_ids": slot_ids}
        emit({**facts, "dates": rows, "left_out": left_out})
        return
    columns = (
        Column(_l("Coach"), lambda row: row["coach"]["name"]),
        Column(_l("Day"), lambda row: formats.weekday(row["wall_time"].date()), rank=2),
        Column(_l("Start"), lambda row: f"{row['wall_time']:%Y-%m-%d %H:%M}", is_whole=True),
        Column(_l("Time zone"), lambda row: row["coach"]["timezone"], rank=1),
        Column(_l("What happens"), lambda row: _told(row, dry_run=dry_run), wraps=True),
    )
    show_list(rows, columns, empty=gettext("No times to carry over."), limit=limit)
    _tell(planned, dry_run=dry_run)


def _read(path: Path | None, target: str) -> tuple[Holiday, ...]:
    """Return the holidays of a file around a semester, and none without one."""
    if path is None:
        return ()
    semester, zone = terms.get(target), policy().timezone
    try:
        with path.open("rb") as file:
            data = file.read(calendar.LARGEST + 1)
    except OSError as error:
        raise HolidaysUnreadable() from error
    span = {"from_at": semester.starts_at(zone), "to_at": semester.ends_at(zone)}
    return tuple(calendar.read(data, **span, timezone=zone))


def _tell(planned: RollOver, *, dry_run: bool) -> None:
    """Tell on stderr how much was done, and which times were no weekly ones."""
    for coach, weekly in planned.left_out:
        day = formats.weekday(date.fromisocalendar(2000, 1, weekly.weekday))
        told = ngettext(
            "Not weekly: %(coach)s, %(when)s, offered in %(num)s week",
            "Not weekly: %(coach)s, %(when)s, offered in %(num)s weeks",
            weekly.weeks,
            coach=coach.name,
            when=f"{day} {weekly.at:%H:%M}",
        )
        note(told)
    counts = {"count": len(planned.to_publish), "all": len(planned.dates)}
    if dry_run:
        note(gettext("%(count)s of %(all)s dates would be published.", **counts))
    else:
        note(gettext("%(count)s of %(all)s dates published.", **counts))


def _row(line: DateLine) -> Row:
    return {
        "coach": _coach(line.coach),
        **date_facts(line.date),
        "verdict": line.verdict.value,
        "holiday": line.holiday,
        "place": line.place,
    }


def _coach(coach: CoachLine) -> dict[str, Any]:
    return {"id": coach.number, "name": coach.name, "email": coach.email, "timezone": coach.timezone}


def _left_out(coach: CoachLine, weekly: WeeklyTime) -> Row:
    return {
        "coach": _coach(coach),
        "weekday": weekly.weekday,
        "time": f"{weekly.at:%H:%M}",
        "weeks": weekly.weeks,
    }


def _told(row: Row, *, dry_run: bool) -> str:
    if row["verdict"] in set(Skip):
        return str(SKIPS[Skip(row["verdict"])]) % {"holiday": row["holiday"]}
    return tell_date(row, dry_run=dry_run)
