"""The operator's commands: `flask <group> <verb>`."""

from flask import Flask

from app.cli import (  # noqa: F401  # each adds its verbs to a group
    call_answers,
    call_changes,
    call_export,
    deactivation,
    disputes,
    pauses,
    personal_data,
    roll_over,
    second_factors,
    series,
    user_import,
)
from app.cli.audit import audit
from app.cli.backups import backup_command, restore_command
from app.cli.calls import calls
from app.cli.coaches import coaches
from app.cli.commands import Commands
from app.cli.conversations import conversations
from app.cli.demo import demo
from app.cli.doctor import doctor_command
from app.cli.feedback import feedback
from app.cli.holidays import holidays
from app.cli.maintenance import maintenance
from app.cli.outbox import outbox
from app.cli.reports import reports
from app.cli.retention import retention
from app.cli.reviews import reviews
from app.cli.rules import rules
from app.cli.semesters import semesters
from app.cli.slots import slots
from app.cli.streams import streams
from app.cli.subjects import subjects
from app.cli.time_off import time_off
from app.cli.tokens import tokens
from app.cli.users import users
from app.cli.waitlist import waitlist
from app.cli.webhooks import webhooks
from app.cli.worker import worker

COMMANDS = (
    audit,
    backup_command,
    calls,
    coaches,
    conversations,
    demo,
    doctor_command,
    feedback,
    holidays,
    maintenance,
    outbox,
    reports,
    restore_command,
    retention,
    reviews,
    rules,
    semesters,
    slots,
    streams,
    subjects,
    time_off,
    tokens,
    users,
    waitlist,
    webhooks,
    worker,
)


def register(app: Flask) -> None:
    """Put the commands on the application."""
    commands = Commands(name=app.cli.name, commands=dict(app.cli.commands))
    for command in COMMANDS:
        commands.add_command(command)
    app.cli = commands
