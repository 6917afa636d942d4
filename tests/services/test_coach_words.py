"""Coaches by words: found alike on both databases, as soon as something is said of them."""

from datetime import timedelta
from random import Random

import pytest

from app.db import db, transact
from app.domain import errors
from app.domain.search import Criteria, Sort
from app.domain.words import wanted_words, words_of
from app.services import accounts, audit, coach_views, coach_words, coaches, erasure, subjects
from app.services.bookability import Booking
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, CIPHER, USUAL

pytestmark = pytest.mark.usefixtures("app")
DAY = timedelta(days=1)
VISITOR = Booking(None, USUAL, NOW)


def describe(who, **said):
    transact(lambda: coaches.edit(actor=ADMIN, email=f"{who}@example.org", now=NOW, **said))


def do(action, **given):
    return transact(lambda: action(actor=ADMIN, now=NOW, **given))


def found(words="", **more):
    page = coach_views.list_coaches(VISITOR, Criteria(words=words, **more))
    assert page.count == len(page.items) == coach_views.count_coaches(VISITOR, Criteria(words=words, **more))
    return [coach.name.split()[0] for coach in page.items]


def test_words_are_sought_in_name_subjects_their_synonyms_headline_and_text():
    factories.coach("alice")
    describe("alice", subject_names=["Mathematics"], headline="Sums without fear", about="Twelve years in Évora.")
    do(subjects.add_synonym, name="mathematics", synonym="Maths")
    for words in ("alice", "arch", "mathem", "maths", "fear sums", "EVORA", "twelve alice", "math-fear", "?", ""):
        assert found(words) == ["Alice"], words
    for words in ("lice", "twelve eve", "x", "alice@example.org x"):
        assert found(words) == [], words


def test_who_is_called_so_or_teaches_it_comes_before_who_only_speaks_of_it():
    """Case I1: the soonest slot decides among equals alone."""
    for day, (who, said) in enumerate(
        (("erin", {"about": "I love chess."}), ("fay", {"headline": "Chess and more"}),
         ("gus", {"subject_names": ["Chess"]}), ("chessa", {}), ("hal", {"about": "chess too"})), 1,
    ):  # fmt: skip
        factories.slot(factories.coach(who), NOW + day * DAY)
        describe(who, **said)
    factories.coach("chester")
    assert found("chess") == ["Gus", "Chessa", "Fay", "Erin", "Hal"]
    assert found("ches") == ["Gus", "Chessa", "Fay", "Erin", "Hal", "Chester"]
    assert found("chess love") == ["Erin"]


def test_whatever_changes_is_found_at_once():
    alice = factories.coach("alice")
    describe("alice", subject_names=["Maths"])
    do(accounts.edit, email="alice@example.org", name="Zoë Archer", phone_region="US")
    assert (found("alice"), found("zoe")) == ([], ["Zoë"])
    do(subjects.rename, name="Maths", new_name="Algebra")
    assert (found("maths"), found("algebra")) == ([], ["Zoë"])
    do(subjects.add, name="Numbers")
    do(subjects.merge, name="Algebra", into="Numbers")
    assert found("numbers") == found("algebra") == ["Zoë"]
    do(subjects.remove_synonym, synonym="ALGEBRA")
    assert found("algebra") == []
    do(accounts.deactivate, email="alice@example.org")
    assert found("zoe") == []
    do(accounts.reactivate, email="alice@example.org")
    assert found("zoe") == ["Zoë"]
    do(coaches.remove, email="alice@example.org")
    assert found("zoe") == []
    do(coaches.appoint, user_id=alice)
    assert found("zoe numbers") == ["Zoë"]
    do(erasure.erase, user_id=alice, reason="", cipher=CIPHER)
    assert coach_words.list_stale() == []
    assert found("zoe") == []


def test_words_gone_astray_are_missed_and_written_anew():
    alice, dora = factories.coach("alice"), factories.coach("dora")
    db.session.execute(coach_words.CoachWords.__table__.delete().where(coach_words.CoachWords.coach_id == alice))
    db.session.commit()
    assert found("alice") == []
    assert coach_words.list_stale() == [alice]
    assert transact(coach_words.refresh_all) == 1
    assert found("a") == ["Alice"]
    assert dora not in coach_words.list_stale()


def test_a_subject_is_meant_by_any_of_its_names():
    factories.coach("alice")
    do(subjects.add, name="Mathematics")
    do(subjects.add_synonym, name="mathematics", synonym=" Maths ")
    describe("alice", subject_names=["maths", "Mathematics"])
    assert [(line.name, line.coaches, line.synonyms) for line in subjects.list_subjects()] == [
        ("Mathematics", 1, ("Maths",))
    ]
    assert found(subject="MATHS") == found(subject="mathematics") == ["Alice"]
    for action, given in (
        (subjects.add, {"name": "maths"}),
        (subjects.add_synonym, {"name": "maths", "synonym": "MATHS"}),
        (subjects.add_synonym, {"name": "maths", "synonym": "mathematics"}),
        (subjects.rename, {"name": "mathematics", "new_name": "Maths"}),
    ):
        with pytest.raises(errors.SubjectExists):
            do(action, **given)
    with pytest.raises(errors.NotFound):
        do(subjects.remove_synonym, synonym="mathematics")
    actions = [entry.action for entry in audit.list_entries(object_kind="subject", limit=99)]
    assert actions.count("subject.synonym_added") == 1


