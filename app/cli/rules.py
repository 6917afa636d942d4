"""`flask rules`: weekly rules of all coaches, and opening what they have to open."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.cli.acting import administrator, policy
from app.cli.commands import Group, dry_run_option, limit_option, option
from app.cli.output import Column, Row, note, say, show_list
from app.db import transact
from app.domain.clock import utc_now
from app.domain.weekly_rules import WeeklyRule
from app.services import coaches, people, rule_opening, weekly_rules
from app.services.weekly_rules import RuleView

rules = Group("rules", help=_l("Times that coaches offer every week."))

COLUMNS = (
    Column(_l("ID"), lambda rule: rule["id"], is_whole=True, is_number=True),
    Column(_l("Coach"), lambda rule: rule["coach"]),
    Column(_l("Weekdays"), lambda rule: ",".join(map(str, rule["weekdays"])), is_whole=True),
    Column(_l("Times"), lambda rule: ",".join(rule["times"])),
    Column(_l("Zone"), lambda rule: rule["timezone"], rank=2),
    Column(_l("From"), lambda rule: rule["from"], rank=1, is_whole=True),
    Column(_l("Until"), lambda rule: rule["until"], rank=1, is_whole=True),
    Column(_l("Weeks"), lambda rule: rule["weeks_ahead"], rank=1, is_number=True),
    Column(_l("Open"), lambda rule: rule["open"], is_number=True),
    Column(_l("Booked"), lambda rule: rule["booked"], is_number=True),
    Column(_l("Paused"), lambda rule: gettext("yes") if rule["paused"] else "", is_whole=True),
)


@rules.verb("list", "list", "list --coach ines@example.org --json", help=_l("List weekly rules."))
@option("--coach", help=_l("Only those of the coach with this e-mail address."))
@limit_option
def list_rules(*, coach: str | None, limit: int) -> None:
    """List weekly rules."""
    coach_id = coaches.get_id(coach) if coach else None
    views = weekly_rules.list_rules(coach_id, now=utc_now())
    emails = people.list_emails(view.coach_id for view in views)
    rows = [{**facts(view), "coach": emails[view.coach_id]} for view in views]
    show_list(rows, COLUMNS, limit=limit, empty=gettext("No rules: slots are opened by hand."))


@rules.verb(
    "run", "run --dry-run", "run", help=_l("Open now what the rules have to open, as the worker does by itself.")
)
@dry_run_option
def run(*, dry_run: bool) -> None:
    """Open what the rules have to open."""
    actor, now = administrator(), utc_now()

    def work() -> Sequence[int]:
        due = rule_opening.list_due(policy=policy(), now=now)
        people.lock(rule_opening.coaches_of(due), now=now)
        return [
            slot
            for number in due
            for slot in rule_opening.open_slots(actor=actor, rule_id=number, policy=policy(), now=now)
        ]

    opened = transact(work)
    told = gettext("%(count)s slots would be opened.") if dry_run else gettext("%(count)s slots opened.")
    say(told % {"count": len(opened)}, opened=len(opened), dry_run=dry_run)
    if dry_run:
        note(gettext("Run without --dry-run to open them."))


def facts(view: RuleView) -> Row:
    """Return what is told of a rule."""
    rule: WeeklyRule = view.rule
    return {
        "id": view.number,
        "weekdays": sorted(rule.weekdays),
        "times": [f"{at:%H:%M}" for at in rule.times],
        "timezone": rule.timezone,
        "from": rule.first_on,
        "until": rule.last_on,
        "weeks_ahead": rule.weeks_ahead,
        "open": view.open_slots,
        "booked": view.booked_slots,
        "paused": view.is_paused,
    }
