"""Who runs the command, under which limits, and how a change is made or only tried."""

import getpass
import os
from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app

from app.db import transact
from app.domain.actors import Actor, Channel
from app.domain.clock import utc_now
from app.domain.policy import Policy
from app.services import audit
from app.services.call_shapes import Reader

T = TypeVar("T")


class _Undone(Exception):
    """Carries the result of a change that was only tried out of its transaction."""

    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result


def administrator() -> Actor:
    """Return the administrator, by the name of their system account."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number without a name
        name = f"uid {os.getuid()}"
    return Actor(None, Channel.CLI, name)


def policy() -> Policy:
    """Return the programme's limits."""
    limits: Policy = current_app.config["COACHBOOK"].policy
    return limits


def reader() -> Reader:
    """Return the administrator as a reader of calls."""
    return Reader(administrator(), policy(), utc_now())


def change(work: Callable[[], T], *, dry_run: bool = False) -> T:
    """Run `work` in a transaction and return its result; on a dry run take everything back after it."""
    if not dry_run:
        return transact(work)

    def tried() -> T:
        raise _Undone(work())

    try:
        return transact(tried)
    except _Undone as undone:
        result: T = undone.result
        return result


def note_phones_shown(user_ids: set[int]) -> None:
    """Write to the audit that the administrator looked at these people's phone numbers."""
    actor, now = administrator(), utc_now()

    def work() -> None:
        for user_id in sorted(user_ids):
            audit.record(actor, "phone.shown", "user", user_id, now=now)

    if user_ids:
        transact(work)
