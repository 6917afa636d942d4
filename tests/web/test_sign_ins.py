"""How a person signs in: limits, the list of browsers, password and address."""

from datetime import timedelta

import pytest

from app import create_app
from app.db import db
from app.services import account_views, outbox
from config import Config
from tests.conftest import NOW
from tests.factories import PASSWORD
from tests.mailbox import link_to
from tests.pages import Visitor

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"


def guess(visitor, password="wrong password"):
    return visitor.get("/login").submit("/login", email="bob@example.org", password=password)


def test_after_eight_wrong_passwords_the_right_one_waits_too(site, world, at_now):
    """Case D4, SEC-12."""
    stranger = site.visitor()
    assert [guess(stranger).status for _ in range(8)] == [422] * 8
    refused = guess(stranger, PASSWORD)
    assert refused.status == 429
    assert "Wait 15 minutes" in refused.text
    assert refused.response.headers["Retry-After"] == "901"
    assert refused.form("/login")["email"] == "bob@example.org"
    at_now.move_to(NOW + timedelta(minutes=15))
    assert guess(stranger, PASSWORD).status == 303


def test_whoever_guesses_elsewhere_does_not_lock_out_a_browser_that_is_known(site, world):
    bob = site.as_("bob")
    bob.get("/").submit("/logout")
    stranger = site.visitor()
    assert {guess(stranger).status for _ in range(9)} == {422, 429}
    assert guess(bob, PASSWORD).status == 303


def test_a_made_up_browser_name_is_no_known_browser(site, world):
    stranger = site.visitor()
    statuses = []
    for number in range(9):
        stranger.client.set_cookie("device", f"made-up-{number}")
        statuses.append(guess(stranger).status)
    assert statuses[-1] == 429


def test_one_network_cannot_try_many_accounts(site, world):
    statuses = [
        site.visitor().get("/login").submit("/login", email=f"a{number}@example.org", password="x").status
        for number in range(61)
    ]
    assert statuses == [422] * 60 + [429]


def test_the_right_password_costs_no_try(site, world):
    assert {guess(site.visitor(), PASSWORD).status for _ in range(70)} == {303}


