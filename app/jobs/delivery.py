"""Sending what waits in the outbox: claim, commit, send outside any transaction, mark."""

import logging
import random
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import current_app

from app.db import db, is_unreachable, transact
from app.domain.clock import utc_now
from app.domain.mail import DeliveryFailed, MessageState, NotNow, ServerFailed, message_id, wait_after
from app.domain.ports import Mailer
from app.failpoints import reach
from app.mails.writing import put_into_words
from app.services import notices, reminders, review_mails, sending, slot_alerts
from app.services.outbox import Message

log = logging.getLogger(__name__)

Tally = Counter[MessageState]


def write_reminders() -> None:
    """Write the reminders and news of slots that are due; whoever else does the same, each is written once (I-14)."""
    policy, now = current_app.config["COACHBOOK"].policy, utc_now()

    def work() -> None:
        reminders.plan(policy=policy, now=now)
        slot_alerts.plan(policy=policy, now=now)
        review_mails.plan(now=now)
        reach("remind.before_commit")

    transact(work)
    reach("remind.after_commit")


def deliver_due(mailer: Mailer, *, is_stopping: Callable[[], bool] = lambda: False) -> Tally:
    """Send everything that is due, oldest first, and return how many ended how. Raises ServerFailed."""
    tally: Tally = Counter()
    while not is_stopping() and (state := deliver_next(mailer)):
        tally[state] += 1
    return tally


def deliver_next(mailer: Mailer) -> MessageState | None:
    """Send the mail that has waited longest; return where it now stands, or None when none is due.

    Raises ServerFailed, and then the same mail is the first again: the server was not asked about it.
    """
    now = utc_now()
    if not sending.is_any_due(now=now):
        db.session.rollback()
        return None
    policy = current_app.config["COACHBOOK"].policy

    def work() -> Message | None:
        claimed = sending.claim(now=now, why_skip=lambda message: notices.why_skip(message, policy=policy, now=now))
        reach("outbox.after_select")
        return claimed

    message = transact(work)
    reach("outbox.after_claim_commit")
    return None if message is None else _deliver(message, mailer)


def _deliver(message: Message, mailer: Mailer) -> MessageState:
    try:
        state = _send(message, mailer)
    except ServerFailed as failure:
        _put_back(message, str(failure))
        raise
    except NotNow as failure:
        return _put_back(message, str(failure), wait=True)
    except Exception as error:
        if is_unreachable(error):
            raise
        return _fail(message, error)

    def work() -> None:
        sending.mark_ended(message, state, now=utc_now())
        reach("outbox.before_mark_commit")

    transact(work)
    reach("outbox.after_mark_commit")
    return state


def _send(message: Message, mailer: Mailer) -> MessageState:
    mail = put_into_words(message, now=utc_now())
    # What was read for its words is done with: nothing is held while the server takes its time.
    db.session.rollback()
    host = urlsplit(current_app.config["COACHBOOK"].base_url).hostname or "localhost"
    return mailer.send(mail, message_id=message_id(message.dedup_key, host))


def _put_back(message: Message, reason: str, *, wait: bool = False) -> MessageState:
    now = utc_now()
    chance = random.random()  # noqa: S311  # it only spreads attempts
    later = now + wait_after(message.attempts, chance) if wait else message.next_attempt_at
    transact(lambda: sending.mark_waiting(message, reason=reason, next_attempt_at=later, now=now))
    log.info("mail %s waits: %s", message.id, reason)
    return MessageState.WAITING


def _fail(message: Message, error: Exception) -> MessageState:
    """Give a mail up that a server refused for good, or that cannot be put into words (SEC-26)."""
    db.session.rollback()
    is_refused = isinstance(error, DeliveryFailed)
    reason = str(error) if is_refused else f"cannot be put into words: {type(error).__name__}"
    transact(lambda: sending.mark_ended(message, MessageState.FAILED, reason=reason, now=utc_now()))
    log.error("mail %s failed: %s", message.id, reason, exc_info=None if is_refused else error)
    return MessageState.FAILED