def test_a_price_is_compared_with_prices_in_its_own_currency_alone():
    for name, rate, currency in (("alice", "40", "EUR"), ("dora", "30", "USD"), ("erin", "45", "EUR")):
        factories.coach(name)
        describe(name, rate=rate, currency=currency)
    factories.coach("frank")
    assert found(price=4000, currency="EUR") == ["Alice"]
    assert found(price=4000, currency="USD") == ["Dora"]
    assert found(price=4000, currency="CHF") == []
    # Without a currency, that of most.
    assert found(price=5000) == ["Alice", "Erin"]
    assert found(sort=Sort.PRICE) == ["Alice", "Erin", "Dora", "Frank"]
    assert found(sort=Sort.PRICE, currency="USD")[0] == "Dora"
    assert coach_views.get_offered().currencies == ("EUR", "USD")


def test_languages_places_prices_and_days_narrow_too():
    alice, _ = factories.coach("alice"), factories.coach("dora")
    factories.slot(alice, NOW + 9 * DAY)
    describe("alice", languages=["pt"], place="Porto, Ribeira", rate="40", currency="EUR", is_online=True)
    describe("dora", languages=["en", "pt"], place="Lisbon", rate="40.01", currency="EUR")
    assert found(language="pt") == ["Alice", "Dora"]
    assert found(language="en") == found(place="lis") == ["Dora"]
    assert found(place="ribeira porto") == found(is_online=True) == found(price=4000) == ["Alice"]
    # The place is no word that one searches for.
    assert found("porto") == found(price=3999) == found(is_this_week=True) == []
    factories.slot(alice, NOW + 6 * DAY)
    assert found(is_this_week=True) == ["Alice"]


def test_the_order_can_be_another():
    known = [factories.coach(who) for who in ("alice", "dora", "erin")]
    for number, (who, rate) in enumerate((("alice", "50"), ("dora", "40")), 1):
        describe(who, rate=rate, currency="EUR")
        factories.slot(known[number - 1], NOW + number * DAY)
    factories.slot(known[2], NOW + 3 * DAY)
    assert found() == ["Alice", "Dora", "Erin"]
    assert found(sort=Sort.PRICE) == ["Dora", "Alice", "Erin"]


WORDS = (
    "Ärger",
    "arg",
    "Łódź",
    "lodz",
    "Maths",
    "mat",
    "naïve",
    "O'Neill",
    "日本語",
    "日本",
    "ss",
    "Straße",
    "x1",
    "1",
)


@pytest.mark.parametrize("seed", [1, 2])
def test_both_databases_find_what_plain_reckoning_finds_in_its_order(seed):
    """Each database is held to the same list, so both give the same."""
    random = Random(seed)
    texts = {}
    for number in range(12):
        who = f"{random.choice('abc')}{number}"
        coach = factories.coach(who)
        name, headline, about = (" ".join(random.choices(WORDS, k=count)) for count in (2, 3, 6))
        do(accounts.edit, email=f"{who}@example.org", name=name, phone_region="US")
        taught = random.sample(WORDS, k=2)
        describe(who, subject_names=taught, headline=headline, about=about)
        texts[coach] = (f"{name} {' '.join(taught)}", headline, about)
        if random.random() < 0.7:
            factories.slot(coach, NOW + random.randint(1, 5) * DAY)
    soonest = {
        coach.id: coach.next_slots[0].starts_at if coach.next_slots else None
        for coach in coach_views.list_coaches(VISITOR, limit=99).items
    }
    order = [coach.id for coach in coach_views.list_coaches(VISITOR, limit=99).items]

    def tier(coach, wanted):
        for count in (1, 2, 3):
            held = words_of(" ".join(texts[coach][:count]))
            if all(any(word.startswith(part) for word in held) for part in wanted):
                return count
        return None

    for _ in range(40):
        asked = " ".join(word[: random.randint(1, 5)] for word in random.choices(WORDS, k=random.randint(1, 3)))
        wanted = wanted_words(asked)
        tiers = {coach: tier(coach, wanted) for coach in texts}
        expected = sorted(
            (coach for coach in texts if tiers[coach] or not wanted),
            key=lambda coach, tiers=tiers, wanted=wanted: (
                soonest[coach] is None, tiers[coach] if wanted else 0, order.index(coach)
            ),
        )  # fmt: skip
        page = coach_views.list_coaches(VISITOR, Criteria(words=asked), limit=99)
        assert [coach.id for coach in page.items] == expected, asked
