"""Tokens of one's own programs: made with the password, shown once, seen, revoked."""

import re
from datetime import timedelta

import pytest

from app.domain.limits import PROOF_SESSION
from app.mails.writing import put_into_words
from app.services import audit, outbox
from tests import factories
from tests.conftest import NOW
from tests.factories import PASSWORD

PAGE = "/settings/tokens"


@pytest.fixture
def bob(site, world):
    return site.as_("bob")


def make(person, **typed):
    """Return the page that shows the token."""
    return person.get(PAGE).submit(PAGE, **{"name": "Timetable", "present": PASSWORD, **typed})


def token_of(page):
    return page.one("code").get_text()


def ask(site, token, method="get", path="/api/v1/me", **sent):
    """Return the status of an answer of the API."""
    client = site.visitor().client
    return getattr(client, method)(path, headers={"Authorization": f"Bearer {token}"}, **sent).status_code


def test_a_token_is_shown_once_and_opens_the_api(site, bob):
    page = make(bob)
    token = token_of(page)
    assert page.status == 200
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.one("button[data-copy]")["data-copy"] == token
    assert ask(site, token) == 200
    listed = bob.get(PAGE)
    assert token not in listed.html
    words = " ".join(listed.one("section[aria-labelledby=tokens] li").get_text(" ").split())
    assert words.startswith(f"Timetable Begins with {token[:11]} · may read · last used Mon, Mar 1")
    assert "· expires Sun, May 30" in words


def test_who_made_a_token_is_told_by_mail_without_it_and_who_signs_in_by_the_api_is_not(site, bob):
    token = token_of(make(bob))
    told = site.do(lambda: outbox.list_latest(limit=1))[0]
    assert (told.kind, told.address, told.payload) == ("token_created", "bob@example.org", {"token": "Timetable"})
    assert token not in site.do(lambda: put_into_words(told, now=NOW)).text
    signed_in = bob.client.post("/api/v1/auth/login", json={"email": "bob@example.org", "password": PASSWORD})
    assert signed_in.status_code == 200
    assert [one.kind for one in site.do(lambda: outbox.list_latest(limit=9))].count("token_created") == 1


@pytest.mark.parametrize(("scopes", "status", "words"), [("read", 403, "may read"), ("write", 200, "read and change")])
def test_a_token_may_what_was_chosen(site, bob, scopes, status, words):
    token = token_of(make(bob, scopes=scopes))
    assert ask(site, token, "patch", json={"name": "Bob B."}) == status
    assert words in bob.get(PAGE).text


@pytest.mark.parametrize(("days", "later", "status"), [("30", 29, 200), ("30", 31, 401), ("0", 3000, 200)])
def test_a_token_counts_as_long_as_was_chosen(site, bob, at_now, days, later, status):
    token = token_of(make(bob, days=days))
    at_now.move_to(NOW + timedelta(days=later))
    assert ask(site, token) == status
    assert ("Expired" in site.as_("bob").get(PAGE).text) == (status == 401)


def test_a_token_is_made_by_nobody_who_does_not_know_the_password(site, bob):
    answer = make(bob, present="wrong password")
    assert answer.status == 422
    assert answer.form(PAGE)["name"] == "Timetable"
    assert "Your tokens" not in bob.get(PAGE).text
    statuses = [make(bob, present="wrong password").status for _ in range(PROOF_SESSION.times)]
    assert statuses[-1] == 429
    assert make(bob).status == 429


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"name": ""}, "name"), ({"name": "x" * 121}, "name"), ({"name": "\u200b"}, "name"), ({"scopes": "all"}, "scopes"),
     ({"days": "7"}, "days"), ({"days": "x"}, "days"), ({"present": ""}, "present")],
)  # fmt: skip
def test_what_is_wrong_is_told_beside_its_field(bob, typed, field):
    answer = make(bob, **typed)
    assert answer.status == 422
    assert answer.one(f"#{field}-error")
    assert "Your tokens" not in bob.get(PAGE).text


def test_a_revoked_token_opens_nothing(site, bob):
    token = token_of(make(bob))
    page = bob.get(PAGE)
    (form,) = page.all("form[action$=revoke]")
    told = page.submit(form["action"]).follow()
    assert "The token is revoked." in told.text
    assert "Revoked" in told.one("section[aria-labelledby=tokens]").get_text()
    assert not told.all("form[action$=revoke]")
    assert ask(site, token) == 401
    assert bob.post(form["action"], {"csrf_token": told.form(PAGE)["csrf_token"]}).status == 303
    assert [entry.action for entry in site.do(lambda: audit.list_entries(limit=2))] == [
        "token.revoked", "token.created",
    ]  # fmt: skip


def test_nobody_sees_or_revokes_the_token_of_another(site, world, bob):
    """Case D3."""
    number = site.do(lambda: factories.token(world.bob, email="bob@example.org"))
    charlie = site.as_("charlie")
    page = charlie.get(PAGE)
    assert "Script" not in page.html
    sent = {"csrf_token": page.form(PAGE)["csrf_token"]}
    assert charlie.post(f"{PAGE}/{number}/revoke", sent).status == 404
    assert bob.get(PAGE).all("form[action$=revoke]")


def test_what_a_token_is_called_is_only_words(bob):
    """SEC-21."""
    page = make(bob, name="<b>x</b>")
    assert "“<b>x</b>”" in page.text
    assert re.search(r"<b>x</b>", bob.get(PAGE).text)


def test_what_is_wrong_is_named_in_the_order_of_the_page(site, bob):
    wrong = make(bob, name="", present="").all(".summary a")
    assert [link["href"] for link in wrong] == ["#name", "#present"]
