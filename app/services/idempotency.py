"""The same request sent twice does its work once and is answered the same (case A4, invariant I-17)."""

import json
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import insert, select

from app.db import db
from app.domain.actors import Actor
from app.domain.errors import IdempotencyMismatch, Invalid
from app.domain.text import clean_line
from app.models import IdempotencyRecord

LONGEST_KEY = 200


def once(work: Callable[[], Any], *, actor: Actor, key: str | None, request: dict[str, Any], now: datetime) -> Any:
    """Return what `work` returned to the first request with this person's key, running it if there was none.

    The result is JSON. The actor's row must be locked, so that copies of a request come one after the other. A work
    that raises leaves no record. Raises IdempotencyMismatch when the key came with another request, and the errors of
    `text.clean` for a key that cannot be one.
    """
    if actor.user_id is None or not key:
        return work()
    key = _clean(key)
    request_hash = sha256(json.dumps(request, sort_keys=True, default=str).encode()).hexdigest()
    record = db.session.execute(
        select(IdempotencyRecord.request_hash, IdempotencyRecord.result).where(
            IdempotencyRecord.user_id == actor.user_id, IdempotencyRecord.key == key
        )
    ).first()
    if record is not None:
        if record.request_hash != request_hash:
            raise IdempotencyMismatch()
        return json.loads(record.result)
    result = work()
    db.session.execute(
        insert(IdempotencyRecord).values(
            user_id=actor.user_id, key=key, request_hash=request_hash, result=json.dumps(result), created_at=now
        )
    )
    return result


def recall(*, actor: Actor, key: str) -> Any:
    """Return what the request with this person's key was answered, or None if there was none."""
    try:
        key = _clean(key)
    except Invalid:
        return None
    result = db.session.scalar(
        select(IdempotencyRecord.result).where(IdempotencyRecord.user_id == actor.user_id, IdempotencyRecord.key == key)
    )
    return None if result is None else json.loads(result)


def _clean(key: str) -> str:
    return clean_line(key, field="key", limit=LONGEST_KEY, required=True)
