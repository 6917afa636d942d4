"""The people a change concerns: found, and locked before anything else."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select

from app.db import db, waited
from app.domain.actors import Actor
from app.domain.contacts import normal_email
from app.domain.errors import BadCredentials, BadEmail, CoachUnavailable, NotFound, WrongRole
from app.models import CoachProfile, User

# The conditions on a person and their profile that both are there: the role was not taken away, nor the account closed.
IS_ACTIVE = (CoachProfile.removed_at.is_(None), User.deactivated_at.is_(None))


def lock(ids: Iterable[int], *, now: datetime) -> datetime:
    """Lock these people's rows, in the order of their ids, and return `now` moved on by the time waited until then.

    Whoever changes a person's slots or calls locks that person first, so that two changes never wait for each other;
    and a wait cannot carry a request past the start of what it books (I-05): neither for these rows nor, on SQLite,
    for the one writer's turn.
    """
    hold(ids)
    return now + waited()


def hold(ids: Iterable[int]) -> None:
    """Lock these people's rows, in the order of their ids."""
    statement = select(User.id).where(User.id.in_(set(ids))).order_by(User.id).with_for_update(key_share=True)
    db.session.execute(statement).all()


def check_unchanged(user_id: int, stamp: str | None) -> None:
    """Lock a person who has shown a password. Raises BadCredentials if it, or what else they sign in with, has changed.

    Whoever ends every session also ends those that are just about to begin (SEC-19). Without a stamp nothing is asked.
    """
    same = select(User.id).where(User.id == user_id, User.stamp == stamp).with_for_update(key_share=True)
    if stamp is not None and db.session.scalar(same) is None:
        raise BadCredentials()


def check_coach(actor: Actor, coach_id: int) -> None:
    """Raise WrongRole unless the actor is this coach or an administrator, CoachUnavailable if they coach no more."""
    if not actor.is_admin and actor.user_id != coach_id:
        raise WrongRole()
    if not db.session.scalar(select(is_coaching(coach_id))):
        raise CoachUnavailable() if actor.is_admin else WrongRole()


def is_coaching(coach_id: Any) -> ColumnElement[bool]:
    """Return the condition that this person coaches: the role was not taken away, nor the account closed."""
    return exists().where(
        CoachProfile.user_id == coach_id,
        CoachProfile.removed_at.is_(None),
        User.id == CoachProfile.user_id,
        User.deactivated_at.is_(None),
    )


def find_by_email(email: str, *, locked: bool = False) -> User | None:
    """Return the person with this address, however it is typed, perhaps locked to be changed; or None."""
    try:
        statement = select(User).where(User.email == normal_email(email))
    except BadEmail:
        return None
    if locked:
        statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    return db.session.scalar(statement)


def get_by_email(email: str, *, locked: bool = False) -> User:
    """Return the person with this address as `find_by_email` does. Raises NotFound."""
    person = find_by_email(email, locked=locked)
    if person is None:
        raise NotFound(kind="user", name=email)
    return person


def list_emails(ids: Iterable[int]) -> dict[int, str]:
    """Return the addresses of these people by their ids, for an administrator."""
    rows = db.session.execute(select(User.id, User.email).where(User.id.in_(set(ids))))
    return {person.id: person.email for person in rows}