def test_a_session_left_alone_ends_after_twelve_hours_and_any_after_two_weeks(site, world, at_now):
    bob = site.as_("bob")
    at_now.move_to(NOW + timedelta(hours=12))
    assert bob.get("/calls").status == 303
    bob = site.as_("bob")
    start = NOW + timedelta(hours=12)
    for step in range(1, 2 * 14 * 24 // 20):
        at_now.move_to(start + step * timedelta(hours=10))
        alive = bob.get("/calls").status == 200
        assert alive == (step * 10 < 14 * 24)


def test_a_session_copied_before_sign_out_is_worth_nothing_after_it(site, world):
    """SEC-19."""
    bob, thief = site.as_("bob"), site.visitor()
    thief.client.set_cookie("session", bob.client.get_cookie("session").value)
    assert thief.get("/calls").status == 200
    bob.get("/").submit("/logout")
    assert thief.get("/calls").status == 303


def test_a_person_sees_their_browsers_and_ends_one(site, world):
    bob, phone = site.as_("bob"), site.as_("bob")
    page = bob.get("/settings/security")
    assert len(page.all("section[aria-labelledby=browsers] li")) == 2
    assert len(page.all(".badge")) == 1
    assert "is signed out" in page.submit("/settings/security/sign-ins/").follow().text
    assert phone.get("/calls").status == 303
    assert bob.get("/calls").status == 200


def test_a_browser_is_called_by_its_name_and_system(site, world):
    visitor = site.visitor()
    visitor.client.environ_base["HTTP_USER_AGENT"] = CHROME
    assert "Chrome on Linux" in visitor.sign_in("bob").get("/settings/security").text


def test_nobody_ends_another_persons_session(site, world):
    """Case D3."""
    bob, charlie = site.as_("bob"), site.as_("charlie")
    token = charlie.get("/settings/security").form("/settings/security/password")["csrf_token"]
    assert charlie.post("/settings/security/sign-ins/1/end", {"csrf_token": token}).status == 404
    assert bob.get("/calls").status == 200


def test_all_other_browsers_are_signed_out_at_once(site, world):
    bob, others = site.as_("bob"), [site.as_("bob") for _ in range(3)]
    bob.get("/settings/security").submit("/settings/security/sign-ins/end-others")
    assert bob.get("/calls").status == 200
    assert {other.get("/calls").status for other in others} == {303}


def test_a_new_password_needs_the_present_one_and_signs_out_everybody_else(site, world):
    bob, other = site.as_("bob"), site.as_("bob")
    page = bob.get("/settings/security")
    wrong = page.submit("/settings/security/password", present="wrong password", password="another fine password")
    assert wrong.status == 422
    assert "That is not your password" in wrong.text
    assert other.get("/calls").status == 200
    right = page.submit("/settings/security/password", present=PASSWORD, password="another fine password")
    assert right.status == 303
    assert bob.get("/calls").status == 200
    assert other.get("/calls").status == 303


@pytest.mark.parametrize(
    ("password", "words"),
    [("short", "Choose a longer password"), ("aaaaaaaaaaaaaa", "easily guessed"), ("bob baker 1", "easily guessed")],
)
def test_a_weak_new_password_is_refused(site, world, password, words):
    page = site.as_("bob").get("/settings/security")
    answer = page.submit("/settings/security/password", present=PASSWORD, password=password)
    assert answer.status == 422
    assert words in answer.text


def test_a_new_address_counts_once_its_link_was_used_and_the_old_one_is_told(site, world):
    """SEC-09."""
    bob = site.as_("bob")
    page = bob.get("/settings/security")
    wrong = page.submit("/settings/security/address", email="new@example.org", present="wrong password")
    assert wrong.status == 422
    page.submit("/settings/security/address", email="New@example.org", present=PASSWORD)
    assert "bob@example.org" in bob.get("/settings/security").text
    link = link_to(site, "new@example.org")
    assert site.visitor().get(link).location.startswith("/login?next=/new-address"), "nobody gets in by this link"
    charlie, page = site.as_("charlie"), bob.get(link)
    token = charlie.get("/time-zone").form("/time-zone")["csrf_token"]
    assert [charlie.get(link).status, charlie.post(link, {"csrf_token": token}).status] == [410, 410]
    assert "Your address is changed." in page.submit("/new-address/").follow().text
    assert site.do(lambda: account_views.get("new@example.org")).name == "Bob Baker"
    told = site.do(lambda: outbox.list_latest(limit=1))[0]
    assert (told.kind, told.address) == ("address_changed", "bob@example.org")


def test_an_address_of_somebody_else_is_never_taken_and_never_told(site, world):
    """SEC-15."""
    page = site.as_("bob").get("/settings/security")
    answers = {
        email: page.submit("/settings/security/address", email=email, present=PASSWORD).follow().text.replace(email, "")
        for email in ("alice@example.org", "free@example.org")
    }
    assert len(set(answers.values())) == 1
    assert site.do(lambda: account_views.get("alice@example.org")).name == "Alice Archer"


@pytest.mark.parametrize(("proxies", "expected"), [(0, [422] * 60 + [429]), (1, [422] * 61)])
def test_a_network_is_told_by_a_proxy_that_is_trusted_and_by_nobody_else(site, world, database_url, proxies, expected):
    """SEC-13."""
    app = create_app(Config.for_tests(database_url=database_url, trusted_proxies=proxies))
    visitor = Visitor(app)
    statuses = []
    for number in range(61):
        page = visitor.get("/login", **{"X-Forwarded-For": f"192.0.2.{number}"})
        visitor.client.environ_base["HTTP_X_FORWARDED_FOR"] = f"192.0.2.{number}"
        statuses.append(page.submit("/login", email=f"a{number}@example.org", password="x").status)
    assert statuses == expected
    with app.app_context():
        db.engine.dispose()


def test_a_new_address_is_written_to_whatever_other_mails_were_asked_for(site, world):
    for _ in range(4):
        site.visitor().get("/forgot").submit("/forgot", email="bob@example.org")
    page = site.as_("bob").get("/settings/security")
    page.submit("/settings/security/address", email="new@example.org", present=PASSWORD)
    assert site.do(lambda: outbox.list_latest(limit=1))[0].kind == "new_address"


@pytest.mark.parametrize("email", ["new@example.org", "alice@example.org"])
def test_whoever_asks_for_many_new_addresses_is_told_to_wait_whosever_they_are(site, world, email):
    """SEC-14, SEC-15."""
    page = site.as_("bob").get("/settings/security")
    answers = [page.submit("/settings/security/address", email=email, present=PASSWORD) for _ in range(6)]
    assert [answer.status for answer in answers] == [303] * 5 + [429]
    assert PASSWORD not in answers[-1].html
