"""Guessing at one account from many sides, and changes that come while somebody is signing in."""

import pytest

from app.db import transact
from app.domain import passwords
from app.services import accounts, authenticators
from app.web import codes
from tests import factories
from tests.api.programs import Program
from tests.codes import turn_on
from tests.factories import PASSWORD

BOB = "bob@example.org"
SETTINGS = "/settings/security"


def guess(browser, password="wrong password", email=BOB):
    return browser.get("/login").submit("/login", email=email, password=password)


def change_password() -> None:
    new = passwords.make_hash("another fine password")
    transact(lambda: accounts.set_password(actor=factories.ADMIN, email=BOB, password_hash=new, now=factories.NOW))


def test_whoever_enters_their_own_account_gets_no_more_tries_at_anothers(site, pairs):
    """SEC-12: each browser that is known has tries of its own, and anybody's account makes it known."""
    statuses = []
    for _ in range(3):
        charlie = site.as_("charlie")
        charlie.get("/").submit("/logout")
        statuses += [guess(charlie).status for _ in range(3)]
    assert statuses == [422] * 8 + [429]


def test_a_network_of_the_newer_kind_is_one_network(site, pairs):
    """SEC-12: a billion addresses are not a billion times as many guesses."""
    statuses = []
    for number in range(61):
        stranger = site.visitor()
        stranger.client.environ_base["REMOTE_ADDR"] = f"2001:db8:1:2::{number:x}"
        statuses.append(guess(stranger, email=f"a{number}@example.org").status)
    assert statuses == [422] * 60 + [429]


@pytest.mark.parametrize(
    ("path", "typed"),
    [("/password", {"password": "another fine password"}), ("/address", {"email": "new@example.org"})],
)
def test_a_borrowed_session_does_not_guess_the_password(site, pairs, path, typed):
    """SEC-12, ASVS 6.3.1."""
    page = site.as_("bob").get(SETTINGS)
    wrong = [page.submit(SETTINGS + path, present=f"guess {number}", **typed).status for number in range(10)]
    refused = page.submit(SETTINGS + path, present=PASSWORD, **typed)
    assert wrong == [422] * 10
    assert refused.status == 429
    assert guess(site.visitor(), PASSWORD).status == 303


@pytest.mark.parametrize("has_app", [False, True])
def test_a_password_that_changes_while_somebody_signs_in_with_it_opens_nothing(site, pairs, monkeypatch, has_app):
    """SEC-19: what ends every session ends those that are about to begin."""
    is_on = authenticators.is_on
    if has_app:
        site.do(lambda: turn_on(pairs[0].student_id))

    def meanwhile(user_id):
        change_password()
        return is_on(user_id)

    monkeypatch.setattr(authenticators, "is_on", meanwhile)
    browser = site.visitor()
    assert guess(browser, PASSWORD).status == 422
    assert browser.get("/calls").status == 303
    assert browser.get("/login/code").status == 303, "nor is a code waited for"
    if not has_app:
        answer = Program(site.app).post("/auth/login", {"email": BOB, "password": "another fine password"})
        assert answer.status_code == 422
        assert answer.get_json()["code"] == "bad_credentials"


def test_an_app_that_is_turned_on_while_somebody_signs_in_is_not_passed_by(site, pairs, monkeypatch):
    """SEC-11."""

    is_on = authenticators.is_on

    def meanwhile(user_id):
        monkeypatch.setattr(authenticators, "is_on", is_on)
        turn_on(user_id)
        return False

    monkeypatch.setattr(authenticators, "is_on", meanwhile)
    browser = site.visitor()
    assert guess(browser, PASSWORD).status == 422
    assert browser.get("/calls").status == 303


def test_a_code_that_comes_after_every_session_was_ended_opens_nothing(site, pairs, monkeypatch):
    """SEC-19."""
    site.do(lambda: turn_on(pairs[0].student_id))
    browser = site.visitor()
    page = guess(browser, PASSWORD).follow()
    monkeypatch.setattr(codes, "_use_code", lambda user_id, code: change_password())
    answer = page.submit("/login/code", code="123456")
    assert "sign in" in answer.text.lower()
    assert browser.get("/calls").status == 303
