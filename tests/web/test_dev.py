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

# Each component in each of its states, by what its macro makes of it.
COMPONENTS = {
    "button": "button:not([class]):not([aria-disabled])",
    "button at work": "button[aria-disabled]",
    "second button": ".button.second",
    "dangerous button": "button.danger",
    "plain button": "button.plain",
    **{f"badge {kind}": f".badge.{kind}" for kind in ("open", "booked", "ok", "warn", "danger")},
    "badge": ".badge[class='badge '], .badge[class=badge]",
    "chip": ".chips .chip",
    "message": ".message:not(.toast)",
    "toast": ".message.toast",
    "banner with Undo": ".banner form button",
    "summary of errors": ".summary a[href='#on-wrong']",
    "field": ".field input:not([aria-invalid])",
    "field with an error": ".field .error + input[aria-invalid]",
    "choices": ".choices input[type=checkbox]",
    "open card": ".card.open",
    "booked card": ".card.booked",
    "card of a request": ".card:has(.badge[class=badge])",
    "card of a past call": ".card:has([id$=-review])",
    "hours elsewhere": ".elsewhere",
    "number in a card": ".card .phone .read + a.call",
    "phone block": ".phone-block .number",
    "call": ".phone-block a.call[href^='tel:']",
    "WhatsApp": ".phone-block a[href^='https://wa.me/']",
    "copy": ".phone-block button.copy",
    "photo": "img.avatar",
    "large photo": ".photo > img.avatar",
    "initials": "span.avatar.tint-1",
    "large initials": ".photo > span.avatar",
    "free cell": ".cell input:not([data-open]):not([checked])",
    "chosen cell": ".cell input:not([data-open])[checked]",
    "open cell": ".cell input[data-open][checked]",
    "cell to be removed": ".cell input[data-open]:not([checked])",
    "busy cell": ".cell.busy",
    "booked cell": "a.cell.booked:not(:has(.at))",
    "booked cell between bands": "a.cell.booked .at",
    "cell between bands": "label.cell .at",
    "past cell": ".cell.past",
    "cell of a time off": ".cell.blocked",
    "cell in conflict": "label.cell.told",
    "booked cell in conflict": ".cell.booked.told",
    "today": ".grid [aria-current=date]",
    "scores": "#call-1 .scores button:not([aria-current])",
    "chosen score": "#call-2 .scores button[aria-current]",
    "score at work": "#score-busy button[aria-disabled]",
    "missed": "#call-1 button[value=no_show]",
    "rating": ".choices input[type=radio][name=rating][checked]",
    "rating with an error": "#rating-error, #rating-unrated-error",
    "stars": ".star",
    "few reviews": "p:-soup-contains('2 reviews')",
    "review with an answer": ".reviews .reply",
    "tabs": ".tabs a:not([aria-current])",
    "tab shown": ".tabs a[aria-current]",
    "filters": ".filters a",
    "orders": ".sorts a:not([aria-current])",
    "order used": ".sorts a[aria-current]",
    "zone": ".quiet a[href^='/time-zone']",
    "more": ".more a.button",
    "menu": "main .menu > summary + ul",
    "table": "table.history td .badge",
    "figure": "figure .plot svg",
    "numbers of a figure": "figure .numbers table",
    "figure of too little": "figure#distribution-of-few:not(:has(svg))",
    "nothing there": "p + .actions > a.button[href='/schedule']",
}


@pytest.mark.parametrize("path", ["/dev/components", "/dev/mail"])
@pytest.mark.parametrize(("env", "status"), [("development", 200), ("testing", 404)])
def test_it_is_shown_in_development_alone(database_url, path, env, status):
    app = create_app(Config.for_tests(database_url=database_url, env=env))
    page = Visitor(app).get(path)
    assert page.status == status
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def components(site, database_url):
    app = create_app(Config.for_tests(database_url=database_url, env="development"))
    yield Visitor(app).get("/dev/components")
    with app.app_context():
        db.engine.dispose()


def test_every_component_is_there_in_every_state(components):
    assert [name for name, selector in COMPONENTS.items() if not components.all(selector)] == []


def test_every_reason_for_which_a_week_is_closed_is_there(components):
    told = " ".join(cell.get_text() for cell in components.all(".grid .cell"))
    for words in (
        "in the past", "too far ahead", "outside the semesters", "you are off", "overlaps", "no such time", "hidden",
        "nobody booked it", "offered to a student", "busy in your own calendar",
    ):  # fmt: skip
        assert words in told


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
    assert "&lt;b onclick=x&gt;{{ 7*7 }}&lt;/b&gt;" in mail.html
    assert "<b " not in mail.html
