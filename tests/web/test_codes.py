"""The second step of signing in."""

from datetime import timedelta

import pytest

from app import create_app
from app.db import db, transact
from app.services import accounts, authenticators, outbox
from config import Config
from tests import factories
from tests.codes import CIPHER, STEP, code_at, turn_on, wrong_at
from tests.conftest import NOW
from tests.factories import ADMIN, PASSWORD
from tests.mailbox import link_to
from tests.pages import Visitor


@pytest.fixture
def recovery_codes(site, world):
    """Bob has an authenticator app, and these."""
    return site.do(lambda: turn_on(world.bob))


def half_way(visitor, path="/calls"):
    """Show Bob's password; return the page that asks for the code."""
    answer = visitor.get(f"/login?next={path}").submit("/login", email="bob@example.org", password=PASSWORD)
    assert answer.location.startswith("/login/code")
    return answer.follow()


def is_in(visitor):
    return visitor.get("/calls").status == 200


def mails(site):
    return site.do(lambda: [mail.kind for mail in outbox.list_latest(limit=20)])


def test_after_the_password_a_code_is_asked_and_leads_to_the_page_that_was_wanted(site, recovery_codes):
    visitor = site.visitor()
    page = half_way(visitor)
    assert not is_in(visitor)
    answer = page.submit("/login/code", code=code_at(NOW))
    assert (answer.status, answer.location) == (303, "/calls")
    assert is_in(visitor)


PASSWORDS = {"ok": PASSWORD, "bad": "wrong password", "missing": ""}
CODES = {
    "ok": code_at(NOW),
    "before": code_at(NOW - STEP),
    "bad": wrong_at(NOW),
    "missing": "",
    "expired": code_at(NOW - 2 * STEP),
    "early": code_at(NOW + 2 * STEP),
    "reused": code_at(NOW + STEP),
}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("password", PASSWORDS)
def test_only_the_right_password_with_a_right_code_enters(site, world, recovery_codes, password, code):
    """SEC-11."""
    if code == "reused":
        half_way(site.visitor()).submit("/login/code", code=CODES[code])
    visitor = site.visitor()
    typed = {"email": "bob@example.org", "password": PASSWORDS[password], "code": CODES[code]}
    answer = visitor.get("/login").submit("/login", **typed)
    assert not is_in(visitor), "a code sent along with the password skips no step"
    csrf_token = visitor.get("/time-zone").form("/time-zone")["csrf_token"]
    visitor.post("/login/code", {"csrf_token": csrf_token, "code": CODES[code]})
    assert is_in(visitor) == (password == "ok" and code in ("ok", "before"))
    assert answer.status == (303 if password == "ok" else 422)


@pytest.mark.parametrize(("which", "enters"), [("one", True), ("app", False), ("other", False), ("none", False)])
def test_a_recovery_code_stands_in_for_the_app_where_it_is_asked(site, world, recovery_codes, which, enters):
    """SEC-11."""
    others = site.do(lambda: turn_on(world.charlie))
    typed = {"one": recovery_codes[3], "app": code_at(NOW), "other": others[0], "none": ""}[which]
    visitor = site.visitor()
    page = half_way(visitor).visitor.get("/login/recovery")
    assert (page.submit("/login/recovery", code=typed).status == 303) == enters
    assert is_in(visitor) == enters


def test_a_recovery_code_is_none_of_the_app(site, recovery_codes):
    visitor = site.visitor()
    assert half_way(visitor).submit("/login/code", code=recovery_codes[0]).status == 422
    assert not is_in(visitor)


def test_a_recovery_code_works_once_and_its_person_is_told(site, recovery_codes):
    for expected in (303, 422):
        visitor = half_way(site.visitor()).visitor
        assert visitor.get("/login/recovery").submit("/login/recovery", code=recovery_codes[0]).status == expected
    assert mails(site)[0] == "recovery_code_used"
    assert site.do(lambda: outbox.list_latest(limit=1))[0].payload["left"] == 9


