"""`flask users export` and `erase`: what is held about a person, given out or taken away."""

import os
import sys
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.cli.acting import administrator, note_phones_shown
from app.cli.commands import dry_run_option, option
from app.cli.output import note, say
from app.cli.users import users
from app.db import transact
from app.domain.clock import utc_now
from app.domain.former import former_name
from app.integrations.crypto import cipher_of
from app.services import account_views, audit, erasure, personal_data, personal_data_files
from app.services.account_views import AccountLine
from app.services.erasure import Erasure


@users.verb(
    "export",
    "export bob@example.org > bob.json",
    "export bob@example.org --format csv -o bob.zip",
    help=_l("Write all that is held about a person: JSON, or a zip of CSV tables. The audit tells that you did."),
)
@click.argument("email")
@option("--format", "form", type=click.Choice(["json", "csv"]), default="json", show_default=True, help=_l("The form."))
@option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help=_l("The file to write, for you alone."))
def export(*, email: str, form: str, output: Path | None) -> None:
    """Write all that is held about a person."""
    person, now = account_views.get(email), utc_now()
    if form == "csv" and output is None and sys.stdout.isatty():
        raise click.UsageError(gettext("A zip is no text: name a file with --output."))
    # Before it is read, so that the person's own list of changes says so too.
    transact(lambda: audit.record(administrator(), "user.exported", "user", person.number, now=now))
    note_phones_shown({person.number} if person.phone else set())
    chapters = personal_data.collect(person.number, now=now)
    content = personal_data_files.write(chapters, form, now=now)
    if output is None:
        click.echo(content, nl=False)
        return
    with open(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    told = gettext("%(email)s: everything is in %(file)s", email=person.email, file=output)
    say(told, email=person.email, file=str(output), records={one.kind: len(one.records) for one in chapters})


@users.verb(
    "erase",
    "erase bob@example.org --dry-run",
    "erase bob@example.org --confirm bob@example.org",
    help=_l("Take away for good all that tells who a person is; their past calls stay, without a name."),
)
@click.argument("email")
@option("--confirm", metavar="ADDRESS", help=_l("The address once more, instead of typing it when asked."))
@option("--yes", is_flag=True, help=_l("Ask nothing."))
@dry_run_option
def erase(*, email: str, confirm: str | None, yes: bool, dry_run: bool) -> None:
    """Take away for good all that tells who a person is."""
    actor, now = administrator(), utc_now()
    person = account_views.get(email)
    foreseen = erasure.foresee(person.number, now=now)
    for line in _consequences(person, foreseen):
        note(line)
    if dry_run:
        say(gettext("Nothing was changed."), **_facts(person, foreseen, dry_run=True))
        return
    if not yes:
        _check_confirmed(person.email, confirm)
    reason = gettext("The account was closed.")
    cipher = cipher_of(current_app.config["COACHBOOK"])
    done = transact(lambda: erasure.erase(actor=actor, user_id=person.number, reason=reason, cipher=cipher, now=now))
    receipt = f"flask audit list --object user:{person.number}"
    told = gettext("Erased. The receipt without a name: %(command)s", command=receipt)
    say(told, **_facts(person, done, dry_run=False))


def _consequences(person: AccountLine, what: Erasure) -> list[str]:
    cancelled = len(what.cancelled_calls)
    lines = [gettext("Of %(name)s this removes name, address, phone, notes, mails and sign-ins.", name=person.name)]
    if what.kept_calls:
        former = former_name(is_coach=what.is_coach)
        lines.append(
            ngettext(
                '%(num)s past call stays as "%(former)s", so that nobody\'s numbers change.',
                '%(num)s past calls stay as "%(former)s", so that nobody\'s numbers change.',
                what.kept_calls, former=former,
            )
        )  # fmt: skip
    if cancelled:
        lines.append(
            ngettext(
                "%(num)s call ahead is cancelled, and the other person told.",
                "%(num)s calls ahead are cancelled, and the other people told.",
                cancelled,
            )
        )
    if what.withdrawn_slots:
        lines.append(
            ngettext("%(num)s open slot is withdrawn.", "%(num)s open slots are withdrawn.", what.withdrawn_slots)
        )
    if what.empties_calendar:
        lines.append(gettext("The calls are taken out of the person's own calendar."))
    return lines


def _check_confirmed(email: str, confirm: str | None) -> None:
    """Go on only with the address typed once more. Raises UsageError."""
    if confirm is None and sys.stdin.isatty():
        confirm = str(click.prompt(gettext("Type the e-mail address to go on"), err=True))
    if confirm is None:
        raise click.UsageError(gettext("Add --confirm ADDRESS or --yes: there is no way back."))
    if confirm.strip().lower() != email:
        raise click.UsageError(gettext("Nothing was changed: that is not the address."))


def _facts(person: AccountLine, what: Erasure, *, dry_run: bool) -> dict[str, Any]:
    return {
        "id": person.number,
        "dry_run": dry_run,
        "cancelled_calls": list(what.cancelled_calls),
        "withdrawn_slots": what.withdrawn_slots,
        "kept_calls": what.kept_calls,
        "empties_calendar": what.empties_calendar,
    }
