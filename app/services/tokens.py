"""Tokens with which a program acts for a person: made, listed, revoked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select, update

from app.db import db
from app.domain import tokens as rules
from app.domain.actors import Actor
from app.domain.errors import AccountDeactivated, NotFound
from app.domain.text import NAME_LENGTH, clean_line
from app.domain.tokens import Scope, TokenStatus
from app.models import ApiToken, User
from app.services import audit, outbox, people


@dataclass(frozen=True, slots=True)
class TokenLine:
    """One token, by its first characters alone."""

    number: int
    email: str
    name: str
    prefix: str
    scopes: tuple[str, ...]
    status: TokenStatus
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


def create(
    *, actor: Actor, email: str, name: str, scopes: Iterable[str], expires_at: datetime | None = None, now: datetime
) -> tuple[int, str]:
    """Make a token for a person, tell them, and return its number and the token, which is kept nowhere.

    Raises NotFound, AccountDeactivated, BadScope, ExpiryInPast, and the errors of `text.clean`.
    """
    person = people.get_by_email(email, locked=True)
    row, token = _make(actor, person, name, scopes, expires_at, now)
    outbox.write("token_created", to=person, now=now, token=row.name)
    return row.id, token


def sign_in(*, actor: Actor, email: str, name: str, expires_at: datetime, stamp: str, now: datetime) -> str:
    """Return a token that may do everything, for who just showed their password.

    `stamp` is the one they had then. Raises BadCredentials if it has changed since, and AccountDeactivated.
    """
    person = people.get_by_email(email, locked=True)
    people.check_unchanged(person.id, stamp)
    _, token = _make(actor, person, name, Scope, expires_at, now)
    return token


def _make(
    actor: Actor, person: User, name: str, scopes: Iterable[str], expires_at: datetime | None, now: datetime
) -> tuple[ApiToken, str]:
    if person.deactivated_at is not None:
        raise AccountDeactivated()
    rules.check_expiry(expires_at, now=now)
    token = rules.new_api_token()
    row = ApiToken(
        user_id=person.id,
        name=clean_line(name, field="name", limit=NAME_LENGTH, required=True),
        prefix=token[: rules.SHOWN],
        token_hash=rules.hash_of(token),
        scopes=" ".join(rules.check_scopes(scopes)),
        created_at=now,
        expires_at=expires_at,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "token.created", "token", row.id, now=now, user=person.id, scopes=row.scopes)
    return row, token


def get(number: int, *, now: datetime) -> TokenLine:
    """Return one token. Raises NotFound."""
    found = _lines(_tokens().where(ApiToken.id == number), now)
    if not found:
        raise NotFound(kind="token", number=number)
    return found[0]


def list_tokens(*, user_id: int | None = None, now: datetime, limit: int) -> Sequence[TokenLine]:
    """Return tokens, the newest first: all, or one person's."""
    statement = _tokens().order_by(ApiToken.id.desc()).limit(limit)
    return _lines(statement if user_id is None else statement.where(ApiToken.user_id == user_id), now)


def find(token: str, *, now: datetime) -> tuple[User, ApiToken] | None:
    """Return the active person for whom this token acts now, and the token; or None."""
    counts = ApiToken.revoked_at.is_(None) & (ApiToken.expires_at.is_(None) | (ApiToken.expires_at > now))
    row = db.session.execute(
        select(User, ApiToken)
        .join(ApiToken, ApiToken.user_id == User.id)
        .where(ApiToken.token_hash == rules.hash_of(token), counts, User.deactivated_at.is_(None))
    ).first()
    return (row[0], row[1]) if row else None


def see(number: int, *, now: datetime) -> None:
    """Remember that a token was used."""
    db.session.execute(update(ApiToken).where(ApiToken.id == number).values(last_used_at=now))


def revoke(*, actor: Actor, number: int, now: datetime) -> bool:
    """Let a token count no more; return False if it was revoked before. Raises NotFound for another's."""
    owner_id = db.session.scalar(select(ApiToken.user_id).where(ApiToken.id == number))
    if owner_id is None or not (actor.is_admin or actor.user_id == owner_id):
        raise NotFound(kind="token", number=number)
    is_fresh = bool(_revoke(ApiToken.id == number, now))
    if is_fresh:
        audit.record(actor, "token.revoked", "token", number, now=now)
    return is_fresh


def revoke_all(user_id: int, *, now: datetime) -> int:
    """Let none of a person's tokens count any more; return how many there were."""
    return _revoke(ApiToken.user_id == user_id, now)


def _revoke(which: ColumnElement[bool], now: datetime) -> int:
    revoking = update(ApiToken).where(which, ApiToken.revoked_at.is_(None)).values(revoked_at=now)
    return len(db.session.scalars(revoking.returning(ApiToken.id)).all())


def _tokens() -> Select[ApiToken, str]:
    return select(ApiToken, User.email).join(User, User.id == ApiToken.user_id)


def _lines(statement: Select[ApiToken, str], now: datetime) -> Sequence[TokenLine]:
    return [
        TokenLine(
            number=row.id,
            email=email,
            name=row.name,
            prefix=row.prefix,
            scopes=tuple(row.scopes.split()),
            status=rules.status_of(expires_at=row.expires_at, revoked_at=row.revoked_at, now=now),
            created_at=row.created_at,
            expires_at=row.expires_at,
            last_used_at=row.last_used_at,
            revoked_at=row.revoked_at,
        )
        for row, email in db.session.execute(statement)
    ]
