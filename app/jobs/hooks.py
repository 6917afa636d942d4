"""Telling webhooks what happened: claim, commit, send outside any transaction, mark."""

import logging
import random
from collections.abc import Callable

from flask import current_app

from app.db import db, transact
from app.domain import webhooks
from app.domain.ciphers import Cipher, Unreadable
from app.domain.clock import utc_now
from app.domain.outgoing import AskFailed
from app.domain.ports import Asker
from app.failpoints import reach
from app.integrations.crypto import cipher_of
from app.services import webhook_sending as sending
from app.services.webhook_sending import Delivery

log = logging.getLogger(__name__)


def deliver_due(asker: Asker, *, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Tell everything that is due, and return how much was taken."""
    cipher, taken = cipher_of(current_app.config["COACHBOOK"]), 0
    while not is_stopping() and (delivery := _claim()):
        reach("hooks.after_claim")
        status = _send(delivery, asker, cipher)
        reach("hooks.before_mark")
        taken += _mark(delivery, status)
    return taken


def _claim() -> Delivery | None:
    now = utc_now()
    if not sending.is_any_due(now=now):
        db.session.rollback()
        return None
    return transact(lambda: sending.claim(now=now))


def _send(delivery: Delivery, asker: Asker, cipher: Cipher) -> int | None:
    """Send one event and return the status of the answer, or None if there was none, for whatever reason (SEC-35)."""
    body = webhooks.body_of(delivery.event_id, delivery.event, at=delivery.created_at, payload=delivery.payload)
    try:
        signed = webhooks.sign(cipher.decrypt(delivery.secret), delivery.event_id, body, now=utc_now())
        return asker.ask("POST", delivery.url, headers=signed, body=body).status
    except (AskFailed, Unreadable) as failure:
        log.info("webhook %s was not reached: %s", delivery.webhook_id, failure)
        return None


def _mark(delivery: Delivery, status: int | None) -> bool:
    now = utc_now()
    if status is not None and 200 <= status < 300:
        transact(lambda: sending.mark_sent(delivery, status=status, now=now))
        return True
    chance = random.random()  # noqa: S311  # it only spreads attempts
    if transact(lambda: sending.mark_failed(delivery, status=status, chance=chance, now=now)):
        log.error("webhook %s has failed for a day and is switched off", delivery.webhook_id)
    return False
