"""Passkeys: added and removed in the settings, and signing in with one."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app import create_app
from app.db import db, transact
from app.domain.passkeys import MOST
from app.services import accounts, outbox, passkeys
from config import Config
from tests import factories
from tests.codes import turn_on
from tests.conftest import NOW
from tests.devices import Device
from tests.factories import ADMIN, PASSWORD
from tests.pages import Site


@pytest.fixture
def site(site, database_url) -> Iterator[Site]:
    """Return the site at an address that passkeys may have."""
    app = create_app(Config.for_tests(database_url=database_url, base_url="http://localhost"))
    yield Site(app)
    with app.app_context():
        db.engine.dispose()


def ask_for_new(browser):
    """Show the password; return the page on which the device is asked."""
    page = browser.get("/settings/security/passkeys/new")
    return page.submit("/settings/security/passkeys/begin", present=PASSWORD).follow()


def question_of(page):
    return page.one("form[data-passkey]")["data-question"]


def add(browser, device, name="Phone"):
    page = ask_for_new(browser)
    return page.submit("/settings/security/passkeys", name=name, credential=device.make(question_of(page)))


def ask(visitor):
    """Return the sign-in page and the question that its script gets."""
    page = visitor.get("/login?next=/calls")
    form = page.one("form[data-passkey]")
    typed = {"csrf_token": page.form("/login/passkey")["csrf_token"]}
    return page, visitor.client.post(form["data-question"], data=typed).get_data(as_text=True)


def enter(visitor, device):
    page, question = ask(visitor)
    return page.submit("/login/passkey", credential=device.use(question))


def is_in(visitor):
    return visitor.get("/calls").status == 200


@pytest.fixture
def phone(site, world):
    """Bob's device, with a passkey for his account."""
    device = Device()
    assert add(site.as_("bob"), device).status == 303
    device.sign_count += 1
    return device


def test_a_passkey_is_added_with_the_password_and_signs_in_without_it(site, world):
    bob, device = site.as_("bob"), Device()
    assert "“My phone” signs you in" in add(bob, device, "My phone").follow().text
    assert "My phone" in bob.get("/settings/security").text
    device.sign_count += 1
    visitor = site.visitor()
    answer = enter(visitor, device)
    assert (answer.status, answer.location) == (303, "/calls")
    assert is_in(visitor)
    assert "Last used" in bob.get("/settings/security").text
    newest = site.do(lambda: outbox.list_latest(limit=1))[0]
    assert (newest.kind, newest.address) == ("passkey_added", "bob@example.org")


def test_a_passkey_counts_as_both_factors(site, world, phone):
    site.do(lambda: turn_on(world.bob))
    visitor = site.visitor()
    assert enter(visitor, phone).location == "/calls"
    assert is_in(visitor)


def test_a_passkey_is_added_by_nobody_who_does_not_know_the_password(site, world):
    bob = site.as_("bob")
    page = bob.get("/settings/security/passkeys/new")
    assert not page.all("form[data-passkey]")
    refused = page.submit("/settings/security/passkeys/begin", present="wrong password")
    assert refused.status == 422
    token = page.form("/settings/security/passkeys/begin")["csrf_token"]
    answer = bob.post("/settings/security/passkeys", {"csrf_token": token, "name": "x", "credential": "{}"})
    assert answer.status == 422
    assert "begin again" in answer.text
    assert site.do(lambda: passkeys.list_of(world.bob)) == []


