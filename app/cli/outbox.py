"""`flask outbox`: what is to be mailed, what was, and what could not be."""

import re
from typing import Any

import click
from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.cli import facts
from app.cli.acting import administrator
from app.cli.commands import Group, limit_option, option, rehearsal_option
from app.cli.inputs import NUMBER
from app.cli.output import Column, say, show_list, show_record
from app.db import transact
from app.domain.clock import utc_now
from app.domain.mail import MessageState
from app.mails.writing import put_into_words
from app.services import outbox as service
from app.services import retrying, sending, workers
from app.services.outbox import Message

outbox = Group("outbox", help=_l("What is to be mailed, what was, and what could not be."))

# What signs in or answers for its reader is for its reader alone.
SECRETS = re.compile(r"(?<=/)[\w.~=-]{40,}")

COLUMNS = (
    Column(_l("Mail"), lambda mail: mail["id"], is_number=True, is_whole=True),
    Column(_l("State"), lambda mail: mail["state"], is_whole=True),
    Column(_l("Kind"), lambda mail: mail["kind"], is_whole=True),
    Column(_l("To"), lambda mail: mail["to"]),
    Column(_l("Due"), lambda mail: facts.moment(mail["due_at"]), is_whole=True),
    Column(_l("Attempts"), lambda mail: mail["attempts"], rank=2, is_number=True, is_whole=True),
    Column(_l("Next attempt"), lambda mail: facts.moment(mail["next_attempt_at"]), rank=3, is_whole=True),
    Column(_l("Why"), lambda mail: mail["reason"], rank=1),
)


@outbox.verb(
    "list", "list --state failed", "list --state waiting --limit 10 --json", help=_l("List mails, newest first.")
)
@option("--state", type=click.Choice([state.value for state in MessageState]), help=_l("Only those that stand so."))
@limit_option
def list_mails(*, state: str | None, limit: int) -> None:
    """List mails, newest first."""
    found = service.list_latest(limit=limit + 1, state=MessageState(state) if state else None)
    rows = [_facts(message) for message in found]
    show_list(rows, COLUMNS, limit=limit, empty=gettext("No mails."), zone=formats.zone())


@outbox.verb("show", "show 12", help=_l("Show a mail in words; the secret part of a link in it is left out."))
@click.argument("mail", type=NUMBER)
def show(*, mail: int) -> None:
    """Show a mail in words."""
    message = service.get(mail)
    words = put_into_words(message, now=utc_now())
    record = {**_facts(message), "subject": words.subject, "text": SECRETS.sub("…", words.text)}
    lines = [
        (_l("Mail"), record["id"]),
        (_l("State"), record["state"]),
        (_l("Why"), record["reason"]),
        (_l("Kind"), record["kind"]),
        (_l("To"), record["to"]),
        (_l("Written"), facts.moment(record["created_at"])),
        (_l("Due"), facts.moment(record["due_at"])),
        (_l("Next attempt"), facts.moment(record["next_attempt_at"])),
        (_l("Ended"), facts.moment(record["ended_at"])),
        (_l("Attempts"), record["attempts"]),
        (_l("Subject"), record["subject"]),
        (_l("Text"), record["text"]),
    ]
    show_record(record, lines, zone=formats.zone())


@outbox.verb("retry", "retry 12", help=_l("Let a mail that failed, or waits for its next attempt, be tried at once."))
@click.argument("mail", type=NUMBER)
@rehearsal_option
def retry(*, mail: int) -> None:
    """Let a mail be tried at once."""
    transact(lambda: retrying.retry(actor=administrator(), number=mail, now=utc_now()))
    say(gettext("Mail %(number)s will be tried again now.", number=mail), id=mail)


@outbox.verb("status", "status", "status --json", help=_l("Tell how many mails stand where, the lag, and the workers."))
def status() -> None:
    """Tell how the sending goes."""
    now = utc_now()
    queue, living = sending.look(now=now), workers.list_workers()
    server = current_app.config["COACHBOOK"].mail_server
    lag = int((now - queue.oldest_due_at).total_seconds()) if queue.oldest_due_at else 0
    record: dict[str, Any] = {
        "server": str(server) if server else None,
        **{state.value: count for state, count in queue.counts.items()},
        "due": queue.due,
        "lag_seconds": lag,
        "oldest_due_at": queue.oldest_due_at,
        "last_run_at": living[0].seen_at if living else None,
        "workers": [
            {"name": one.name, "started_at": one.started_at, "seen_at": one.seen_at, "late": one.is_late(now),
             "trouble": one.trouble}
            for one in living
        ],
    }  # fmt: skip
    lines = [
        (_l("Server"), record["server"] or gettext("none: mail is kept")),
        (_l("Waiting"), gettext("%(waiting)s, %(due)s of them due", waiting=record["waiting"], due=record["due"])),
        (_l("Lag"), gettext("%(seconds)s s", seconds=lag)),
        *((label, record[state]) for label, state in COUNTED),
        (_l("Last run"), facts.moment(record["last_run_at"]) or gettext("no worker has reported")),
        (_l("Workers"), "\n".join(map(_worker_line, record["workers"]))),
    ]
    show_record(record, lines, zone=formats.zone())


COUNTED = (
    (_l("Sent"), "sent"),
    (_l("Kept"), "kept"),
    (_l("Failed"), "failed"),
    (_l("Skipped"), "skipped"),
)


def _worker_line(worker: dict[str, Any]) -> str:
    seen = facts.moment(worker["seen_at"])
    if worker["late"]:
        told = gettext("%(name)s, silent since %(when)s", name=worker["name"], when=seen)
    else:
        told = gettext("%(name)s, seen %(when)s", name=worker["name"], when=seen)
    return f"{told}: {worker['trouble']}" if worker["trouble"] else str(told)


def _facts(message: Message) -> dict[str, Any]:
    is_waiting = message.state is MessageState.WAITING
    return {
        "id": message.id,
        "kind": message.kind,
        "to": message.address,
        "state": message.state.value,
        "created_at": message.created_at,
        "due_at": message.due_at,
        "next_attempt_at": message.next_attempt_at if is_waiting else None,
        "ended_at": message.ended_at,
        "attempts": message.attempts,
        "reason": message.last_error,
    }
