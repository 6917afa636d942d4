"""`flask slots series`: a weekly pattern, told date by date."""

from datetime import date, time

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.cli.acting import administrator, policy
from app.cli.commands import dry_run_option, option
from app.cli.inputs import ClockTime, Day, Weekdays
from app.cli.output import Column, Row, emit, note, show_list, wants_json
from app.cli.slots import slots
from app.db import transact
from app.domain.clock import utc_now
from app.domain.series import DateVerdict, SeriesDate, WeeklyPattern
from app.services import account_views, coaches
from app.services import series as service

VERDICTS = {
    DateVerdict.PUBLISH: _l("published"),
    DateVerdict.PAST: _l("in the past"),
    DateVerdict.TOO_FAR: _l("too far ahead"),
    DateVerdict.OVERLAP: _l("overlaps slot %(number)s"),
    DateVerdict.OUTSIDE_SEMESTER: _l("outside the semesters"),
    DateVerdict.TIME_OFF: _l("the coach is off"),
    DateVerdict.NO_SUCH_TIME: _l("no such time: the clocks go forward"),
}
WOULD_PUBLISH = _l("would be published")
REPEATED = _l("the time comes twice, the first one counts")


@slots.verb(
    "series",
    "series --coach ines@example.org --weekdays mon,thu --time 14:00 --from 2027-03-01 --until 2027-06-30 --dry-run",
    help=_l("Publish a weekly pattern in the coach's zone: every date that can be, all at once."),
)
@option("--coach", required=True, help=_l("The coach's e-mail address."))
@option("--weekdays", type=Weekdays(), required=True, help=_l("Like mon,thu or 1,4 (Monday is 1)."))
@option("--time", "at", type=ClockTime(), required=True, help=_l("The start on the coach's clock, like 14:00."))
@option("--from", "first", type=Day(), required=True, help=_l("First day."))
@option("--until", "last", type=Day(), required=True, help=_l("Last day."))
@option("--place", default="", help=_l("Where the calls take place."))
@dry_run_option
def publish_series(
    *, coach: str, weekdays: frozenset[int], at: time, first: date, last: date, place: str, dry_run: bool
) -> None:
    """Publish a weekly pattern."""
    actor, now, coach_id = administrator(), utc_now(), coaches.get_id(coach)
    zone = account_views.get(coach).timezone
    pattern = WeeklyPattern(weekdays, at, first, last)
    report = transact(
        lambda: service.publish(
            actor=actor,
            coach_id=coach_id,
            pattern=pattern,
            timezone=zone,
            place=place,
            policy=policy(),
            now=now,
        ),
    )
    rows = [date_facts(entry) for entry in report.dates]
    count = len(report.to_publish)
    if wants_json():
        slot_ids = [] if dry_run else report.slot_ids
        emit({"dry_run": dry_run, "timezone": zone, "published": count, "slot_ids": slot_ids, "dates": rows})
        return
    columns = (
        Column(_l("Day"), lambda row: formats.weekday(row["wall_time"].date()), rank=1),
        Column(_l("Start"), lambda row: f"{row['wall_time']:%Y-%m-%d %H:%M}", is_whole=True),
        Column(_l("What happens"), lambda row: tell_date(row, dry_run=dry_run)),
    )
    show_list(rows, columns, empty="", zone=zone)
    if dry_run:
        note(gettext("%(count)s of %(all)s dates would be published.", count=count, all=len(rows)))
    else:
        note(gettext("%(count)s of %(all)s dates published.", count=count, all=len(rows)))


def date_facts(entry: SeriesDate) -> Row:
    """Return what is told of a date."""
    return {
        "wall_time": entry.wall_time,
        "verdict": entry.verdict.value,
        "starts_at": entry.starts_at,
        "ends_at": entry.ends_at,
        "is_repeated": entry.is_repeated,
        "clashes_with": entry.clash.number if entry.clash else None,
    }


def tell_date(row: Row, *, dry_run: bool) -> str:
    """Write what becomes of a date."""
    verdict = DateVerdict(row["verdict"])
    would = dry_run and verdict is DateVerdict.PUBLISH
    told = str(WOULD_PUBLISH if would else VERDICTS[verdict]) % {"number": row["clashes_with"]}
    return f"{told} ({REPEATED})" if row["is_repeated"] else told
