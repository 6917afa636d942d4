"""What students wait for."""

import pytest

from app.db import db, transact
from app.domain import errors
from app.domain.policy import FURTHEST_SLOT
from app.domain.waitlist import Window
from app.jobs import upkeep
from app.models import Wish
from app.services import (
    accounts,
    holds,
    subjects,
    wishes,
)
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, acting
from tests.waiting import DAY, HOUR, SOON, offered, wish_of

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def people():
    return factories.coach("alice"), factories.person("bob"), factories.person("charlie")


def test_joining_again_changes_nothing_and_a_closed_account_leaves(people):
    """Case A4."""
    alice, bob, _ = people
    assert factories.wish(bob, alice) == factories.wish(bob, alice, now=SOON)
    assert wish_of(bob).joined_at == NOW
    for coach in (bob, alice + 99):
        with pytest.raises(errors.NotFound):
            factories.wish(bob, coach)
    with pytest.raises(errors.UntilPast):
        factories.wish(bob, alice, window=Window(until_on=(NOW - DAY).date()))
    # A slot can be published so far ahead; Bob's clock is five hours behind.
    furthest = (NOW - 5 * HOUR + FURTHEST_SLOT).date()
    factories.wish(bob, alice, window=Window(until_on=furthest))
    with pytest.raises(errors.UntilTooFar):
        factories.wish(bob, alice, window=Window(until_on=furthest + DAY))
    factories.slot(alice)
    offered()
    transact(lambda: accounts.deactivate(actor=ADMIN, email="bob@example.org", now=SOON))
    assert wish_of(bob).left_at == SOON
    assert holds.list_for_student(bob, now=SOON) == []


def test_a_student_waits_for_ten_things_at_most(people):
    _, bob, _ = people
    coaches = [factories.coach(f"coach{number}") for number in range(11)]
    for coach in coaches[:10]:
        factories.wish(bob, coach)
    with pytest.raises(errors.TooManyWishes) as raised:
        factories.wish(bob, coaches[10])
    assert raised.value.facts["limit"] == 10
    first = factories.wish(bob, coaches[0])
    transact(lambda: wishes.leave(actor=acting(bob), wish_id=first, now=NOW))
    factories.wish(bob, coaches[10])
    for again in (wishes.come_back, wishes.resume):
        with pytest.raises(errors.TooManyWishes):
            transact(lambda again=again: again(actor=acting(bob), wish_id=first, now=NOW))


def test_a_wish_whose_last_day_is_over_where_its_student_is_ends_and_counts_no_more(people, at_now):
    """Bob's clock is five hours behind: his day is not over before five in the morning of the next."""
    _, bob, _ = people
    coaches = [factories.coach(f"coach{number}") for number in range(11)]
    for coach in coaches[:10]:
        factories.wish(bob, coach, window=Window(until_on=NOW.date()))
    midnight = NOW.replace(hour=0) + DAY
    assert not wishes.list_over(now=midnight + 4 * HOUR)
    factories.wish(bob, coaches[10], now=midnight + 5 * HOUR)
    at_now.move_to(midnight + 5 * HOUR)
    over = wishes.list_over(now=midnight + 5 * HOUR)
    assert len(over) == 10
    # A later day that Bob has chosen just before the worker comes to it keeps the wish.
    factories.wish(bob, coaches[0], window=Window(until_on=NOW.date() + DAY), now=midnight + 5 * HOUR)
    transact(lambda: wishes.end_over(over[0], actor=ADMIN, now=midnight + 5 * HOUR))
    upkeep.offer_slots()
    assert [wish.coach_id for wish in db.session.query(Wish).filter_by(left_at=None).order_by(Wish.id)] == [
        coaches[0], coaches[10],
    ]  # fmt: skip


def test_merged_subjects_are_one_line_and_a_removed_one_is_none(people):
    _, bob, charlie = people
    one, two = (transact(lambda n=name: subjects.add(actor=ADMIN, name=n, now=NOW)) for name in ("Maths", "Algebra"))
    factories.wish(bob, subject_id=one)
    factories.wish(bob, subject_id=two)
    factories.wish(charlie, subject_id=two)
    transact(lambda: subjects.merge(actor=ADMIN, name="Algebra", into="Maths", now=SOON))
    standing = {(wish.student_id, wish.subject_id) for wish in db.session.query(Wish).filter_by(left_at=None)}
    assert standing == {(bob, one), (charlie, one)}
    transact(lambda: subjects.remove(actor=ADMIN, name="Maths", now=SOON))
    assert db.session.query(Wish).count() == 0