def test_a_code_from_before_one_that_was_used_is_worth_nothing(site, recovery_codes):
    assert half_way(site.visitor()).submit("/login/code", code=code_at(NOW)).status == 303
    assert half_way(site.visitor()).submit("/login/code", code=code_at(NOW - STEP)).status == 422
    assert half_way(site.visitor()).submit("/login/code", code=code_at(NOW + STEP)).status == 303


def test_five_wrong_codes_end_a_sign_in_and_its_person_is_warned(site, recovery_codes):
    """SEC-12."""
    visitor = site.visitor()
    page = half_way(visitor)
    answers = [page.submit("/login/code", code=wrong_at(NOW)).status for _ in range(5)]
    assert answers == [422] * 4 + [409]
    assert mails(site)[0] == "wrong_codes"
    assert page.submit("/login/code", code=code_at(NOW)).status == 409
    assert visitor.get("/login/code").location == "/login"
    assert not is_in(visitor)
    assert half_way(site.visitor()).submit("/login/code", code=code_at(NOW)).status == 303


def test_whoever_knows_the_password_and_begins_again_and_again_meets_the_limit(site, recovery_codes, at_now):
    """SEC-12."""
    statuses = []
    for _ in range(4):
        page = half_way(site.visitor())
        statuses += [page.submit("/login/code", code=wrong_at(NOW)).status for _ in range(5)]
    assert statuses == [422, 422, 422, 422, 409] * 2 + [429, 429, 429, 429, 409] * 2
    refused = half_way(site.visitor()).submit("/login/code", code=code_at(NOW))
    assert refused.status == 429
    assert refused.response.headers["Retry-After"] == "3601"
    later = NOW + timedelta(hours=1)
    at_now.move_to(later)
    assert half_way(site.visitor()).submit("/login/code", code=code_at(later)).status == 303


def test_guesses_at_recovery_codes_count_with_those_at_the_app(site, recovery_codes):
    """SEC-12."""
    statuses = []
    for _ in range(3):
        half_way_page = half_way(site.visitor())
        page = half_way_page.visitor.get("/login/recovery")
        statuses += [page.submit("/login/recovery", code="aaaa-bbbb-cccc").status for _ in range(4)]
    assert statuses == [422] * 10 + [429] * 2


def test_a_sign_in_waits_ten_minutes_for_its_code(site, recovery_codes, at_now):
    page = half_way(site.visitor())
    at_now.move_to(NOW + timedelta(minutes=10))
    assert page.submit("/login/code", code=code_at(NOW + timedelta(minutes=10))).status == 409
    assert page.visitor.get("/login/code").status == 303


@pytest.mark.parametrize("path", ["/calls", "/settings", "/settings/security", "/calls/1", "/"])
def test_half_a_sign_in_opens_nothing(site, world, recovery_codes, path):
    visitor = site.visitor()
    half_way(visitor)
    answer = visitor.get(path)
    assert answer.status == (200 if path == "/" else 303)
    assert "Bob" not in answer.text


def test_half_a_sign_in_belongs_to_its_browser(site, recovery_codes):
    page = half_way(site.visitor())
    stranger = site.visitor()
    fields = {**page.form("/login/code"), "csrf_token": stranger.get("/login").form("/login")["csrf_token"]}
    assert stranger.post("/login/code", {**fields, "code": code_at(NOW)}).status == 409


def test_nothing_of_half_a_sign_in_is_worth_anything_after_it(site, recovery_codes):
    """SEC-19."""
    visitor, thief = site.visitor(), site.visitor()
    page = half_way(visitor)
    before = visitor.client.get_cookie("session").value
    page.submit("/login/code", code=code_at(NOW))
    assert visitor.client.get_cookie("session").value != before
    thief.client.set_cookie("session", before)
    assert not is_in(thief)
    assert thief.get("/login/code").status == 303
    assert is_in(visitor)


def test_a_mailed_link_is_one_factor_and_the_code_the_other(site, world, recovery_codes):
    """ASVS 6.4.3."""
    site.visitor().get("/login/link").submit("/login/link", email="bob@example.org")
    visitor = site.visitor()
    page = visitor.get(link_to(site, "bob@example.org")).submit("/login/link/").follow()
    assert "You are signed in" not in page.text
    assert not is_in(visitor)
    assert page.submit("/login/code", code=code_at(NOW)).status == 303
    assert is_in(visitor)


