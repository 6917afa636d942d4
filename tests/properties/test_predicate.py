"""What the list shows can be booked, what it hides is refused, and the reasons given are the reasons that count."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.db import db, transact
from app.domain.errors import DomainError
from app.domain.policy import Policy
from app.services import accounts, bookability, calls, cancelling, coach_views, coaches, slot_views, slots
from app.services.bookability import Booking
from tests import factories
from tests.conftest import NOW, empty
from tests.factories import ADMIN, acting

PEOPLE = ("alice", "dora", "erin", "bob", "charlie")
HALF_HOUR = timedelta(minutes=30)

policies = st.builds(
    Policy,
    booking_notice=st.sampled_from([0, 1, 12]).map(lambda hours: timedelta(hours=hours)),
    booking_horizon=st.sampled_from([1, 2, 180]).map(lambda days: timedelta(days=days)),
    max_open_calls=st.sampled_from([0, 1, 2]),
    max_calls_per_week=st.sampled_from([0, 0, 1]),
)


@dataclass(frozen=True)
class History:
    """What has happened, by places: slots published, booked, cancelled, withdrawn; buffers, notices; who left."""

    starts: list[tuple[int, int]]
    booked: list[tuple[int, int]]
    cancelled: list[tuple[int, bool]]
    withdrawn: list[int]
    own: list[tuple[int, int, int]]
    closed: set[int]
    no_coach: set[int]
    at: int


histories = st.builds(
    History,
    starts=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 100)), min_size=3, max_size=14),
    booked=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 13)), max_size=8),
    cancelled=st.lists(st.tuples(st.integers(0, 7), st.booleans()), max_size=2),
    withdrawn=st.lists(st.integers(0, 13), max_size=2),
    own=st.lists(st.tuples(st.integers(0, 2), st.sampled_from([30, 90]), st.sampled_from([0, 240])), max_size=2),
    closed=st.sets(st.integers(0, 4), max_size=1),
    no_coach=st.sets(st.integers(0, 2), max_size=1),
    at=st.integers(0, 60),
)


class Undone(Exception):
    """Raised to take back what has been tried."""


@pytest.mark.timeout(3600 * 12)
def test_a_slot_is_shown_to_those_and_only_those_who_can_book_it(app, database_url):
    """Case A8."""

    @settings(max_examples=3 * settings().max_examples)
    @given(history=histories, policy=policies)
    def for_all(history: History, policy: Policy) -> None:
        db.session.close()
        empty(app, database_url)
        people = [factories.coach(who) for who in PEOPLE[:3]]
        people += [factories.person(PEOPLE[3]), factories.person(PEOPLE[4], is_confirmed=False)]
        numbers, now = live_through(history, people), NOW + history.at * HALF_HOUR
        for person in (*people, None):
            booking = Booking(person, policy, now)
            listed = slot_views.list_open(booking, limit=100).items
            shown = {slot.id for slot in listed}
            cards = coach_views.list_coaches(booking).items
            assert {slot.coach_id for slot in listed} <= {coach.id for coach in cards}
            for coach in cards:
                assert list(coach.next_slots) == [slot for slot in listed if slot.coach_id == coach.id][:3]
            for number in numbers:
                reasons = [code for code, passes in bookability.explain(number, booking) if not passes]
                assert (number in shown) == (not reasons)
                if person is not None:
                    assert try_to_book(person, number, policy, now) == (reasons[0] if reasons else "")
            db.session.rollback()

    # The clock stands still, so that list and booking are asked at one instant.
    with mock.patch("app.db.transactions.monotonic", return_value=0.0):
        for_all()


def live_through(history: History, people: list[int]) -> list[int]:
    """Let it happen, as far as the rules allow; return the slots' numbers."""
    free = Policy(booking_notice=timedelta(0), cancel_notice=timedelta(0))
    numbers: list[int] = []
    made: list[tuple[int, int]] = []
    for coach, start in history.starts:
        with suppress(DomainError):
            numbers.append(factories.slot(people[coach], NOW + start * HALF_HOUR))
    for person, place in history.booked:
        with suppress(DomainError):
            number = factories.call(numbers[place % len(numbers)], people[person], policy=free)
            made.append((number, people[person]))
    for place, by_student in history.cancelled:
        number, student = made[place] if place < len(made) else (0, 0)
        actor = acting(student) if by_student else ADMIN
        attempt(cancelling.cancel, actor=actor, call_id=number, reason="ill", policy=free)
    for place in history.withdrawn:
        attempt(slots.withdraw, actor=ADMIN, slot_id=numbers[place % len(numbers)])
    for coach, buffer, notice in history.own:
        said = {"email": f"{PEOPLE[coach]}@example.org", "buffer_minutes": buffer, "notice_minutes": notice}
        attempt(coaches.edit, actor=ADMIN, **said)
    for person in history.closed:
        attempt(accounts.deactivate, actor=ADMIN, email=f"{PEOPLE[person]}@example.org")
    for person in history.no_coach:
        attempt(coaches.remove, actor=ADMIN, email=f"{PEOPLE[person]}@example.org")
    return numbers


def attempt(service: Callable[..., Any], **given: Any) -> None:
    """Do it, if the rules allow."""
    with suppress(DomainError):
        transact(partial(service, now=NOW, **given))


def try_to_book(person: int, number: int, policy: Policy, now: datetime) -> str:
    """Return the code of the refusal, or "" if the slot could be booked; it is not."""

    def work() -> None:
        calls.book(actor=acting(person), student_id=person, slot_id=number, policy=policy, now=now)
        raise Undone

    try:
        transact(work)
    except Undone:
        return ""
    except DomainError as error:
        return error.code
    raise AssertionError
