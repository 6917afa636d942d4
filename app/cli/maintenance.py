"""`flask maintenance`: a page that says that Coachbook is being worked on, in the place of every other."""

from datetime import timedelta
from pathlib import Path

import click
from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.cli.commands import Group, dry_run_option, option
from app.cli.output import say
from app.web.maintenance import expected

maintenance = Group("maintenance", help=_l("A page that says that Coachbook is being worked on, on this machine."))


@maintenance.verb("on", "on", "on --minutes 30", help=_l("Let every page say so; API and forms are refused with 503."))
@option("--minutes", type=click.IntRange(1, 24 * 60), default=10, show_default=True, help=_l("How long it may take."))
@dry_run_option
def switch_on(*, minutes: int, dry_run: bool) -> None:
    """Let every page say that Coachbook is being worked on."""
    if not dry_run:
        _file().parent.mkdir(parents=True, exist_ok=True)
        draft = _file().with_suffix(".new")
        draft.write_text(str(minutes))
        draft.replace(_file())
    told = gettext("Every page says to come back in %(time)s", time=formats.duration(timedelta(minutes=minutes)))
    say(told, maintenance=True, minutes=minutes, dry_run=dry_run)


@maintenance.verb("off", "off", help=_l("Open the pages again."))
@dry_run_option
def switch_off(*, dry_run: bool) -> None:
    """Open the pages again."""
    if not dry_run:
        _file().unlink(missing_ok=True)
    say(gettext("The pages are open"), maintenance=False, minutes=None, dry_run=dry_run)


@maintenance.verb("status", "status", "status --json", help=_l("Tell whether the pages are open."))
def status() -> None:
    """Tell whether the pages are open."""
    wait = expected(str(_file()))
    if wait is None:
        say(gettext("The pages are open"), maintenance=False, minutes=None)
        return
    told = gettext("Every page says to come back in %(time)s", time=formats.duration(wait))
    say(told, maintenance=True, minutes=int(wait.total_seconds()) // 60)


def _file() -> Path:
    return Path(current_app.config["COACHBOOK"].maintenance_file)
