"""What only developers see: every component, and the mail."""

import pytest

from app import create_app
from app.db import db, transact
from app.mails.accounts import KINDS
from app.mails.writing import put_into_words
from app.services import accounts, outbox, people
from config import Config
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN
from tests.pages import Visitor


@pytest.mark.parametrize("path", ["/dev/components", "/dev/mail"])
@pytest.mark.parametrize(("env", "status"), [("development", 200), ("testing", 404)])
def test_it_is_shown_in_development_alone(database_url, path, env, status):
    app = create_app(Config.for_tests(database_url=database_url, env=env))
    page = Visitor(app).get(path)
    assert page.status == status
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_is_read_as_text_and_as_html(site, database_url, kind):
    site.do(lambda: factories.person("bob"))
    facts = {"next": "/calls"} if kind != "new_address" else {"about": "new@example.org"}
    site.do(lambda: transact(lambda: outbox.write(kind, to=people.get_by_email("bob@example.org"), now=NOW, **facts)))
    app = create_app(Config.for_tests(database_url=database_url, env="development"))
    visitor = Visitor(app)
    text = visitor.get("/dev/mail")
    assert "Hello Bob Baker" in text.text
    assert "bob@example.org" in text.text
    html = visitor.client.get("/dev/mail/1")
    assert text.one("article h2").get_text() in html.get_data(as_text=True)
    assert "script-src" not in html.headers["Content-Security-Policy"]
    assert "{{" not in html.get_data(as_text=True)
    with app.app_context():
        db.engine.dispose()


@pytest.mark.usefixtures("world")
def test_the_calendar_file_of_a_mail_is_there_to_be_read(database_url):
    app = create_app(Config.for_tests(database_url=database_url, env="development"))
    page = Visitor(app).get("/dev/mail")
    assert len(page.all("article")) == 2
    assert "BEGIN:VCALENDAR" in page.all("details pre")[0].get_text()
    with app.app_context():
        db.engine.dispose()


def test_a_name_is_text_in_a_mail_whatever_it_holds(site, database_url):
    """SEC-21."""
    name = "<b onclick=x>{{ 7*7 }}</b>"
    site.do(lambda: transact(lambda: accounts.create(
        actor=ADMIN, email="x@example.org", name=name, phone="+12125550100", phone_region="US", timezone="UTC",
        locale="en", password_hash="", now=NOW,
    )))  # fmt: skip
    site.do(lambda: transact(lambda: outbox.write("account_exists", to=people.get_by_email("x@example.org"), now=NOW)))
    mail = site.do(lambda: put_into_words(outbox.get(1), now=NOW))
    assert f"Hello {name}," in mail.text
    assert "<b " not in mail.html
    assert "49" not in mail.html
