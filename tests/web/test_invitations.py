"""Accounts that the programme makes, and the mail that lets their people in."""

from app import create_app
from app.db import db, transact
from app.services import accounts
from config import Config
from tests import factories
from tests.conftest import NOW
from tests.mailbox import link_to
from tests.pages import Visitor


def test_an_invite_only_programme_makes_no_accounts_on_its_pages(site, database_url):
    closed = create_app(Config.for_tests(database_url=database_url, registration="invite"))
    answer = Visitor(closed).get("/register")
    assert answer.status == 403
    assert "made by the programme" in answer.text
    with closed.app_context():
        db.engine.dispose()


def test_an_invited_person_chooses_a_password_and_is_signed_in(site):
    site.do(lambda: factories.person("bob", is_confirmed=False))
    site.do(lambda: transact(lambda: accounts.invite(actor=factories.ADMIN, email="bob@example.org", now=NOW)))
    visitor = site.visitor()
    path = link_to(site, "bob@example.org")
    page = visitor.get(path)
    assert page.one("#email")["value"] == "bob@example.org"
    refused = page.submit("/invitation/", password="short")
    assert refused.status == 422
    assert refused.one("#email")["value"] == "bob@example.org"
    welcome = refused.submit("/invitation/", password="another fine password").follow()
    assert "Welcome, Bob Baker. Your password is saved." in welcome.text
    assert visitor.get("/calls").status == 200
    again = visitor.get(path)
    assert again.status == 410
    assert [link.text for link in again.all("main a")] == ["Home"]
