"""`flask retention`: forgetting what is older than the programme keeps it."""

import sys
from dataclasses import asdict
from datetime import timedelta

import click
from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.cli.acting import administrator
from app.cli.commands import Group, dry_run_option
from app.cli.output import note, say
from app.db import transact
from app.domain.clock import utc_now
from app.integrations.crypto import cipher_of
from app.services import retention as service
from app.services.retention import Forgotten

retention = Group("retention", help=_l("Personal data that is older than the programme keeps it."))

# In one transaction: others wait that long.
STEP = 20


@retention.verb(
    "run",
    "run --dry-run",
    "run",
    help=_l("Erase idle accounts, and forget old sign-ins, looks at numbers, mails, wishes: COACHBOOK_RETENTION_DAYS."),
)
@dry_run_option
def run(*, dry_run: bool) -> None:
    """Erase idle accounts and forget what is old."""
    days: int = current_app.config["COACHBOOK"].retention_days
    if not days:
        note(gettext("Everything is kept: COACHBOOK_RETENTION_DAYS is 0."))
        say(gettext("Nothing was changed."), days=0, dry_run=dry_run, **asdict(Forgotten()))
        return
    now = utc_now()
    before = now - timedelta(days=days)
    found = service.foresee(before=before)
    if not dry_run:
        found = _run(found.accounts)
    told = gettext(
        "Older than %(days)s days: accounts %(accounts)s, sign-ins %(sign_ins)s, looks at phone numbers "
        "%(phone_views)s, mails %(mails)s, offers of the waitlist %(offers)s, wishes %(wishes)s",
        days=days, **asdict(found),
    )  # fmt: skip
    say(told, days=days, dry_run=dry_run, **asdict(found))
    note(gettext("Nothing was changed.") if dry_run else gettext("All of it is gone."))


def _run(expected: int) -> Forgotten:
    """Forget step by step, each in a transaction of its own."""
    config, now = current_app.config["COACHBOOK"], utc_now()
    told = {"actor": administrator(), "reason": gettext("The account was closed."), "cipher": cipher_of(config)}
    before = now - timedelta(days=config.retention_days)
    total, is_done = Forgotten(), False
    with click.progressbar(length=expected, label=gettext("Erasing"), file=sys.stderr, hidden=not expected) as bar:
        while not is_done:
            step = transact(lambda: service.run(before=before, most=STEP, now=now, **told))
            total, is_done = total.plus(step), step.accounts < STEP
            bar.update(step.accounts)
    return total
