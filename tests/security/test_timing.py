"""What an answer costs, and so how long it takes, does not tell whose address has an account (SEC-15)."""

from dataclasses import dataclass

import pytest
from sqlalchemy import event

from app.api import quota
from app.db import db
from app.domain import passwords
from tests.api.programs import Program

KNOWN, UNKNOWN = "bob@example.org", "nobody@example.org"
TYPED = {"name": "Somebody", "phone": "+14155550123", "timezone": "UTC", "password": "four words are enough"}


@dataclass
class Cost:
    """What is slow on purpose, and how often the database was asked."""

    hashes: int = 0
    statements: int = 0


class CountingHasher:
    """The hasher, and how often it was used."""

    def __init__(self, hasher, cost: Cost) -> None:
        self.hasher, self.cost = hasher, cost

    def hash(self, password):
        self.cost.hashes += 1
        return self.hasher.hash(password)

    def verify(self, kept, password):
        self.cost.hashes += 1
        return self.hasher.verify(kept, password)


def by_page(path, **typed):
    return lambda site, email: site.visitor().get(path).submit(path, email=email, **typed).status


def by_program(path, **typed):
    return lambda site, email: Program(site.app).post(path, {"email": email, **typed}).status_code


@pytest.mark.parametrize(
    ("send", "hashes", "more"),
    [
        (by_page("/login", password="wrong password"), 1, 0),
        (by_page("/forgot"), 0, 2),
        (by_page("/login/link"), 0, 2),
        (by_page("/register", **TYPED), 1, 4),
        (by_program("/auth/login", password="wrong password"), 1, 0),
        (by_program("/auth/register", **TYPED), 1, 4),
    ],
    ids=["sign in", "forgot", "link", "sign up", "sign in by program", "sign up by program"],
)
def test_a_known_address_costs_what_an_unknown_one_does(site, pairs, monkeypatch, send, hashes, more):
    """SEC-15: the same hashes, and but a row or two more to write, which takes less than a millisecond."""
    cost = Cost()
    monkeypatch.setattr(passwords, "hasher", CountingHasher(passwords.hasher, cost))

    def forget_portions() -> None:
        # Whoever asks, every tenth request fetches a portion of the quota: here each does.
        monkeypatch.setattr(quota, "_portions", {})

    forget_portions()
    send(site, "a-first-one@example.org")  # makes the hash that nobody's password is held against

    def count(*_: object) -> None:
        cost.statements += 1

    def costs(email: str) -> tuple[int, Cost]:
        forget_portions()
        cost.hashes = cost.statements = 0
        return send(site, email), Cost(cost.hashes, cost.statements)

    engine = site.do(lambda: db.engine)
    event.listen(engine, "before_cursor_execute", count)
    try:
        (status, known), (same, unknown) = costs(KNOWN), costs(UNKNOWN)
    finally:
        event.remove(engine, "before_cursor_execute", count)
    assert status == same
    assert known.hashes == unknown.hashes == hashes
    assert abs(known.statements - unknown.statements) <= more
    assert unknown.statements > 0
