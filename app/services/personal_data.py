"""All that is held about one person, as they may have it: no secret, and of others the name alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from app.db import db
from app.models import AuditEntry, CoachSubject, Subject
from app.services import conversation_views, personal_data_calls, personal_data_reviews, phone_views
from app.services.personal_data_plan import OWN, Own
from app.services.phone_views import Look

# Nobody is looked at so often.
ALL = 100_000

LOOK = ("name", "at")
CHANGE = ("at", "by", "channel", "action", "object_kind", "object_id", "facts")

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One kind of what is held: its columns, and a record for each thing."""

    kind: str
    columns: tuple[str, ...]
    records: Sequence[Record]


def collect(user_id: int, *, now: datetime) -> Sequence[Chapter]:
    """Return everything that is held about a person, the account in front.

    What two people say of a call is in it once the other may see it: an export is no way around that.
    """
    own = [_own(table, user_id) for table in OWN]
    return [
        *own,
        Chapter("subjects", ("subject",), _subjects(user_id)),
        Chapter("calls", personal_data_calls.CALL, personal_data_calls.list_calls(user_id)),
        Chapter("feedback_given", personal_data_calls.GIVEN, personal_data_calls.list_given(user_id)),
        Chapter("feedback_received", personal_data_calls.RECEIVED, personal_data_calls.list_received(user_id, now=now)),
        Chapter("reviews_given", personal_data_reviews.GIVEN, personal_data_reviews.list_given(user_id)),
        Chapter(
            "reviews_received", personal_data_reviews.RECEIVED, personal_data_reviews.list_received(user_id, now=now)
        ),
        Chapter("next_steps", personal_data_calls.STEP, personal_data_calls.list_steps(user_id)),
        Chapter("messages", conversation_views.WRITTEN, conversation_views.list_all(user_id)),
        Chapter("phone_seen_by", LOOK, _looks(phone_views.list_of(user_id, limit=ALL))),
        Chapter("phones_seen", LOOK, _looks(phone_views.list_by(user_id))),
        Chapter("changes", CHANGE, _changes(user_id)),
    ]


def _own(table: Own, user_id: int) -> Chapter:
    columns = [getattr(table.owner.class_, name) for name in table.given]
    rows = db.session.execute(select(*columns).where(table.owner == user_id).order_by(*table.owner.table.primary_key))
    return Chapter(table.kind, table.given, [dict(row._mapping) for row in rows])


def _subjects(user_id: int) -> Sequence[Record]:
    taught = select(Subject.name).join(CoachSubject).where(CoachSubject.coach_id == user_id).order_by(Subject.name)
    return [{"subject": name} for name in db.session.scalars(taught)]


def _looks(looks: Sequence[Look]) -> Sequence[Record]:
    return [{"name": look.name or "the programme", "at": look.at} for look in looks]


def _changes(user_id: int) -> Sequence[Record]:
    """Return what the person changed, and what was changed of their account; who else did so is not told."""
    about = (AuditEntry.object_kind == "user") & (AuditEntry.object_id == user_id)
    entries = db.session.scalars(
        select(AuditEntry).where(or_(AuditEntry.actor_id == user_id, about)).order_by(AuditEntry.id)
    )
    return [
        {**{name: getattr(entry, name) for name in CHANGE if name != "by"}, "by": _by(entry.actor_id, user_id)}
        for entry in entries
    ]


def _by(actor_id: int | None, user_id: int) -> str:
    if actor_id is None:
        return "the programme"
    return "you" if actor_id == user_id else "another person"
