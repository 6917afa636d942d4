"""Signing in, out and up."""

import pytest

from app import create_app
from app.db import db, transact
from app.domain import passwords
from app.services import account_views, accounts
from config import Config
from tests import factories
from tests.factories import ADMIN, PASSWORD
from tests.pages import Visitor

NEWCOMER = {
    "name": "Erin O’Neil",
    "email": "Erin@Example.org",
    "phone": "+61 493 812 345",
    "timezone": "Australia/Sydney",
    "password": "four words are enough",
}


def sign_up(visitor, **typed):
    return visitor.get("/register").submit("/register", **{**NEWCOMER, **typed})


def test_a_person_signs_up_and_is_signed_in(site):
    """Case D6."""
    home = sign_up(site.visitor()).follow()
    assert "Welcome, Erin O’Neil" in home.text
    person = site.do(lambda: account_views.get("erin@example.org"))
    assert person.phone == "+61493812345"
    assert person.timezone == "Australia/Sydney"


def test_signing_up_from_a_slot_leads_back_to_it(site, world):
    visitor = site.visitor()
    page = visitor.get(visitor.get(f"/slots/{world.open_slot}").one("a.button")["href"])
    register = visitor.get(page.all('a[href^="/register"]')[0]["href"])
    assert register.submit("/register", **NEWCOMER).location == f"/slots/{world.open_slot}"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"email": "erin"}, "Enter an e-mail address"),
        ({"phone": "12"}, "country code"),
        ({"phone": "phone"}, "country code"),
        ({"password": "short"}, "Choose a longer password"),
        ({"password": "aaaaaaaaaaaa"}, "Choose a longer password"),
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


def test_an_address_that_has_an_account_is_refused_in_any_case(site, world):
    answer = sign_up(site.visitor(), email="BOB@example.org")
    assert answer.status == 409
    assert "There is an account with this e-mail address" in answer.text


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(site, world):
    answers = [
        site.visitor().get("/login").submit("/login", email=email, password="wrong password")
        for email in ("bob@example.org", "nobody@example.org")
    ]
    assert [answer.status for answer in answers] == [422, 422]
    assert "Check your e-mail address and password" in answers[0].text
    assert answers[0].text == answers[1].text
    assert answers[0].form("/login")["email"] == "bob@example.org"


def test_signing_in_leads_to_the_page_that_was_asked_for(site, world):
    visitor = site.visitor()
    sent = visitor.get("/calls?view=past")
    assert sent.status == 303
    answer = sent.follow().submit("/login", email="bob@example.org", password=PASSWORD)
    assert answer.location == "/calls?view=past"


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/\t/evil.example",
     "\\\\evil.example", "evil.example", "/ok\r\nSet-Cookie: a=b", "", "///evil.example", "/\x00", "/" + "x" * 3000],
)  # fmt: skip
def test_signing_in_never_leads_to_another_site(site, world, address):
    page = site.visitor().get("/login")
    answer = page.submit("/login", email="bob@example.org", password=PASSWORD, next=address)
    assert answer.location == "/"


def test_signing_out_ends_the_session_by_post_alone(site, world):
    bob = site.as_("bob")
    assert bob.get("/logout").status == 405
    answer = bob.get("/").submit("/logout")
    assert answer.response.headers["Clear-Site-Data"] == '"cache"'
    assert bob.get("/calls").status == 303


def test_a_new_password_ends_every_session(site, world):
    bob = site.as_("bob")
    new = passwords.make_hash("another fine password")
    site.do(
        lambda: transact(
            lambda: accounts.set_password(actor=ADMIN, email="bob@example.org", password_hash=new, now=factories.NOW)
        )
    )
    assert bob.get("/calls").status == 303


def test_a_closed_account_is_signed_out_and_cannot_sign_in(site, world):
    bob = site.as_("bob")
    site.do(lambda: transact(lambda: accounts.deactivate(actor=ADMIN, email="bob@example.org", now=factories.NOW)))
    assert bob.get("/calls").status == 303
    answer = site.visitor().get("/login").submit("/login", email="bob@example.org", password=PASSWORD)
    assert answer.status == 403
    assert "closed" in answer.text


def test_a_session_that_ends_inside_a_fragment_leads_to_the_sign_in_page_and_back(site, world):
    bob = site.as_("bob")
    bob.client.delete_cookie("session")
    answer = bob.get(f"/calls/{world.call}/cancel", htmx=True, **{"HX-Current-URL": "http://localhost/calls?view=past"})
    assert answer.status == 401
    assert answer.response.headers["HX-Redirect"] == "/login?next=/calls?view%3Dpast"


def test_a_fragment_that_comes_from_no_address_leads_to_the_sign_in_page_too(site):
    answer = site.visitor().get("/calls", htmx=True, **{"HX-Current-URL": "http://[nowhere"})
    assert answer.status == 401
    assert answer.response.headers["HX-Redirect"] == "/login?next=/"


def test_a_form_sent_after_the_session_ended_leads_to_the_sign_in_page_and_to_its_page(site, world):
    bob = site.as_("bob")
    page = bob.get(f"/slots/{world.open_slot}")
    bob.client.delete_cookie("session")
    assert page.submit(f"/slots/{world.open_slot}/book").location == f"/login?next=/slots/{world.open_slot}"


def test_a_form_without_its_token_changes_nothing(site, world):
    bob = site.as_("bob")
    answer = bob.post(f"/calls/{world.call}/cancel", {"reason": "forged"})
    assert answer.status == 400
    assert "out of date" in answer.text
    assert "Booked" in bob.get(f"/calls/{world.call}").text


def test_the_session_begins_anew_at_sign_in(site, world):
    visitor = site.visitor()
    visitor.get("/login")
    before = visitor.client.get_cookie("session").value
    visitor.sign_in("bob")
    assert visitor.client.get_cookie("session").value != before


def test_an_invite_only_programme_makes_no_accounts_on_its_pages(site, database_url):
    closed = create_app(Config.for_tests(database_url=database_url, registration="invite"))
    answer = Visitor(closed).get("/register")
    assert answer.status == 403
    assert "made by the programme" in answer.text
    with closed.app_context():
        db.engine.dispose()


@pytest.fixture
def in_production(database_url):
    """The site as it runs for real."""
    settings = {"env": "production", "secret_key": "abcdefghijklmnopqrstuvwxyz0123456789"}
    app = create_app(
        Config.model_validate({**settings, "base_url": "https://c.example.org", "database_url": database_url})
    )
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


def test_a_production_cookie_is_bound_to_the_host_and_to_https(in_production):
    cookie = in_production.get("/login", base_url="https://c.example.org").headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))


@pytest.mark.parametrize("path", ["/", "/login", "/nowhere", "/static/app.css"])
def test_production_answers_to_its_own_host_alone(in_production, path):
    """SEC-13."""
    answer = in_production.get(path, base_url="https://evil.example")
    assert answer.status_code == 400
    assert "evil.example" not in answer.get_data(as_text=True)
