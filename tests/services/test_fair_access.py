"""The head start of those who had the fewest calls."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain.fair_access import is_among_fewest
from app.domain.holds import HoldReason
from app.domain.policy import Policy
from app.services import attendance, holds, slot_views
from app.services.bookability import Booking
from tests import factories, past
from tests.bookings import refused
from tests.conftest import NOW
from tests.factories import ADMIN, acting

pytestmark = pytest.mark.usefixtures("app")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FAIR = Policy(fair_release=24 * HOUR)


@pytest.fixture
def people(app):
    return factories.coach("alice"), factories.person("bob"), factories.person("charlie")


@pytest.mark.parametrize(
    ("own", "counts", "is_first"),
    [(0, [], True), (5, [5], True), (2, [1, 2, 3], True), (3, [1, 2, 3], False), (2, [1, 2], False),
     (4, [4, 4, 4], True), (0, [1, 1], True)],
)  # fmt: skip
def test_the_first_are_those_with_no_more_calls_than_the_lower_half(own, counts, is_first):
    assert is_among_fewest(own, counts) == is_first


def test_a_new_slot_goes_to_those_with_the_fewest_calls_first(people):
    alice, bob, charlie = people
    for days in (1, 2):
        factories.call(factories.slot(alice, NOW + days * DAY), bob)
    factories.call(factories.slot(alice, NOW + 3 * DAY), charlie)
    fresh = factories.slot(alice, NOW + 5 * DAY)
    dora = factories.person("dora")
    error = refused(bob, fresh, FAIR)
    assert (error.code, error.facts["opens_at"] - NOW < 25 * HOUR) == ("opens_later", True)
    assert [refused(person, fresh, FAIR) for person in (charlie, dora, None)[:2]] == [None, None]
    assert refused(bob, fresh, FAIR, now=NOW + 25 * HOUR) is None
    assert refused(bob, fresh, Policy()) is None
    assert fresh in [one.id for one in slot_views.list_open(Booking(None, FAIR, NOW)).items]


def test_a_slot_that_begins_soon_is_everybodys_after_half_the_time(people):
    alice, bob, charlie = people
    for days in (1, 2):
        factories.call(factories.slot(alice, NOW + days * DAY), bob)
    factories.call(factories.slot(alice, NOW + 3 * DAY), charlie)
    soon = factories.slot(alice, NOW + 10 * HOUR)
    assert refused(bob, soon, FAIR, now=NOW + 4 * HOUR).code == "opens_later"
    assert refused(bob, soon, FAIR, now=NOW + 6 * HOUR) is None


def test_what_is_held_for_a_student_is_theirs_at_once(people):
    alice, bob, charlie = people
    for days in (1, 2):
        factories.call(factories.slot(alice, NOW + days * DAY), bob)
    factories.call(factories.slot(alice, NOW + 3 * DAY), charlie)
    fresh = factories.slot(alice, NOW + 5 * DAY)
    held = {"slot_id": fresh, "student_id": bob, "reason": HoldReason.ALTERNATIVE, "until": NOW + DAY}
    transact(lambda: holds.hold(actor=ADMIN, now=NOW, **held))
    assert refused(bob, fresh, FAIR) is None


def test_who_stood_there_without_a_coach_has_had_no_call(people):
    alice, bob, charlie = people
    for student, ago in ((bob, 1), (bob, 2), (charlie, 3)):
        missed = past.missed(alice, student, NOW - ago * DAY)
    fresh = factories.slot(alice, NOW + 5 * DAY)
    assert refused(bob, fresh, FAIR).code == "opens_later"
    for call in (missed - 1, missed - 2):
        transact(lambda call=call: attendance.admit(actor=acting(alice), call_id=call, now=NOW))
    assert refused(bob, fresh, FAIR) is None
    assert refused(charlie, fresh, FAIR) is None
