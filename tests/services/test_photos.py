"""Photos: kept in all sizes, replaced, removed, shown while their coach coaches."""

import pytest

from app.db import transact
from app.domain import errors
from app.domain.photos import SIZES, fingerprint
from app.services import audit, coach_profiles, coach_views, coaches, photos
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, acting

pytestmark = pytest.mark.usefixtures("app")


def sizes(content=b"one"):
    return {pixels: content + str(pixels).encode() for pixels in SIZES}


def save(actor, coach_id, content=b"one"):
    transact(lambda: photos.save(actor=actor, coach_id=coach_id, sizes=sizes(content), now=NOW))


def remove(actor, coach_id):
    transact(lambda: photos.remove(actor=actor, coach_id=coach_id, now=NOW))


def test_a_photo_is_found_in_each_size_under_its_fingerprint():
    alice = factories.coach("alice")
    assert coach_views.get(alice, now=NOW).photo == ""
    save(acting(alice), alice)
    name = fingerprint(b"one384")
    assert coach_views.get(alice, now=NOW).photo == coach_profiles.get(alice).photo == name
    assert [photos.find(alice, pixels) for pixels in SIZES] == [(sizes()[pixels], name) for pixels in SIZES]


def test_another_photo_takes_its_place_under_another_fingerprint():
    alice = factories.coach("alice")
    save(acting(alice), alice)
    save(ADMIN, alice, b"two")
    assert photos.find(alice, 96) == (b"two96", fingerprint(b"two384"))


def test_a_photo_is_removed_once():
    alice = factories.coach("alice")
    save(acting(alice), alice)
    remove(acting(alice), alice)
    remove(acting(alice), alice)
    assert coach_views.get(alice, now=NOW).photo == ""
    with pytest.raises(errors.NotFound):
        photos.find(alice, 96)
    actions = [entry.action for entry in audit.list_entries(limit=3)]
    assert actions == ["coach.photo_removed", "coach.photo_changed", "coach.appointed"]


def test_nobody_changes_the_photo_of_another():
    alice, dora, bob = factories.coach("alice"), factories.coach("dora"), factories.person("bob")
    save(acting(alice), alice)
    for stranger in (dora, bob):
        for change in (save, remove):
            with pytest.raises(errors.WrongRole):
                change(acting(stranger), alice)
    with pytest.raises(errors.WrongRole):
        save(acting(bob), bob)
    assert photos.find(alice, 96).content == b"one96"


def test_the_photo_of_one_who_coaches_no_more_is_shown_to_nobody():
    alice = factories.coach("alice")
    save(acting(alice), alice)
    transact(lambda: coaches.remove(actor=ADMIN, email="alice@example.org", now=NOW))
    with pytest.raises(errors.NotFound):
        photos.find(alice, 96)


@pytest.mark.parametrize("pixels", [0, 97])
def test_there_is_no_other_size(pixels):
    alice = factories.coach("alice")
    save(acting(alice), alice)
    with pytest.raises(errors.NotFound):
        photos.find(alice, pixels)
