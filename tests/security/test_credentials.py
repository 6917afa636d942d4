"""Passwords, tokens and session ids: used once where they belong, and kept, logged and repeated nowhere."""

import logging
from urllib.parse import quote

import pytest
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.db import db, transact
from app.models import User
from app.services import accounts
from tests.factories import PASSWORD
from tests.mailbox import link_to
from tests.pages import Site, Visitor
from tests.security.secrets import rows

SIGNED_UP, WRONG, CHANGED, RESET = (
    "violet tractors hum quietly", "violet tractors hum wrongly", "seven kettles boil westward", "old maps smell of tea"
)  # fmt: skip
BOB = "bob@example.org"


def session_of(browser: Visitor) -> dict[str, str]:
    """Return what the browser's cookie says."""
    serializer = SecureCookieSessionInterface().get_signing_serializer(browser.client.application)
    found: dict[str, str] = serializer.loads(browser.client.get_cookie("session").value)
    return found


def live(site: Site) -> tuple[set[str], list[str]]:
    """Sign up, in and out with every kind of proof, right and wrong; return the secrets and all that was answered."""
    freya, answers = site.visitor(), []
    answers.append(
        freya.get("/register").submit(
            "/register",
            name="Freya",
            email="freya@example.org",
            phone="+61493812345",
            timezone="UTC",
            password=SIGNED_UP,
        )
    )
    links = [link_to(site, "freya@example.org")]
    answers.append(freya.get(links[0]).submit("/confirm/"))
    for password in (WRONG, PASSWORD):
        answers.append(site.visitor().get("/login").submit("/login", email=BOB, password=password))
    bob = site.as_("bob")
    settings = bob.get("/settings/security")
    for present, new in ((WRONG, CHANGED), (PASSWORD, "short"), (PASSWORD, CHANGED)):
        answers.append(settings.submit("/settings/security/password", present=present, password=new))
    for path, typed in (("/forgot", {"password": RESET}), ("/login/link", {})):
        site.visitor().get(path).submit(path, email=BOB)
        links.append(link_to(site, BOB))
        target = "/reset/" if typed else "/login/link/"
        answers.append(site.visitor().get(links[-1]).submit(target, **typed))
    sessions = [session_of(browser)["_user_id"] for browser in (freya, site.visitor().sign_in_with(BOB, RESET))]
    tokens = {link.rpartition("/")[2].partition("?")[0] for link in links}
    return {SIGNED_UP, WRONG, CHANGED, RESET, PASSWORD, "short", *sessions, *tokens}, [page.html for page in answers]


@pytest.fixture
def _sign_in_with(monkeypatch):
    def sign_in_with(self, email, password):
        assert self.get("/login").submit("/login", email=email, password=password).status == 303
        return self

    monkeypatch.setattr(Visitor, "sign_in_with", sign_in_with, raising=False)


@pytest.mark.usefixtures("_sign_in_with")
def test_no_secret_is_logged_kept_or_repeated(site, pairs, caplog):
    """SEC-12, SEC-39: no password, link or session id is in a log line, a column or an answer."""
    caplog.set_level(logging.DEBUG)
    secrets, answers = live(site)
    assert len(secrets) == 11
    kept = "\n".join(rows(site).values())
    for secret in secrets - {"short"}:
        for said in (caplog.text, kept, *answers):
            assert secret not in said
            assert quote(secret) not in said


def test_what_is_sent_and_kept_is_long_and_never_twice_the_same(site, pairs):
    """SEC-12: 256 bits for sessions and links' stamps."""
    tokens = [session_of(site.as_("bob"))["_user_id"] for _ in range(20)]
    assert len(set(tokens)) == 20
    assert {len(token) for token in tokens} == {43}


@pytest.mark.parametrize("wrong", [{"phone": "0049 secret"}, {"email": "bob@example.org"}])
def test_an_error_of_the_database_tells_no_values(site, pairs, wrong):
    """SEC-39: what is logged of a bug names the rule that was broken, not the row that broke it."""

    def break_a_rule():
        values = {"name": "A Secret Name", **wrong}
        with pytest.raises(IntegrityError) as caught:
            transact(lambda: db.session.execute(update(User).where(User.id == pairs[0].coach_id).values(**values)))
        return caught.value

    error = site.do(break_a_rule)
    told = f"{error} {error.orig} {error!r} {error.orig!r}"
    assert "users" in told
    assert "secret" not in told.lower()
    assert BOB not in told
    assert "+4420" not in told


def test_a_bug_while_a_password_is_checked_logs_no_password(site, pairs, caplog, monkeypatch):
    """SEC-39."""

    def burst(*, email, password):
        raise RuntimeError("unforeseen")

    site.app.config["PROPAGATE_EXCEPTIONS"] = False
    page = site.visitor().get("/login")
    monkeypatch.setattr(accounts, "authenticate", burst)
    answer = page.submit("/login", email=BOB, password=PASSWORD)
    assert answer.status == 500
    assert PASSWORD not in caplog.text + answer.html
    assert "unforeseen" in caplog.text
    assert "unforeseen" not in answer.html
