"""What `flask doctor` says of mail: the server, the workers, and what waits."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from flask import current_app
from flask_babel import gettext

from app.cli import facts
from app.cli.checks import FAILURE, OK, WARNING, Check, check
from app.domain.clock import utc_now
from app.domain.mail import MessageState, ServerFailed
from app.integrations.mailers import smtp_mailer
from app.services import sending, workers
from app.services.workers import WorkerState

LONG = timedelta(minutes=15)


def check_server() -> Iterator[Check]:
    """Say hello to the mail server, and sign in."""
    config = current_app.config["COACHBOOK"]
    server, title = config.mail_server, gettext("Mail")
    if server is None:
        yield check("mail", title, WARNING, gettext("kept, and sent nowhere: set COACHBOOK_MAIL_URL"))
        return
    mailer = smtp_mailer(config, server)
    try:
        mailer.connect()
    except ServerFailed as failure:
        yield check("mail", title, FAILURE, f"{server}: {failure}")
    else:
        yield check("mail", title, OK, str(server))
    finally:
        mailer.close()


def check_sending() -> Iterator[Check]:
    """Look whether a worker reports, and whether mail waits for long or has failed."""
    bad = FAILURE if current_app.config["COACHBOOK"].env == "production" else WARNING
    now = utc_now()
    yield _check_workers(workers.list_workers(), bad)
    queue = sending.look(now=now)
    lag = now - queue.oldest_due_at if queue.oldest_due_at else timedelta(0)
    told = gettext("%(due)s due, the oldest for %(minutes)s min", due=queue.due, minutes=lag // timedelta(minutes=1))
    yield check("outbox", gettext("Outbox"), bad if lag > LONG else OK, told if queue.due else "")
    failed = queue.counts[MessageState.FAILED]
    told = gettext("%(count)s: look with flask outbox list --state failed", count=failed) if failed else ""
    yield check("failed_mail", gettext("Mail that failed"), WARNING if failed else OK, told)


def _check_workers(living: Sequence[WorkerState], bad: str) -> Check:
    title = gettext("Worker")
    present = [one for one in living if not one.is_late(utc_now())]
    if not living:
        return check("worker", title, bad, gettext("none has reported: start flask worker run"))
    if not present:
        silent = gettext("silent since %(when)s: start flask worker run", when=facts.moment(living[0].seen_at))
        return check("worker", title, bad, silent)
    troubles = [one.trouble for one in present if one.trouble]
    if len(troubles) == len(present):
        return check("worker", title, bad, troubles[0])
    return check("worker", title, OK, gettext("%(count)s at work", count=len(present)))
