"""`flask demo`: a believable programme to try Coachbook out with."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_migrate import downgrade, upgrade

from app.cli.commands import Group, dry_run_option, option
from app.cli.output import say
from app.db import transact
from app.domain.clock import utc_now
from app.services import demo as services
from app.services.demo import Tally
from app.services.demo.refusals import InProduction

demo = Group("demo", help=_l("Demo data: believable people, past and future."))

SEED = 7
STEPS_SHOWN = 50

seed_option = option(
    "--seed", type=int, default=SEED, show_default=True, help=_l("Another number makes another story.")
)


@demo.verb("load", "load", "load --seed 11 --dry-run", help=_l("Fill an empty database with demo data."))
@seed_option
@dry_run_option
def load(*, seed: int, dry_run: bool) -> None:
    """Fill an empty database with demo data."""
    _refuse_in_production()
    transact(services.check_empty)
    if dry_run:
        tally = services.outline(seed=seed, now=utc_now())
        say(gettext("Would make %(what)s", what=_sentence(tally)), dry_run=True, **_facts(tally))
        return
    tally = _load(seed, utc_now())
    say(gettext("Made %(what)s", what=_sentence(tally)), dry_run=False, **_facts(tally))


@demo.verb("reset", "reset --yes", help=_l("Take everything out of a demo database and fill it anew."))
@seed_option
@option("--yes", is_flag=True, help=_l("Do not ask."))
def reset(*, seed: int, yes: bool) -> None:
    """Take everything out of a demo database and fill it anew."""
    _refuse_in_production()
    transact(services.check_loaded)
    if not yes and not sys.stdin.isatty():
        raise click.UsageError(gettext("This takes every account and call away: say --yes."))
    if not yes:
        click.confirm(gettext("This takes every account and call away. Go on?"), abort=True, err=True)
    # History cannot be deleted, the triggers see to that; so the tables go, and come again.
    downgrade(directory=_migrations(), revision="base")
    upgrade(directory=_migrations())
    tally = _load(seed, utc_now())
    say(gettext("Made %(what)s", what=_sentence(tally)), **_facts(tally))


@demo.verb("start", "start", help=_l("Bring the database up to date, fill it if it is empty, say where to sign in."))
def start() -> None:
    """Bring the database up to date, fill it if it is empty, say where to sign in."""
    _refuse_in_production()
    upgrade(directory=_migrations())
    if transact(services.is_empty):
        _load(SEED, utc_now())
    address = current_app.config["COACHBOOK"].base_url
    lines = [gettext("Coachbook: %(address)s", address=address)]
    if transact(services.is_loaded):
        coach, student = services.example_addresses()
        lines += [
            gettext("  coach    %(email)s  password %(password)s", email=coach, password=services.PASSWORD),
            gettext("  student  %(email)s  password %(password)s", email=student, password=services.PASSWORD),
            gettext("  mail     %(address)s/dev/mail", address=address),
        ]
    say("\n".join(lines), address=address)


def _refuse_in_production() -> None:
    if current_app.config["COACHBOOK"].env == "production":
        raise InProduction()


def _load(seed: int, now: datetime) -> Tally:
    planned = services.outline(seed=seed, now=now)
    bar = click.progressbar(
        length=planned.events,
        label=gettext("Making demo data"),
        file=sys.stderr,
        update_min_steps=STEPS_SHOWN,
    )
    with bar:
        return transact(lambda: services.load(seed=seed, now=now, step=lambda: bar.update(1)))


def _migrations() -> str:
    return str(Path(current_app.root_path).parent / "migrations")


def _sentence(tally: Tally) -> str:
    facts = _facts(tally)
    return str(gettext("%(coaches)s coaches, %(students)s students and %(calls)s calls", **facts))


def _facts(tally: Tally) -> dict[str, Any]:
    return {"coaches": tally.coaches, "students": tally.students, "calls": tally.calls}
