"""Signing up, and what is asked of the mail; nothing tells whose address has an account."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.db import db, transact
from app.domain import passwords
from app.domain.errors import BadCredentials
from app.models import User
from app.services import account_views, accounts, outbox
from tests import factories
from tests.conftest import NOW
from tests.factories import PASSWORD
from tests.mailbox import link_to, links

NEWCOMER = {
    "name": "Erin O’Neil",
    "email": "Erin@Example.org",
    "phone": "+61 493 812 345",
    "timezone": "Australia/Sydney",
    "password": "four words are enough",
}
ERIN = "erin@example.org"


def sign_up(visitor, **typed):
    return visitor.get("/register").submit("/register", **{**NEWCOMER, **typed})


def invite(who):
    """Make an account as `flask users import --invite` does: without a password, and with a mail."""
    number = factories.person(who, is_confirmed=False)
    transact(lambda: db.session.execute(update(User).where(User.id == number).values(password_hash=passwords.NONE)))
    transact(lambda: accounts.invite(actor=factories.ADMIN, email=f"{who}@example.org", now=NOW))


def kinds(site):
    """Return what was mailed to whom about accounts, the first mail in front."""
    mails = site.do(lambda: outbox.list_latest(limit=50))
    return [(mail.kind, mail.address) for mail in reversed(mails) if mail.kind != "call_booked"]


def test_a_person_signs_up_confirms_the_address_and_is_signed_in(site):
    """Case D6."""
    sent = sign_up(site.visitor()).follow()
    assert "Look into your mail" in sent.text
    anywhere = site.visitor()
    page = anywhere.get(link_to(site, ERIN))
    assert anywhere.get("/calls").status == 303, "opening a link does nothing"
    home = page.submit("/confirm/").follow()
    assert "Your address is confirmed." in home.text
    person = site.do(lambda: account_views.get(ERIN))
    assert person.phone == "+61493812345"
    assert person.timezone == "Australia/Sydney"
    assert anywhere.get("/calls").status == 200


def test_signing_up_from_a_slot_leads_back_to_it_when_the_address_is_confirmed(site, world):
    visitor = site.visitor()
    page = visitor.get(visitor.get(f"/slots/{world.open_slot}").one("a.button")["href"])
    register = visitor.get(page.all('a[href^="/register"]')[0]["href"])
    register.submit("/register", **NEWCOMER)
    assert visitor.get(link_to(site, ERIN)).submit("/confirm/").location == f"/slots/{world.open_slot}"


def test_until_the_address_is_confirmed_the_password_opens_nothing(site):
    """Case D4."""
    sign_up(site.visitor())
    answer = site.visitor().get("/login").submit("/login", email=ERIN, password=NEWCOMER["password"])
    assert answer.status == 422
    with pytest.raises(BadCredentials):
        site.do(lambda: accounts.authenticate(email=ERIN, password=NEWCOMER["password"]))


@pytest.mark.parametrize("email", ["BOB@example.org", " bob@example.org ", "bob@EXAMPLE.org"])
def test_signing_up_with_an_address_that_has_an_account_changes_nothing_and_tells_its_owner(site, world, email):
    """SEC-10."""
    answer = sign_up(site.visitor(), email=email)
    assert answer.follow().text.replace(email.strip(), "") == sign_up(site.visitor()).follow().text.replace(
        NEWCOMER["email"], ""
    )
    assert kinds(site) == [("account_exists", "bob@example.org"), ("confirm_address", ERIN)]
    assert site.as_("bob").get("/calls").status == 200
    assert site.do(lambda: account_views.get("bob@example.org")).name == "Bob Baker"


@pytest.mark.parametrize("path", ["/forgot", "/login/link"])
def test_asking_for_a_link_is_answered_alike_for_known_and_unknown_addresses(site, world, path):
    """SEC-15."""
    asked = {
        email: site.visitor().get(path).submit(path, email=email) for email in ("bob@example.org", "nix@example.org")
    }
    known, unknown = asked.values()
    assert known.status == unknown.status == 303
    assert known.location == unknown.location
    texts = {answer.follow().text.replace(email, "") for email, answer in asked.items()}
    assert len(texts) == 1
    assert [address for _, address in kinds(site)] == ["bob@example.org"]


def test_a_sign_in_link_signs_in_once_and_leads_where_the_person_was_going(site, world):
    """SEC-12."""
    site.visitor().get("/login/link?next=/calls").submit("/login/link", email="bob@example.org")
    path = link_to(site, "bob@example.org")
    visitor, page = site.visitor(), site.visitor().get(path)
    answer = visitor.get(path).submit("/login/link/")
    assert answer.location == "/calls"
    assert visitor.get("/calls").status == 200
    assert page.submit("/login/link/").status == 410
    assert site.visitor().get(path).status == 410


def test_a_forgotten_password_is_replaced_and_every_session_ends(site, world):
    bob = site.as_("bob")
    site.visitor().get("/forgot").submit("/forgot", email="bob@example.org")
    page = site.visitor().get(link_to(site, "bob@example.org"))
    short = page.submit("/reset/", password="short")
    assert short.status == 422
    assert "Choose a longer password" in short.text
    assert page.submit("/reset/", password="another fine password").status == 303
    assert bob.get("/calls").status == 303
    again = site.visitor().get("/login")
    assert again.submit("/login", email="bob@example.org", password=PASSWORD).status == 422
    assert again.submit("/login", email="bob@example.org", password="another fine password").status == 303
    assert kinds(site)[-1] == ("password_changed", "bob@example.org")


@pytest.mark.parametrize(
    ("path", "lasting"), [("/forgot", timedelta(minutes=30)), ("/login/link", timedelta(minutes=15))]
)
def test_a_link_ends_with_its_time(site, world, at_now, path, lasting):
    site.visitor().get(path).submit(path, email="bob@example.org")
    link = link_to(site, "bob@example.org")
    at_now.move_to(NOW + lasting - timedelta(seconds=1))
    assert site.visitor().get(link).status == 200
    at_now.move_to(NOW + lasting)
    expired = site.visitor().get(link)
    assert expired.status == 410
    assert "This link has expired" in expired.text


def test_a_link_for_one_thing_opens_no_other(site, world):
    site.visitor().get("/login/link").submit("/login/link", email="bob@example.org")
    token = link_to(site, "bob@example.org").rpartition("/")[2]
    for path in ("confirm", "reset", "new-address", "invitation"):
        assert site.as_("bob").get(f"/{path}/{token}").status == 410
    assert site.visitor().get(f"/login/link/{token}x").status == 410


def test_three_mails_an_hour_go_to_an_account_and_the_fourth_is_answered_alike(site, world, at_now):
    """SEC-14."""
    answers = [site.visitor().get("/forgot").submit("/forgot", email="bob@example.org") for _ in range(4)]
    assert {answer.status for answer in answers} == {303}
    assert len(kinds(site)) == 3
    at_now.move_to(NOW + timedelta(hours=1))
    site.visitor().get("/forgot").submit("/forgot", email="bob@example.org")
    assert len(kinds(site)) == 4


def test_a_closed_account_gets_no_link(site, world):
    site.do(
        lambda: transact(lambda: accounts.deactivate(actor=factories.ADMIN, email="bob@example.org", now=factories.NOW))
    )
    site.visitor().get("/login/link").submit("/login/link", email="bob@example.org")
    assert kinds(site) == []


def test_links_in_mails_lead_to_the_one_address_of_the_programme(site, world):
    """SEC-13."""
    client = site.visitor()
    client.get("/forgot").submit("/forgot", email="bob@example.org")
    client.get("/forgot", Host="evil.example", **{"X-Forwarded-Host": "evil.example"})
    found = site.do(lambda: links("bob@example.org"))
    assert all(link.startswith("http://127.0.0.1:8000/") for link in found)
    assert found


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"email": "erin"}, "Enter an e-mail address"),
        ({"phone": "12"}, "country code"),
        ({"phone": "phone"}, "country code"),
        ({"password": "short"}, "Choose a longer password"),
        ({"password": "aaaaaaaaaaaa"}, "easily guessed"),
        ({"password": "password123!"}, "easily guessed"),
        ({"password": "erinoneil1"}, "easily guessed"),
        ({"password": "coachbook2026"}, "easily guessed"),
        ({"name": "   "}, "Fill it in"),
        ({"name": "x" * 121}, "at most 120"),
        ({"timezone": "Mars/Olympus"}, "Not a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(site, typed, words):
    answer = sign_up(site.visitor(), **typed)
    assert answer.status == 422
    assert words in answer.text
    assert answer.soup.title.get_text().startswith("Error:")
    kept = answer.form("/register")
    assert kept["phone"] == {**NEWCOMER, **typed}["phone"]
    assert not kept["password"]


THIEF = {"password": "the thief was quicker", "name": "A Thief", "phone": "+12125550199"}


@pytest.mark.parametrize("is_thief_first", [True, False])
def test_a_password_typed_by_somebody_else_for_an_address_that_is_not_confirmed_opens_nothing(site, is_thief_first):
    """SEC-10: an account made in advance with somebody else's address, or signed up for again before its owner acts."""
    sign_up(site.visitor(), **(THIEF if is_thief_first else {}))
    stale = link_to(site, ERIN)
    sign_up(site.visitor(), **({} if is_thief_first else THIEF))
    assert site.visitor().get(stale).status == 410
    erin = site.visitor()
    page = erin.get(link_to(site, ERIN))
    assert "Choose a password" in page.text
    assert page.submit("/confirm/", password="short").status == 422
    assert page.submit("/confirm/", password="chosen by who reads the mail").status == 303
    assert erin.get("/calls").status == 200
    login = site.visitor().get("/login")
    typed = (THIEF["password"], NEWCOMER["password"])
    assert [login.submit("/login", email=ERIN, password=password).status for password in typed] == [422, 422]
    assert login.submit("/login", email=ERIN, password="chosen by who reads the mail").status == 303