LIES = {
    "another origin": {"origin": "http://evil.example"},
    "another scheme": {"origin": "https://localhost"},
    "another port": {"origin": "http://localhost:81"},
    "another host": {"host": "evil.example"},
    "nobody checked who holds it": {"is_verified": False},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_device_that_says_something_else_is_not_added(site, world, lie):
    answer = add(site.as_("bob"), Device(**LIES[lie]))
    assert answer.status == 422
    assert "did not work" in answer.text
    assert site.do(lambda: passkeys.list_of(world.bob)) == []


@pytest.mark.parametrize("lie", LIES)
def test_a_passkey_that_says_something_else_signs_nobody_in(site, world, phone, lie):
    for name, value in LIES[lie].items():
        setattr(phone, name, value)
    visitor = site.visitor()
    assert enter(visitor, phone).status == 422
    assert not is_in(visitor)


def test_another_key_under_the_same_name_signs_nobody_in(site, world, phone):
    thief = Device(credential_id=phone.credential_id, sign_count=9)
    visitor = site.visitor()
    assert enter(visitor, thief).status == 422
    assert not is_in(visitor)


@pytest.mark.parametrize(("counts", "enters"), [((1,), False), ((0,), False), ((5, 5), False), ((5, 6), True)])
def test_a_passkey_whose_count_falls_back_is_a_copy(site, world, phone, counts, enters):
    for count in counts:
        phone.sign_count = count
        visitor = site.visitor()
        enter(visitor, phone)
    assert is_in(visitor) == enters


def test_a_device_that_does_not_count_signs_in_again_and_again(site, world):
    device = Device(sign_count=0)
    add(site.as_("bob"), device)
    for _ in range(3):
        visitor = site.visitor()
        enter(visitor, device)
        assert is_in(visitor)


def test_an_answer_is_for_the_browser_that_was_asked(site, world, phone):
    _, question = ask(site.visitor())
    thief = site.visitor()
    page, _ = ask(thief)
    assert page.submit("/login/passkey", credential=phone.use(question)).status == 422
    assert not is_in(thief)


def test_an_answer_that_was_used_is_worth_nothing_with_the_cookie_of_that_time_either(site, world):
    """SEC-19."""
    device = Device(sign_count=0)
    add(site.as_("bob"), device)
    visitor, thief = site.visitor(), site.visitor()
    page, question = ask(visitor)
    answer, cookie = device.use(question), visitor.client.get_cookie("session").value
    assert page.submit("/login/passkey", credential=answer).status == 303
    thief.client.set_cookie("session", cookie)
    typed = {**page.form("/login/passkey"), "credential": answer}
    assert thief.post("/login/passkey", typed).status == 422
    assert not is_in(thief)


@pytest.mark.parametrize(("minutes", "enters"), [(4, True), (5, False)])
def test_a_question_stands_for_five_minutes(site, world, phone, at_now, minutes, enters):
    visitor = site.visitor()
    page, question = ask(visitor)
    at_now.move_to(NOW + timedelta(minutes=minutes))
    assert (page.submit("/login/passkey", credential=phone.use(question)).status == 303) == enters


def test_an_answer_to_the_other_kind_of_question_does_nothing(site, world, phone):
    bob = site.as_("bob")
    other = Device()
    page = ask_for_new(bob)
    for device in (phone, other):
        page = page.submit("/settings/security/passkeys", name="x", credential=device.use(question_of(page)))
        assert page.status == 422
    visitor = site.visitor()
    page, question = ask(visitor)
    assert page.submit("/login/passkey", credential=other.make(question)).status == 422
    assert not is_in(visitor)


@pytest.mark.parametrize(
    "answer",
    ["", "{}", "[]", "null", "1", "x", '{"rawId": 1}', '{"rawId": "é"}', '{"rawId": "AAAA"}',
     '{"id": "a", "rawId": "b"}', '{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{}}', "\x00", "[" * 3000],
)  # fmt: skip
def test_what_is_no_answer_is_refused(site, world, phone, answer):
    visitor = site.visitor()
    page, _ = ask(visitor)
    assert page.submit("/login/passkey", credential=answer).status == 422
    page = ask_for_new(site.as_("bob"))
    assert page.submit("/settings/security/passkeys", name="x", credential=answer).status == 422


def test_a_passkey_opens_one_account(site, world, phone):
    answer = add(site.as_("charlie"), Device(key=phone.key, credential_id=phone.credential_id))
    assert answer.status == 409
    assert "known already" in answer.text


def test_a_device_is_told_which_passkeys_there_are(site, world, phone):
    assert question_of(ask_for_new(site.as_("bob"))).count('"type": "public-key", "transports"') <= 1
    assert '"excludeCredentials": [{' in question_of(ask_for_new(site.as_("bob")))
    assert '"excludeCredentials": []' in question_of(ask_for_new(site.as_("charlie")))


def test_the_question_of_the_sign_in_page_names_nobody(site, world, phone):
    """SEC-15."""
    _, question = ask(site.visitor())
    assert '"allowCredentials": []' in question
    assert '"userVerification": "required"' in question


def test_a_passkey_gets_another_name(site, world, phone):
    bob = site.as_("bob")
    page = bob.get(bob.get("/settings/security").one("section[aria-labelledby=passkeys] li a")["href"])
    assert page.submit("/settings/security/passkeys/", name=" ").status == 422
    assert page.submit("/settings/security/passkeys/", name="x" * 61).status == 422
    assert "<b>" in page.submit("/settings/security/passkeys/", name="<b> phone").follow().text


def test_a_passkey_that_was_removed_opens_nothing(site, world, phone):
    bob = site.as_("bob")
    (line,) = site.do(lambda: passkeys.list_of(world.bob))
    page = bob.get(f"/settings/security/passkeys/{line.id}")
    assert page.submit(f"/settings/security/passkeys/{line.id}/remove", present="wrong").status == 422
    assert page.submit(f"/settings/security/passkeys/{line.id}/remove", present=PASSWORD).status == 303
    visitor = site.visitor()
    assert enter(visitor, phone).status == 422
    assert not is_in(visitor)
    assert site.do(lambda: outbox.list_latest(limit=1))[0].kind == "passkey_removed"
    assert bob.get(f"/settings/security/passkeys/{line.id}").status == 404


def test_nobody_names_or_removes_another_persons_passkey(site, world, phone):
    """Case D3."""
    (line,) = site.do(lambda: passkeys.list_of(world.bob))
    charlie = site.as_("charlie")
    token = charlie.get("/settings/security").form("/settings/security/password")["csrf_token"]
    for verb, typed in {"rename": {"name": "mine"}, "remove": {"present": PASSWORD}}.items():
        answer = charlie.post(f"/settings/security/passkeys/{line.id}/{verb}", {"csrf_token": token, **typed})
        assert answer.status == 404
    assert [one.name for one in site.do(lambda: passkeys.list_of(world.bob))] == ["Phone"]


def test_a_closed_account_is_not_entered(site, world, phone):
    site.do(lambda: transact(lambda: accounts.deactivate(actor=ADMIN, email="bob@example.org", now=NOW)))
    visitor = site.visitor()
    assert enter(visitor, phone).status == 403
    assert not is_in(visitor)


def test_an_account_holds_so_many(site, world):
    site.do(lambda: [factories.passkey(world.bob, f"Key {number}") for number in range(MOST)])
    answer = add(site.as_("bob"), Device())
    assert answer.status == 409
    assert f"An account holds {MOST}" in answer.text


def test_guesses_from_one_network_are_limited(site, world):
    """SEC-12."""
    statuses = []
    visitor = site.visitor()
    for _ in range(62):
        page, _ = ask(visitor)
        statuses.append(page.submit("/login/passkey", credential="{}").status)
    assert statuses == [422] * 60 + [429] * 2


def test_at_an_address_without_a_name_there_are_none(site, world, database_url):
    app = create_app(Config.for_tests(database_url=database_url, base_url="http://127.0.0.1:8000"))
    elsewhere = Site(app)
    assert not elsewhere.visitor().get("/login").all("[data-passkey], script[src*=passkeys]")
    assert "passkeys need an address" in elsewhere.as_("bob").get("/settings/security").text
    with app.app_context():
        db.engine.dispose()
