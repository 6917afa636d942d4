"""The role of a coach: given, described, taken away."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain import errors
from app.domain.slots import SlotStatus
from app.services import audit, coach_list, coaches, slot_views, subjects
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN

pytestmark = pytest.mark.usefixtures("app")
ALICE = "alice@example.org"


def edit(email=ALICE, **changes):
    return transact(lambda: coaches.edit(actor=ADMIN, email=email, now=NOW, **changes))


def remove():
    return transact(lambda: coaches.remove(actor=ADMIN, email=ALICE, now=NOW))


def line():
    [found] = coach_list.list_coaches(now=NOW, limit=9)
    return found


def test_a_person_becomes_a_coach_once():
    alice = factories.coach("alice")
    transact(lambda: coaches.appoint(actor=ADMIN, user_id=alice, now=NOW))
    actions = [entry.action for entry in audit.list_entries(limit=9)]
    assert actions == ["coach.appointed", "user.created"]
    assert coaches.get_id(" Alice@example.org") == alice


def test_who_is_no_coach_is_not_found_among_coaches():
    factories.person("bob")
    for email in ("bob@example.org", "nobody@example.org", "\x00"):
        with pytest.raises(errors.NotFound):
            coaches.get_id(email)
        with pytest.raises(errors.NotFound):
            edit(email, headline="x")


def test_a_profile_says_what_it_was_told_and_keeps_the_rest():
    factories.coach("alice")
    given = {
        "headline": " Maths\nwith patience ", "about": "First.\r\nSecond.", "place": "Room 4", "rate": "38.50",
        "currency": "eur", "subject_names": ["Algebra", "geometry ", "ALGEBRA", ""], "languages": ["PT", "en"],
    }  # fmt: skip
    assert edit(**given) == ["headline", "about", "place", "subjects", "languages", "rate", "currency"]
    assert edit(place="Room 5") == ["place"]
    seen = line()
    assert (seen.headline, seen.place) == ("Maths with patience", "Room 5")
    assert (seen.rate_cents, seen.currency) == (3850, "EUR")
    assert [name.lower() for name in seen.subjects] == ["algebra", "geometry"]
    assert seen.languages == ("en", "pt")
    assert edit(subject_names=[], languages=[]) == ["subjects", "languages"]
    assert (line().subjects, line().languages) == ((), ())
    assert {subject.name for subject in subjects.list_subjects()} >= {"geometry"}


@pytest.mark.parametrize("given", [{}, {"place": " Room 4"}, {"subject_names": ["ALGEBRA"], "languages": ["PT"]}])
def test_what_is_said_already_changes_nothing(given):
    factories.coach("alice")
    edit(place="Room 4", subject_names=["Algebra"], languages=["pt"])
    before = len(audit.list_entries(limit=99))
    assert edit(**given) == []
    assert len(audit.list_entries(limit=99)) == before


def test_a_price_is_an_amount_in_a_currency():
    factories.coach("alice")
    for given, expected in (
        ({"rate": "38"}, errors.BadCurrency),
        ({"currency": "EUR"}, errors.BadMoney),
        ({"rate": "much", "currency": "EUR"}, errors.BadMoney),
        ({"rate": "38", "currency": "XQZ"}, errors.BadCurrency),
        ({"rate": "38", "currency": ""}, errors.BadCurrency),
    ):
        with pytest.raises(expected):
            edit(**given)
        assert line().rate_cents is None
    edit(rate="38", currency="EUR")
    edit(rate="40")
    assert (line().rate_cents, line().currency) == (4000, "EUR")
    edit(currency="USD")
    assert (line().rate_cents, line().currency) == (4000, "USD")
    edit(rate="0")
    assert line().rate_cents == 0
    edit(rate="")
    assert (line().rate_cents, line().currency) == (None, None)


@pytest.mark.parametrize(
    ("given", "expected"),
    [({"headline": "x" * 201}, errors.TooLong), ({"about": "x" * 4001}, errors.TooLong),
     ({"place": "\x00"}, errors.UnreadableText), ({"languages": ["en", "xx"]}, errors.BadLanguage),
     ({"subject_names": ["x" * 121]}, errors.TooLong),
     ({"subject_names": [f"Part {number}" for number in range(21)]}, errors.TooManyNames),
     ({"buffer_minutes": 241}, errors.BadMinutes), ({"notice_minutes": -1}, errors.BadMinutes)],
)  # fmt: skip
def test_a_wrong_change_changes_nothing(given, expected):
    factories.coach("alice")
    with pytest.raises(expected):
        edit(**{"headline": "new", "subject_names": ["New"], **given})
    assert (line().headline, line().subjects) == ("", ())
    assert subjects.list_subjects() == []


def test_the_role_is_taken_away_with_the_open_slots_ahead():
    alice = factories.coach("alice")
    past, ahead = (factories.slot(alice, NOW + timedelta(days=day)) for day in (1, 3))
    later = NOW + timedelta(days=2)
    count = transact(lambda: coaches.remove(actor=ADMIN, email=ALICE, now=later))
    assert count == 1
    assert (slot_views.get(past).status, slot_views.get(ahead).status) == (SlotStatus.OPEN, SlotStatus.WITHDRAWN)
    assert not line().is_active
    assert transact(lambda: coaches.remove(actor=ADMIN, email=ALICE, now=later)) == 0
    transact(lambda: coaches.appoint(actor=ADMIN, user_id=alice, now=later))
    assert line().is_active
    actions = [entry.action for entry in audit.list_entries(object_kind="user", limit=9)]
    assert actions == ["coach.appointed", "coach.removed", "coach.appointed", "user.created"]


def test_the_role_stays_while_calls_are_booked():
    alice, bob = factories.coach("alice"), factories.person("bob")
    booked, still_open = (factories.slot(alice, NOW + timedelta(days=day)) for day in (1, 2))
    call = factories.call(booked, bob)
    with pytest.raises(errors.BookedCallsAhead) as refused:
        remove()
    assert refused.value.facts == {"count": 1, "calls": [call]}
    assert slot_views.get(still_open).status is SlotStatus.OPEN
    assert (line().open_slots, line().calls_ahead) == (1, 1)