def test_signing_up_again_and_again_for_somebody_ends_neither_their_link_nor_their_way_in(site, world):
    """SEC-10, SEC-14."""
    for _ in range(5):
        sign_up(site.visitor())
        sign_up(site.visitor(), email="bob@example.org")
    erin = site.visitor()
    assert erin.get(link_to(site, ERIN)).submit("/confirm/", password="another fine password").status == 303
    site.visitor().get("/forgot").submit("/forgot", email="bob@example.org")
    assert link_to(site, "bob@example.org").startswith("/reset/")


def test_what_the_programme_says_of_an_invited_person_stays(site):
    """SEC-10."""
    site.do(lambda: invite("dora"))
    path = link_to(site, "dora@example.org")
    sign_up(site.visitor(), **{**THIEF, "email": "dora@example.org"})
    assert site.do(lambda: account_views.get("dora@example.org")).name == "Dora Diaz"
    assert site.visitor().get(path).submit("/invitation/", password="another fine password").status == 303


def test_a_mail_that_waited_while_its_person_took_another_address_opens_nothing(site, world):
    """SEC-09: the old address may be somebody else's by now."""
    site.visitor().get("/forgot").submit("/forgot", email="bob@example.org")
    site.do(
        lambda: transact(
            lambda: accounts.edit(
                actor=factories.ADMIN, email="bob@example.org", new_email="b@example.org", phone_region="US", now=NOW
            )
        )
    )
    assert link_to(site, "bob@example.org") == "/login"


def test_a_link_mailed_to_an_address_that_was_changed_opens_nothing(site, world):
    site.visitor().get("/forgot").submit("/forgot", email="bob@example.org")
    link = link_to(site, "bob@example.org")
    site.do(
        lambda: transact(
            lambda: accounts.edit(
                actor=factories.ADMIN, email="bob@example.org", new_email="b@example.org", phone_region="US", now=NOW
            )
        )
    )
    assert site.visitor().get(link).status == 410
