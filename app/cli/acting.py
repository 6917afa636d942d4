"""Who runs the command, and under which limits."""

import getpass
import os

from flask import current_app

from app.db import transact
from app.domain.actors import Actor, Channel
from app.domain.clock import utc_now
from app.domain.policy import Policy
from app.services import audit
from app.services.call_shapes import Reader


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


def note_phones_shown(user_ids: set[int]) -> None:
    """Write to the audit that the administrator looked at these people's phone numbers."""
    actor, now = administrator(), utc_now()

    def work() -> None:
        for user_id in sorted(user_ids):
            audit.record(actor, "phone.shown", "user", user_id, now=now)

    if user_ids:
        transact(work)