def test_a_new_password_by_mail_keeps_the_second_factor(site, world, recovery_codes):
    """ASVS 6.4.3."""
    site.visitor().get("/forgot").submit("/forgot", email="bob@example.org")
    visitor = site.visitor()
    page = visitor.get(link_to(site, "bob@example.org")).submit("/reset/", password="another fine password").follow()
    assert "Your password is changed." in page.text
    assert not is_in(visitor)
    assert page.submit("/login/code", code=code_at(NOW)).status == 303
    assert is_in(visitor)


@pytest.mark.parametrize("deed", ["deactivate", "set_password"])
def test_what_ends_every_session_ends_what_would_become_one(site, world, recovery_codes, deed):
    page = half_way(site.visitor())
    work = {
        "deactivate": lambda: accounts.deactivate(actor=ADMIN, email="bob@example.org", now=NOW),
        "set_password": lambda: accounts.set_password(actor=ADMIN, email="bob@example.org", password_hash="x", now=NOW),
    }[deed]
    site.do(lambda: transact(work))
    assert page.submit("/login/code", code=code_at(NOW)).status == 409


def test_nobody_learns_before_the_right_password_whether_there_is_a_second_factor(site, world):
    """SEC-15."""

    def answers():
        tried = [
            site.visitor().get("/login").submit("/login", email="bob@example.org", password="wrong password"),
            site.visitor().get("/forgot").submit("/forgot", email="bob@example.org").follow(),
            site.visitor().get("/login/link").submit("/login/link", email="bob@example.org").follow(),
        ]  # fmt: skip
        return [(answer.status, answer.text) for answer in tried]

    before = answers()
    site.do(lambda: turn_on(world.bob))
    assert answers() == before


def test_a_secret_whose_key_is_gone_is_no_error_and_recovery_codes_still_count(site, world, database_url):
    """Fault F-58."""
    kept = site.do(lambda: turn_on(world.bob))
    app = create_app(Config.for_tests(database_url=database_url, secret_key="another key"))
    visitor = Visitor(app)
    page = half_way(visitor)
    assert page.submit("/login/code", code=code_at(NOW)).status == 422
    assert visitor.get("/login/recovery").submit("/login/recovery", code=kept[0]).status == 303
    with app.app_context():
        db.engine.dispose()


def test_a_secret_moves_to_a_new_key_when_it_is_used(site, world, database_url):
    """Fault F-58."""
    site.do(lambda: turn_on(world.bob))
    old = Config.for_tests().secret_key
    for step, keys in enumerate(({"secret_key": "new", "secret_key_fallbacks": old}, {"secret_key": "new"})):
        app = create_app(Config.for_tests(database_url=database_url, **keys))
        assert half_way(Visitor(app)).submit("/login/code", code=code_at(NOW + step * STEP)).status == 303
        with app.app_context():
            db.engine.dispose()


def test_the_secret_and_the_recovery_codes_are_not_in_the_database_as_they_are(site, world, recovery_codes):
    """ASVS 11.3.3."""
    with site.app.app_context(), db.engine.connect() as connection:
        rows = [str(row) for table in db.metadata.sorted_tables for row in connection.execute(table.select())]
    text = "\n".join(rows)
    assert len(rows) > 10
    for secret in (code_at(NOW), *recovery_codes, *(code.replace("-", "") for code in recovery_codes)):
        assert secret not in text


def test_a_code_that_is_used_at_once_in_two_browsers_lets_one_in(site, world, recovery_codes):
    code = code_at(NOW)

    def use():
        authenticators.use_code(user_id=world.bob, code=code, cipher=CIPHER, now=NOW)

    site.do(lambda: transact(use))
    pages = [half_way(site.visitor()) for _ in range(2)]
    assert [page.submit("/login/code", code=code).status for page in pages] == [422, 422]


def test_whoever_has_no_app_is_asked_for_no_code(site, world, recovery_codes):
    assert is_in(site.as_("charlie"))
    assert site.do(lambda: factories.person("erin"))
    assert is_in(site.as_("erin"))
