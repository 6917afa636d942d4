"""`flask backup` and `flask restore`: the whole database in a file, and back."""

import sys
from pathlib import Path

import click
from flask import current_app
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_migrate import upgrade

from app.cli.acting import administrator, policy
from app.cli.commands import Command, dry_run_option, option
from app.cli.output import note, say
from app.db import db, transact
from app.domain.clock import utc_now
from app.integrations import backups
from app.services import doctor, restoring

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(
    "backup",
    cls=Command,
    help=_l("Copy the whole database into a file while everybody goes on working."),
    epilog="flask backup coachbook.backup --force\nflask backup /var/backups/coachbook-$(date +%F).backup --json",
)
@click.argument("file", type=FILE)
@option("--force", is_flag=True, help=_l("Replace a file that is there; it stays until the copy is whole."))
def backup_command(*, file: Path, force: bool) -> None:
    """Copy the database into a file."""
    if not force:
        backups.check_free(file)
    with click.progressbar(length=1, label=gettext("Copying"), file=sys.stderr) as bar:

        def show(done: int, of_all: int) -> None:
            bar.length = of_all
            bar.update(done - bar.pos)

        backups.back_up(_url(), file, progress=show)
    size = file.stat().st_size
    told = gettext("Copied into %(file)s, %(size)s kB; it holds phone numbers and notes", file=file, size=size // 1000)
    say(told, file=str(file), bytes=size)


@click.command(
    "restore",
    cls=Command,
    help=_l("Put a copy in the place of the whole database; stop the servers and workers before."),
    epilog="flask restore coachbook.backup --dry-run\nflask restore coachbook.backup --yes",
)
@click.argument("file", type=FILE)
@option("--yes", is_flag=True, help=_l("Do not ask."))
@dry_run_option
def restore_command(*, file: Path, yes: bool, dry_run: bool) -> None:
    """Put a copy in the place of the database; no mail goes that was waiting then."""
    backups.check(_url(), file)
    if dry_run:
        say(gettext("Would restore %(file)s, which is a whole copy", file=file), file=str(file), dry_run=True)
        return
    if not yes and not sys.stdin.isatty():
        raise click.UsageError(gettext("This replaces every account and call: say --yes."))
    if not yes:
        click.confirm(gettext("This replaces every account and call. Go on?"), abort=True, err=True)
    db.engine.dispose()
    backups.restore(_url(), file)
    upgrade(directory=str(Path(current_app.root_path).parent / "migrations"))
    actor, limits, now = administrator(), policy(), utc_now()
    mails = transact(lambda: restoring.settle(actor=actor, policy=limits, now=now))
    broken = [finding.name for finding in doctor.check_invariants(now=utc_now()) if finding.examples]
    db.session.rollback()
    kept_back = ngettext("%(num)s mail is not sent", "%(num)s mails are not sent", mails)
    told = gettext("Restored %(file)s; %(mails)s that waited then", file=file, mails=kept_back)
    say(told, file=str(file), mails=mails, broken=broken, dry_run=False)
    if broken:
        note(gettext("Something is wrong in it: flask doctor tells what."))
        click.get_current_context().exit(1)


def _url() -> str:
    url: str = current_app.config["COACHBOOK"].database_url
    return url
