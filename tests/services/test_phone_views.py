"""Who was shown a phone number is written down, once a day."""

from datetime import timedelta

import pytest

from app.db import transact
from app.services import audit, phone_views
from app.services.phone_views import Look
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN

pytestmark = pytest.mark.usefixtures("app")

HOUR = timedelta(hours=1)


@pytest.fixture
def people(app):
    return factories.coach("alice"), factories.person("bob"), factories.person("charlie")


def look(viewer_id, *owner_ids, now=NOW):
    transact(lambda: phone_views.note(viewer_id=viewer_id, owner_ids=owner_ids, now=now))


def test_the_first_look_of_a_day_is_kept_for_each_viewer_and_owner(people):
    alice, bob, charlie = people
    look(alice, bob, charlie)
    look(alice, bob, now=NOW + HOUR)
    look(charlie, bob, now=NOW + 2 * HOUR)
    look(alice, bob, now=NOW + 24 * HOUR)
    assert phone_views.list_of(bob, limit=9) == [
        Look("Alice Archer", NOW + 24 * HOUR), Look("Charlie Chand", NOW + 2 * HOUR), Look("Alice Archer", NOW),
    ]  # fmt: skip
    assert phone_views.list_of(charlie, limit=9) == [Look("Alice Archer", NOW)]
    assert phone_views.list_of(alice, limit=9) == []


def test_only_what_is_new_today_needs_to_be_written(people):
    alice, bob, charlie = people
    look(alice, bob)
    asked = {"viewer_id": alice, "owner_ids": {bob, charlie}}
    assert phone_views.find_new(**asked, now=NOW + HOUR) == {charlie}
    assert phone_views.find_new(**asked, now=NOW + 24 * HOUR) == {bob, charlie}


def test_an_administrators_look_is_among_them(people):
    alice, bob, _ = people
    look(alice, bob)
    transact(lambda: audit.record(ADMIN, "phone.shown", "user", bob, now=NOW + HOUR))
    assert phone_views.list_of(bob, limit=9) == [Look(None, NOW + HOUR), Look("Alice Archer", NOW)]
    assert phone_views.list_of(bob, limit=1) == [Look(None, NOW + HOUR)]
