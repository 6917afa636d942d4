"""`flask subjects`: what is taught in this programme."""

import click
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.cli.acting import administrator
from app.cli.commands import Group, dry_run_option, limit_option, option, rehearsal_option
from app.cli.output import Column, say, show_list
from app.db import transact
from app.domain.clock import utc_now
from app.services import subjects as service

subjects = Group("subjects", help=_l("What is taught in this programme."))

COLUMNS = (
    Column(_l("ID"), lambda subject: subject["id"], is_whole=True, is_number=True),
    Column(_l("Name"), lambda subject: subject["name"]),
    Column(_l("Also called"), lambda subject: ", ".join(subject["synonyms"]), rank=2),
    Column(_l("Coaches"), lambda subject: subject["coaches"], is_whole=True, is_number=True),
)


@subjects.verb("list", "list", "list --json", help=_l("List subjects by name, with how many coaches teach each."))
@limit_option
def list_subjects(*, limit: int) -> None:
    """List subjects by name."""
    rows = [
        {"id": line.number, "name": line.name, "synonyms": line.synonyms, "coaches": line.coaches}
        for line in service.list_subjects()
    ]
    show_list(rows, COLUMNS, limit=limit, empty=gettext("No subjects."))


@subjects.verb("add", "add Physics", help=_l("Add a subject."))
@click.argument("name")
@rehearsal_option
def add(*, name: str) -> None:
    """Add a subject."""
    actor, now = administrator(), utc_now()
    number = transact(lambda: service.add(actor=actor, name=name, now=now))
    say(gettext("Subject %(number)s added: %(name)s", number=number, name=name), id=number, name=name)


@subjects.verb("rename", "rename Maths Mathematics", help=_l("Give a subject another name."))
@click.argument("name")
@click.argument("new_name")
@rehearsal_option
def rename(*, name: str, new_name: str) -> None:
    """Give a subject another name."""
    actor, now = administrator(), utc_now()
    transact(lambda: service.rename(actor=actor, name=name, new_name=new_name, now=now))
    say(gettext("%(was)s is now %(name)s", was=name, name=new_name), was=name, name=new_name)


@subjects.verb(
    "merge",
    "merge Maths --into Mathematics --dry-run",
    "merge Maths --into Mathematics",
    help=_l("Let the coaches of one subject teach another instead, and drop the first."),
)
@click.argument("name")
@option("--into", required=True, help=_l("The subject that stays."))
@dry_run_option
def merge(*, name: str, into: str, dry_run: bool) -> None:
    """Merge one subject into another."""
    actor, now = administrator(), utc_now()
    count = transact(lambda: service.merge(actor=actor, name=name, into=into, now=now))
    if dry_run:
        told = gettext(
            "Would merge %(name)s into %(into)s; coaches who teach it: %(count)s", name=name, into=into, count=count
        )
    else:
        told = gettext(
            "Merged %(name)s into %(into)s; coaches who taught it: %(count)s", name=name, into=into, count=count
        )
    say(told, name=name, into=into, coaches=count, dry_run=dry_run)


@subjects.verb("remove", "remove Alchemy", help=_l("Remove a subject that nobody teaches."))
@click.argument("name")
@rehearsal_option
def remove(*, name: str) -> None:
    """Remove a subject."""
    actor, now = administrator(), utc_now()
    transact(lambda: service.remove(actor=actor, name=name, now=now))
    say(gettext("Removed %(name)s", name=name), name=name)


@subjects.verb(
    "add-synonym",
    "add-synonym Mathematics Maths",
    help=_l("Let a subject be found and taught by another name too."),
)
@click.argument("name")
@click.argument("synonym")
@rehearsal_option
def add_synonym(*, name: str, synonym: str) -> None:
    """Give a subject another name beside its own."""
    actor, now = administrator(), utc_now()
    transact(lambda: service.add_synonym(actor=actor, name=name, synonym=synonym, now=now))
    say(gettext("%(name)s is now found as %(synonym)s too", name=name, synonym=synonym), name=name, synonym=synonym)


@subjects.verb("remove-synonym", "remove-synonym Maths", help=_l("Let a subject be found by another name no more."))
@click.argument("synonym")
@rehearsal_option
def remove_synonym(*, synonym: str) -> None:
    """Take another name of a subject away."""
    actor, now = administrator(), utc_now()
    transact(lambda: service.remove_synonym(actor=actor, synonym=synonym, now=now))
    say(gettext("Nothing is found as %(synonym)s any more", synonym=synonym), synonym=synonym)
