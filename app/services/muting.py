"""Which mails a person does not want: reminders, each by itself, and the coach's digest; the others are receipts."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.db import db
from app.domain.actors import Actor
from app.domain.notifications import sort_of
from app.models import MutedMail
from app.services import audit
from app.services.outbox import Message

# Why such a mail is skipped.
IS_MUTED = "switched off"


def list_muted(user_id: int) -> set[str]:
    """Return the sorts of mail that a person has switched off."""
    return set(db.session.scalars(select(MutedMail.sort).where(MutedMail.user_id == user_id)))


def is_muted(message: Message) -> bool:
    """Return whether the person it is for has switched off mails of its sort."""
    wanted = (MutedMail.user_id == message.user_id, MutedMail.sort == sort_of(message.kind, message.payload))
    return db.session.scalar(select(MutedMail.sort).where(*wanted)) is not None


def choose(*, actor: Actor, user_id: int, sorts: Collection[str], muted: Collection[str], now: datetime) -> None:
    """Switch off those of the sorts that are muted, and the others on."""
    before = list_muted(user_id) & set(sorts)
    unwanted = set(sorts) & set(muted)
    for sort in unwanted - before:
        _mute(user_id, sort, now)
    wanted = MutedMail.sort.in_(before - unwanted)
    db.session.execute(delete(MutedMail).where(MutedMail.user_id == user_id, wanted))
    if unwanted != before:
        audit.record(actor, "user.edited", "user", user_id, now=now, changed=["mails"])


def mute(*, actor: Actor, user_id: int, sort: str, now: datetime) -> None:
    """Switch one sort of mail off; doing so again changes nothing."""
    if sort not in list_muted(user_id):
        _mute(user_id, sort, now)
        audit.record(actor, "user.edited", "user", user_id, now=now, changed=["mails"])


def _mute(user_id: int, sort: str, now: datetime) -> None:
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    row = insert(MutedMail).values(user_id=user_id, sort=sort, muted_at=now)
    db.session.execute(row.on_conflict_do_nothing(index_elements=["user_id", "sort"]))
