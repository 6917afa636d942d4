"""`flask audit`: who changed what, when and by which door."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.cli import facts
from app.cli.commands import Group, limit_option, option
from app.cli.inputs import ObjectName
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
    Column(_l("Facts"), lambda entry: ", ".join(f"{name}={told}" for name, told in entry["facts"].items()), rank=1),
)


@audit.verb(
    "list",
    "list --object call:12",
    "list --user ines@example.org --limit 10 --json",
    help=_l("List the latest changes, newest first."),
)
@option("--user", help=_l("Only those that this person made, by e-mail address."))
@option("--object", "about", type=ObjectName(), help=_l("Only those of one thing, like call:12, slot:3 or user:7."))
@limit_option
def list_entries(*, user: str | None, about: tuple[str, int] | None, limit: int) -> None:
    """List the latest changes."""
    kind, number = about or (None, None)
    found = service.list_entries(
        actor_id=account_views.get(user).number if user else None,
        object_kind=kind,
        object_number=number,
        limit=limit + 1,
    )
    rows = [
        {
            "id": line.number,
            "at": line.at,
            "who": line.who,
            "channel": line.channel,
            "action": line.action,
            "object": f"{line.object_kind}:{line.object_number}",
            "facts": line.facts,
        }
        for line in found
    ]
    show_list(rows, COLUMNS, limit=limit, empty=gettext("No entries."), zone=formats.zone())
