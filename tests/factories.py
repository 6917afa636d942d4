"""The people and things of a test, made through the services, with defaults for all that the test does not speak of.

Alice coaches (London), Bob is the student who booked (New York), Charlie is a stranger (Kolkata).
"""

import secrets
from datetime import UTC, date, datetime, time, timedelta

from app.db import transact
from app.domain import passwords
from app.domain.actors import Actor, Channel
from app.domain.ciphers import Cipher
from app.domain.passkeys import NewPasskey
from app.domain.policy import Policy
from app.domain.time_off import Fate, choose
from app.domain.tokens import Scope
from app.domain.waitlist import ANY, Window
from app.domain.webhooks import Event
from app.domain.weekly_rules import WeeklyRule
from app.integrations.crypto import FernetCipher
from app.services import (
    accounts,
    calls,
    coaches,
    conversations,
    passkeys,
    slots,
    tokens,
    waitlist,
    webhooks,
    weekly_rules,
    wishes,
)
from app.services import time_off as absences
from tests.conftest import NOW

PASSWORD = "correct horse battery"
USUAL = Policy()
CIPHER = FernetCipher("k" * 32, [])
ADMIN = Actor(None, Channel.CLI, "root")
LONG_AGO = NOW - timedelta(days=365)

PEOPLE = {
    "alice": ("Alice Archer", "+442079460101", "Europe/London"),
    "bob": ("Bob Baker", "+12125550102", "America/New_York"),
    "charlie": ("Charlie Chand", "+919876543103", "Asia/Kolkata"),
    "dora": ("Dora Diaz", "+34910000104", "Europe/Madrid"),
}


def person(who: str, *, is_confirmed: bool = True, now: datetime = LONG_AGO) -> int:
    """Make the account of one of PEOPLE (or of anybody, by first name); return its number."""
    name, phone, timezone = PEOPLE.get(who, (who.title(), "+14155550199", "UTC"))
    return transact(
        lambda: accounts.create(
            actor=ADMIN, email=f"{who}@example.org", name=name, phone=phone, phone_region="US", timezone=timezone,
            locale="en", password_hash=passwords.make_hash(PASSWORD), is_confirmed=is_confirmed, now=now,
        )
    )  # fmt: skip


def coach(who: str = "alice", *, now: datetime = LONG_AGO) -> int:
    """Make one of PEOPLE a coach; return the number of the account."""
    number = person(who, now=now)
    transact(lambda: coaches.appoint(actor=ADMIN, user_id=number, now=now))
    return number


def slot(
    coach_id: int, starts_at: datetime = NOW + timedelta(days=2), *, policy: Policy = USUAL, now: datetime = NOW
) -> int:
    """Publish a slot at an instant; return its number."""
    return transact(
        lambda: slots.publish(
            actor=acting(coach_id), coach_id=coach_id, wall_time=starts_at.astimezone(UTC).replace(tzinfo=None),
            timezone="UTC", policy=policy, now=now,
        )
    ).slot_id  # fmt: skip


def call(slot_id: int, student_id: int, *, note: str = "", policy: Policy = USUAL, now: datetime = NOW) -> int:
    """Book a slot; return the call's number."""
    return transact(
        lambda: calls.book(
            actor=acting(student_id), student_id=student_id, slot_id=slot_id, note=note, policy=policy, now=now
        )
    )


def weekly_rule(coach_id: int, *, now: datetime = NOW) -> int:
    """Let a coach offer Saturdays at 20:00 in UTC from a month on; return the number of the rule."""
    rule = WeeklyRule(frozenset({6}), (time(20),), "UTC", now.date() + timedelta(days=30), weeks_ahead=5)
    wanted = {"actor": acting(coach_id), "coach_id": coach_id, "rule": rule, "policy": USUAL, "now": now}
    return transact(lambda: weekly_rules.add(**wanted)).number


def time_off(coach_id: int, day: date, last: date | None = None, *, policy: Policy = USUAL, now: datetime = NOW) -> int:
    """Let a coach be off for a day or more in UTC, whatever is booked then; return the number of the time off."""
    off = choose(day, last or day, None, None, timezone="UTC", now=now)
    wanted = {"actor": acting(coach_id), "coach_id": coach_id, "off": off, "otherwise": Fate.KEEP}
    return transact(lambda: absences.take(**wanted, policy=policy, now=now)).number


def wish(
    student_id: int, coach_id: int | None = None, *, subject_id: int | None = None, window: Window = ANY,
    now: datetime = NOW,
) -> int:  # fmt: skip
    """Let a student wait for a coach or a subject; return the number of the wish."""
    wanted = {"student_id": student_id, "coach_id": coach_id, "subject_id": subject_id, "window": window}
    return transact(lambda: wishes.join(actor=acting(student_id), **wanted, now=now))


def offer(*, policy: Policy = USUAL, now: datetime = NOW) -> list[int]:
    """Offer what is free to those who wait; return the numbers of the offers."""
    due = waitlist.list_due(policy=policy, now=now)
    made = [transact(lambda n=n: waitlist.offer_next(actor=ADMIN, slot_id=n, policy=policy, now=now)) for n in due]
    return [number for number in made if number]


def message(coach_id: int, student_id: int, author_id: int, body: str = "Hello", *, now: datetime = NOW) -> int:
    """Write to the thread of a pair, as one of the two; return the thread's number."""
    return transact(
        lambda: conversations.open_with(
            actor=acting(author_id), coach_id=coach_id, student_id=student_id, body=body, now=now
        )
    )


def passkey(user_id: int, name: str = "Phone") -> int:
    """Give a person a passkey that no device holds; return its number."""
    made = NewPasskey(secrets.token_bytes(16), b"no key", sign_count=0)
    transact(lambda: passkeys.add(user_id=user_id, passkey=made, name=name, challenge=made.credential_id, now=NOW))
    return passkeys.list_of(user_id)[-1].id


def token(user_id: int, *, email: str) -> int:
    """Make a token of a person's; return its number."""
    return transact(lambda: tokens.create(actor=acting(user_id), email=email, name="Script", scopes=Scope, now=NOW))[0]


def webhook(user_id: int, *events: Event, url: str = "https://example.org/hook", cipher: Cipher | None = None) -> int:
    """Make a webhook of a person's; return its number."""
    return transact(
        lambda: webhooks.create(
            actor=acting(user_id), user_id=user_id, url=url, events=events or Event, is_private_allowed=True,
            cipher=cipher or CIPHER, now=NOW,
        )
    )  # fmt: skip


def acting(user_id: int) -> Actor:
    """Return a person who acts for themselves."""
    return Actor(user_id, Channel.WEB)
