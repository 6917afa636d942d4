"""`flask worker`: sends mail, tells webhooks and keeps calendars up, in a process of its own."""

import logging.config
import sys

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

import logs
from app.cli.commands import Group, option
from app.cli.output import note, say
from app.cli.refusals import FAILED
from app.current import this_app
from app.domain.mail import MessageState, ServerFailed
from app.integrations.mailers import mailer_of
from app.integrations.outgoing import Outgoing
from app.jobs import calendars, delivery, hooks, upkeep
from app.jobs.worker import Worker

worker = Group(
    "worker", help=_l("Sends mail and reminders and tells webhooks, in a process of its own; several may run.")
)


@worker.verb("run", "run", "run --quiet", help=_l("Send what is due until Ctrl-C or SIGTERM."))
@option("--quiet", is_flag=True, help=_l("Tell of trouble only."))
def run(*, quiet: bool) -> None:
    """Send what is due until told to stop."""
    app = this_app()
    config = app.config["COACHBOOK"]
    logging.config.dictConfig(logs.settings(config.log_format, level="WARNING" if quiet else "INFO"))
    Worker(app, mailer_of(config), Outgoing(config.allowed_networks)).run()


@worker.verb("once", "once", "once --json", help=_l("Send what is due now, and end; as for cron."))
def once() -> None:
    """Send what is due now."""
    config = current_app.config["COACHBOOK"]
    mailer = mailer_of(config)
    try:
        for work in upkeep.ALL:
            work()
        hooks.deliver_due(Outgoing(config.allowed_networks))
        delivery.write_reminders()
        tally = delivery.deliver_due(mailer)
    except ServerFailed as failure:
        note(gettext("Error: the mail server fails: %(trouble)s", trouble=failure))
        sys.exit(FAILED)
    finally:
        mailer.close()
    calendars.keep_up()
    counts = {state.value: tally[state] for state in MessageState}
    told = gettext("%(sent)s sent, %(kept)s kept, %(failed)s failed, %(waiting)s to be tried again", **counts)
    say(told, **counts)
