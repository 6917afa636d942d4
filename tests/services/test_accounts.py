"""Accounts: made, entered, changed, closed."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from app.db import transact
from app.domain import errors, passwords
from app.services import account_views, accounts, audit, cancelling, people, sign_ins
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, PASSWORD, USUAL, acting

pytestmark = pytest.mark.usefixtures("app")
BOB = "bob@example.org"


def create(actor=None, **given):
    usual = {
        "email": BOB, "name": "Bob", "phone": "+12125550102", "phone_region": "US", "timezone": "UTC", "locale": "en",
        "password_hash": passwords.make_hash(PASSWORD), "now": NOW,
    }  # fmt: skip
    return transact(lambda: accounts.create(actor=actor, **{**usual, **given}))


def actions():
    return [entry.action for entry in audit.list_entries(object_kind="user", limit=99)]


def test_an_account_keeps_one_form_of_what_was_typed():
    number = create(email=" BOB@Example.org", name="  Bob\n Baker ", phone="(212) 555-0102", locale="pt-br")
    line = account_views.get("Bob@example.ORG ")
    assert (line.number, line.email, line.name, line.phone, line.locale) == (
        number, BOB, "Bob Baker", "+12125550102", "pt_BR",
    )  # fmt: skip
    assert (line.is_coach, line.confirmed_at, line.deactivated_at) == (False, NOW, None)


def test_who_signs_up_is_the_one_who_did_it():
    number = create(is_confirmed=False)
    assert account_views.get(BOB).confirmed_at is None
    [entry] = audit.list_entries(actor_id=number, limit=9)
    assert (entry.action, entry.who, entry.channel) == ("user.created", BOB, "web")


@pytest.mark.parametrize("email", [BOB, "BOB@EXAMPLE.ORG", " bob@example.org "])
def test_an_address_has_one_account(email):
    create()
    with pytest.raises(errors.EmailTaken):
        create(email=email)


def test_the_database_has_the_last_word_on_addresses(monkeypatch):
    create()
    monkeypatch.setattr(accounts.db.session, "scalar", lambda statement: False)
    with pytest.raises(errors.EmailTaken) as refused:
        create()
    assert isinstance(refused.value.__cause__, IntegrityError)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"email": "bob"}, errors.BadEmail),
        ({"name": " "}, errors.Missing),
        ({"name": "\u200b"}, errors.Missing),
        ({"name": "x" * 121}, errors.TooLong),
        ({"name": "\x00"}, errors.UnreadableText),
        ({"phone": "12"}, errors.BadPhone),
        ({"phone": "+49" + "1" * 15}, errors.BadPhone),
        ({"timezone": "Mars/Base"}, errors.BadTimezone),
        ({"locale": "xx"}, errors.BadLocale),
    ],
)
def test_what_is_wrong_is_named_and_makes_no_account(given, expected):
    with pytest.raises(expected) as refused:
        create(**given)
    assert refused.value.field == next(iter(given))
    assert account_views.list_accounts(limit=9) == []


@pytest.mark.parametrize("email", [BOB, "BOB@example.org", " bob@example.org "])
def test_the_right_password_opens_the_account(email):
    number = create()
    assert accounts.authenticate(email=email, password=PASSWORD).id == number


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (BOB, "wrong password"), (BOB, ""), ("charlie@example.org", PASSWORD), ("", ""), ("\x00", PASSWORD),
        ("\ud800", PASSWORD), ("bob@example.org\x00", PASSWORD), ("x" * 100_000, PASSWORD), (BOB, "\x00"),
        (BOB, "\ud800"),
    ],
)  # fmt: skip
def test_all_else_is_refused_with_one_answer(email, password):
    create()
    with pytest.raises(errors.BadCredentials) as refused:
        accounts.authenticate(email=email, password=password)
    assert refused.value.facts == {}


def signed_in():
    person = accounts.authenticate(email=BOB, password=PASSWORD)
    return transact(lambda: sign_ins.begin(user_id=person.id, device="", now=NOW))


def test_a_closed_account_ends_its_sessions_and_tells_only_who_knows_the_password():
    create()
    token = signed_in()
    assert sign_ins.find(token, now=NOW).name == "Bob"
    transact(lambda: accounts.deactivate(actor=ADMIN, email=BOB, now=NOW))
    assert sign_ins.find(token, now=NOW) is None
    with pytest.raises(errors.BadCredentials):
        accounts.authenticate(email=BOB, password="wrong password")
    with pytest.raises(errors.AccountDeactivated):
        accounts.authenticate(email=BOB, password=PASSWORD)
    transact(lambda: accounts.reactivate(actor=ADMIN, email=BOB, now=NOW))
    assert sign_ins.find(token, now=NOW) is None
    assert accounts.authenticate(email=BOB, password=PASSWORD)


def test_closing_or_opening_twice_is_told_once():
    create()
    for change in (accounts.deactivate, accounts.deactivate, accounts.reactivate, accounts.reactivate):
        transact(lambda change=change: change(actor=ADMIN, email=BOB, now=NOW))
    assert actions() == ["user.reactivated", "user.deactivated", "user.created"]


def test_closing_names_the_calls_ahead_soonest_first():
    alice, bob = factories.coach("alice"), factories.person("bob")
    later, sooner, gone, past = (
        factories.call(factories.slot(alice, NOW + timedelta(days=day)), bob) for day in (9, 8, 7, 1)
    )
    transact(lambda: cancelling.cancel(actor=acting(bob), call_id=gone, policy=USUAL, now=NOW))
    for who in (BOB, "alice@example.org"):
        ahead = transact(lambda who=who: accounts.deactivate(actor=ADMIN, email=who, now=NOW + timedelta(days=2)))
        assert list(ahead) == [sooner, later]
    assert past


def test_a_new_password_ends_every_session():
    create()
    token = signed_in()
    other = passwords.make_hash("another horse battery")
    transact(lambda: accounts.set_password(actor=ADMIN, email=BOB, password_hash=other, now=NOW))
    assert sign_ins.find(token, now=NOW) is None
    with pytest.raises(errors.BadCredentials):
        accounts.authenticate(email=BOB, password=PASSWORD)
    assert accounts.authenticate(email=BOB, password="another horse battery")


def edit(email=BOB, **changes):
    return transact(lambda: accounts.edit(actor=ADMIN, email=email, phone_region="GB", now=NOW, **changes))


def test_only_what_changes_is_told_to_have_changed():
    create()
    assert edit(name=" Bob ", timezone="Asia/Kolkata", phone="020 7946 0101") == ["phone", "timezone"]
    assert edit(name="Bob", locale=None) == []
    assert (account_views.get(BOB).timezone, account_views.get(BOB).phone) == ("Asia/Kolkata", "+442079460101")
    assert actions() == ["user.edited", "user.created"]
    assert "+44" not in repr(audit.list_entries(limit=9))


def test_an_address_changes_to_one_that_is_free():
    create()
    factories.person("charlie")
    with pytest.raises(errors.EmailTaken):
        edit(new_email="Charlie@example.org")
    assert edit(new_email="robert@example.org") == ["email"]
    with pytest.raises(errors.NotFound):
        account_views.get(BOB)


@pytest.mark.parametrize(
    ("given", "expected"),
    [({"new_email": "x"}, errors.BadEmail), ({"name": ""}, errors.Missing), ({"phone": ""}, errors.BadPhone),
     ({"timezone": ""}, errors.BadTimezone), ({"locale": ""}, errors.BadLocale)],
)  # fmt: skip
def test_a_wrong_change_changes_nothing(given, expected):
    create()
    with pytest.raises(expected):
        edit(**{"name": "Robert", **given})
    assert account_views.get(BOB).name == "Bob"


@pytest.mark.parametrize("email", ["nobody@example.org", "nobody", "", "\x00", "\udcff"])
def test_nobody_is_not_found(email):
    for action in (
        lambda: account_views.get(email),
        lambda: edit(email, name="X"),
        lambda: transact(lambda: accounts.set_password(actor=ADMIN, email=email, password_hash="x", now=NOW)),
        lambda: transact(lambda: accounts.deactivate(actor=ADMIN, email=email, now=NOW)),
        lambda: transact(lambda: accounts.reactivate(actor=ADMIN, email=email, now=NOW)),
    ):
        with pytest.raises(errors.NotFound):
            action()


def test_accounts_are_listed_by_name_role_and_search():
    factories.person("charlie")
    factories.coach("alice")
    factories.person("bob")

    def found(**given):
        return [line.email.split("@")[0] for line in account_views.list_accounts(**{"limit": 9, **given})]

    assert found() == ["alice", "bob", "charlie"]
    assert found(limit=1) == ["alice"]
    assert found(role="coach") == ["alice"]
    assert found(role="student") == ["bob", "charlie"]
    assert found(search="ARCHER") == ["alice"]
    assert found(search="bob@") == ["bob"]
    assert found(search="%") == found(search="_") == []
    assert people.list_emails([]) == {}
