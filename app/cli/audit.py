"""`flask audit`: who changed what, when and by which door."""

from datetime import datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.cli import facts
from app.cli.commands import Group, limit_option, option
from app.cli.inputs import ObjectName, Since, instant_of
from app.cli.output import Column, show_list
from app.services import account_views
from app.services import audit as service

audit = Group("audit", help=_l("Who changed what, and when."))

COLUMNS = (
    Column(_l("When"), lambda entry: facts.moment(entry["at"]), is_whole=True),
    Column(_l("Who"), lambda entry: entry["who"]),
    Column(_l("Door"), lambda entry: entry["channel"], rank=2, is_whole=True),
    Column(_l("What"), lambda entry: entry["action"], is_whole=True),
    Column(_l("Object"), lambda entry: entry["object"], is_whole=True),
    Column(_l("Request"), lambda entry: entry["request_id"], rank=3, is_whole=True),
    Column(_l("Facts"), lambda entry: ", ".join(f"{name}={told}" for name, told in entry["facts"].items()), rank=1),
)


@audit.verb(
    "list",
    "list --object call:12",
    "list --user ines@example.org --limit 10 --json",
    "list --since 2027-03-01",
    help=_l("List the latest changes, newest first."),
)
@option("--user", help=_l("Only those that this person made, by e-mail address."))
@option("--object", "about", type=ObjectName(), help=_l("Only those of one thing, like call:12, slot:3 or user:7."))
@option("--request", "request_id", help=_l("Only those of one request or one run of a command, by its id."))
@option("--since", type=Since(), help=_l("Only those from a day or a time on, in the programme's zone, or an instant."))
@limit_option
def list_entries(
    *, user: str | None, about: tuple[str, int] | None, request_id: str | None, since: datetime | None, limit: int
) -> None:
    """List the latest changes."""
    kind, number = about or (None, None)
    found = service.list_entries(
        actor_id=account_views.get(user).number if user else None,
        object_kind=kind,
        object_number=number,
        request_id=request_id,
        since=since and instant_of(since, formats.zone()),
        limit=limit + 1,
    )
    rows = [
        {
            "id": line.number,
            "at": line.at,
            "who": line.who,
            "channel": line.channel,
            "request_id": line.request_id,
            "action": line.action,
            "object": f"{line.object_kind}:{line.object_number}",
            "facts": line.facts,
        }
        for line in found
    ]
    show_list(rows, COLUMNS, limit=limit, empty=gettext("No entries."), zone=formats.zone())
