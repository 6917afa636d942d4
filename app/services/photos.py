"""The photos of coaches: kept in a few sizes, shown while they coach."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, insert, select, update

from app.db import db
from app.domain.actors import Actor
from app.domain.errors import NotFound
from app.domain.photos import LARGE, fingerprint
from app.models import CoachProfile, Photo
from app.services import audit, people


class PhotoView(NamedTuple):
    """A photo in one size, as WebP, with the fingerprint that lists and profiles name it by."""

    content: bytes
    fingerprint: str


def find(coach_id: int, pixels: int) -> PhotoView:
    """Return a coach's photo. Raises NotFound without one, and for one who coaches no more."""
    row = db.session.execute(
        select(Photo.content, CoachProfile.photo)
        .join(CoachProfile, CoachProfile.user_id == Photo.coach_id)
        .where(Photo.coach_id == coach_id, Photo.pixels == pixels, people.is_coaching(coach_id))
    ).first()
    if row is None:
        raise NotFound(kind="photo", number=coach_id)
    return PhotoView(*row)


def save(*, actor: Actor, coach_id: int, sizes: Mapping[int, bytes], now: datetime) -> None:
    """Let a photo take the place of the coach's, in all sizes. Raises WrongRole, CoachUnavailable."""
    now = people.lock([coach_id], now=now)
    people.check_coach(actor, coach_id)
    _drop(coach_id)
    rows = [{"coach_id": coach_id, "pixels": pixels, "content": content} for pixels, content in sizes.items()]
    db.session.execute(insert(Photo), rows)
    _name(coach_id, fingerprint(sizes[LARGE]))
    audit.record(actor, "coach.photo_changed", "user", coach_id, now=now)


def remove(*, actor: Actor, coach_id: int, now: datetime) -> None:
    """Take the coach's photo away, if there is one. Raises WrongRole, CoachUnavailable."""
    now = people.lock([coach_id], now=now)
    people.check_coach(actor, coach_id)
    if _drop(coach_id):
        _name(coach_id, "")
        audit.record(actor, "coach.photo_removed", "user", coach_id, now=now)


def _drop(coach_id: int) -> int:
    found = db.session.execute(delete(Photo).where(Photo.coach_id == coach_id).returning(Photo.pixels))
    return len(found.all())


def _name(coach_id: int, name: str) -> None:
    db.session.execute(update(CoachProfile).where(CoachProfile.user_id == coach_id).values(photo=name))
