"""Signing in and out."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from app import create_app
from app.db import db, transact
from app.domain import passwords
from app.services import accounts
from config import Config
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, PASSWORD


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


@pytest.mark.parametrize("path", ["/login", "/login/link", "/register"])
def test_whoever_signs_in_to_book_a_slot_sees_which(site, world, path):
    visitor = site.visitor()
    page = visitor.get(f"{path}?next=/slots/{world.open_slot}")
    assert "To book: Thu, Mar 4, 9:00–11:00 AM" in page.text
    assert "with Alice" in page.text
    again = page.submit(path, email="")
    assert again.status == 422
    assert "To book: Thu, Mar 4, 9:00–11:00 AM" in again.text


def test_the_sign_in_page_tells_nothing_of_a_slot_that_cannot_be_booked(site, world, at_now):
    past = site.do(lambda: factories.slot(world.alice, NOW + timedelta(hours=2)))
    site.as_("alice").get("/schedule").submit(f"/slots/{world.open_slot}/withdraw")
    at_now.shift(timedelta(hours=3))
    visitor = site.visitor()
    for slot in (world.booked_slot, world.open_slot, past, 999):
        assert not visitor.get(f"/login?next=/slots/{slot}").all("article"), slot


@pytest.mark.parametrize(
    "page",
    ["", "/calls", "/slots", "/slots/x", "//slots/2", "/slots/2/book", "https://x.example/slots/2", "/[]"],
)
def test_the_sign_in_page_shows_no_slot_for_other_pages(site, world, page):
    answer = site.visitor().get(f"/login?next={quote(page)}")
    assert answer.status == 200
    assert not answer.all("article")


def test_signing_out_ends_the_session_by_post_alone(site, world):
    bob = site.as_("bob")
    assert bob.get("/logout").status == 405
    answer = bob.get("/").submit("/logout")
    assert answer.response.headers["Clear-Site-Data"] == '"cache", "storage"'
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
    assert answer.response.text == "You are signed out. Sign in in another tab, then try again."


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


def test_a_production_cookie_is_bound_to_the_host_and_to_https(in_production):
    cookie = in_production.get("/login", base_url="https://c.example.org").headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))


@pytest.fixture
def in_production(database_url):
    """The site as it runs for real."""
    settings = {
        "env": "production", "secret_key": "abcdefghijklmnopqrstuvwxyz0123456789", "mail_url": "smtps://mail.example.org",
    }  # fmt: skip
    app = create_app(
        Config.model_validate({**settings, "base_url": "https://c.example.org", "database_url": database_url})
    )
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("path", ["/", "/login", "/nowhere", "/static/app.css"])
def test_production_answers_to_its_own_host_alone(in_production, path):
    """SEC-13."""
    answer = in_production.get(path, base_url="https://evil.example")
    assert answer.status_code == 400
    assert "evil.example" not in answer.get_data(as_text=True)
