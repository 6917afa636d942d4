"""`flask waitlist`: who waits for what, and asking those who wait."""

import click
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.cli import facts
from app.cli.acting import administrator, policy
from app.cli.commands import Group, dry_run_option, limit_option, option, rehearsal_option
from app.cli.inputs import NUMBER
from app.cli.output import Column, Row, note, say, show_list
from app.db import transact
from app.domain.clock import utc_now
from app.domain.search import TimeOfDay
from app.services import coaches, offers, people, wish_views, wishes
from app.services import waitlist as service
from app.services.wish_views import WishView

waitlist = Group("waitlist", help=_l("Students who wait for a time, in their order."))

COLUMNS = (
    Column(_l("ID"), lambda wish: wish["id"], is_whole=True, is_number=True),
    Column(_l("Student"), lambda wish: wish["student"]),
    Column(_l("Waits for"), lambda wish: wish["coach"] or wish["subject"]),
    Column(_l("Days"), lambda wish: ",".join(map(str, wish["weekdays"])), rank=1),
    Column(_l("Times"), lambda wish: ",".join(wish["times"]), rank=1),
    Column(_l("Until"), lambda wish: wish["until"], rank=1, is_whole=True),
    Column(_l("Since"), lambda wish: facts.moment(wish["joined_at"]), rank=2, is_whole=True),
    Column(_l("Place"), lambda wish: wish["place"] or gettext("paused"), is_whole=True),
)


@waitlist.verb("list", "list", "list --coach ines@example.org --json", help=_l("List who waits, the longest in front."))
@option("--coach", help=_l("Only who waits for the coach with this e-mail address."))
@option("--student", help=_l("Only what the student with this e-mail address waits for."))
@limit_option
def list_wishes(*, coach: str | None, student: str | None, limit: int) -> None:
    """List who waits."""
    views = wish_views.list_all(
        coach_id=coaches.get_id(coach) if coach else None,
        student_id=people.get_by_email(student).id if student else None,
        policy=policy(),
        now=utc_now(),
        limit=limit,
    )
    emails = people.list_emails(view.coach_id for view in views if view.coach_id)
    rows = [_row(view, emails) for view in views]
    show_list(rows, COLUMNS, limit=limit, empty=gettext("Nobody waits."))


@waitlist.verb(
    "offer", "offer --dry-run", "offer", help=_l("Ask now who is to be asked, as the worker does by itself.")
)
@dry_run_option
def offer(*, dry_run: bool) -> None:
    """End what nobody took, and offer what is free."""
    actor, now = administrator(), utc_now()

    def work() -> tuple[int, int]:
        for number in wishes.list_over(now=now):
            wishes.end_over(number, actor=actor, now=now)
        ended = offers.list_ended(policy=policy(), now=now)
        for number in ended:
            offers.settle(number, policy=policy(), now=now)
        due = service.list_due(policy=policy(), now=now)
        made = [service.offer_next(actor=actor, slot_id=number, policy=policy(), now=now) for number in due]
        return len(ended), sum(number is not None for number in made)

    ended, made = transact(work)
    told = ngettext("%(num)s offer made, %(ended)s ended.", "%(num)s offers made, %(ended)s ended.", made, ended=ended)
    if dry_run:
        told = ngettext(
            "%(num)s offer would be made, %(ended)s ended.", "%(num)s offers would be made, %(ended)s ended.", made,
            ended=ended,
        )  # fmt: skip
    say(told, made=made, ended=ended, dry_run=dry_run)
    if dry_run:
        note(gettext("Run without --dry-run to make them."))


@waitlist.verb("remove", "remove 7", help=_l("Take a student off a waitlist; what is offered to them passes on."))
@click.argument("number", type=NUMBER)
@rehearsal_option
def remove(*, number: int) -> None:
    """Take a student off a waitlist."""
    actor = administrator()
    transact(lambda: wishes.leave(actor=actor, wish_id=number, now=utc_now()))
    say(gettext("Wish %(number)s removed", number=number), id=number)


def _row(view: WishView, emails: dict[int, str]) -> Row:
    window = view.window
    return {
        "id": view.id,
        "student": view.student_email,
        "coach": emails[view.coach_id] if view.coach_id else None,
        "subject": view.subject,
        "weekdays": sorted(window.weekdays),
        "times": [time.value for time in TimeOfDay if time in window.times],
        "until": window.until_on,
        "joined_at": view.joined_at,
        "place": view.place,
        "waiting": view.waiting,
        "paused": view.is_paused,
    }
