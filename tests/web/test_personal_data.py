"""My data: taken along as files, looked at by whom, and erased."""

import json
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from app.db import db, transact
from app.models import Call, User
from app.services import outbox, phone_views
from tests import factories
from tests.conftest import NOW
from tests.factories import PASSWORD, PEOPLE

PAGE, ERASE, FILE = "/settings/data", "/settings/data/erase", "/settings/data/file"


def test_the_page_is_found_from_the_settings(site, world):
    page = site.as_("bob").get("/settings")
    link = page.one(f'nav a[href="{PAGE}"]')
    assert link.text == "My data"
    assert page.visitor.get(PAGE).one('[aria-current="page"][href^="/settings"]').text == "My data"


def test_everything_is_taken_along_as_json(site, world):
    answer = site.as_("bob").get(PAGE).submit(FILE, form="json").response
    assert answer.headers["Content-Disposition"] == 'attachment; filename="coachbook-2027-03-01.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    told = json.loads(answer.get_data())
    assert told["account"]["email"] == "bob@example.org"
    assert [call["note"] for call in told["calls"]] == ["Chapter three"]
    assert PEOPLE["alice"][1] not in answer.get_data(as_text=True)
    assert told["changes"][-1]["action"] == "user.exported"


def test_everything_is_taken_along_as_zipped_tables(site, world):
    alice = site.as_("alice")
    answer = alice.client.post(FILE, data={**alice.get(PAGE).form(FILE), "form": "csv"})
    assert answer.mimetype == "application/zip"
    assert "slots.csv" in ZipFile(BytesIO(answer.get_data())).namelist()


def test_a_kind_of_file_that_is_not_made_leads_back(site, world):
    assert site.as_("bob").get(PAGE).submit(FILE, form="exe").location == PAGE


def test_files_are_made_ten_times_an_hour(site, world):
    """SEC-38."""
    page = site.as_("bob").get(PAGE)
    answers = [page.submit(FILE, form="json") for _ in range(11)]
    assert [answer.status for answer in answers] == [200] * 10 + [429]
    assert "Retry-After" in answers[-1].response.headers


def test_the_owner_sees_who_saw_the_number_and_when(site, world):
    bob = site.as_("bob")
    assert "Nobody has opened a page with it so far." in bob.get(PAGE).text
    site.do(lambda: transact(lambda: phone_views.note(viewer_id=world.alice, owner_ids=[world.bob], now=NOW)))
    assert "Alice Archer Mar 1, 4:00" in bob.get(PAGE).text.replace("Mon, ", "")
    assert "Alice" not in site.as_("charlie").get(PAGE).text


def test_the_page_says_what_erasing_does(site, world):
    text = site.as_("bob").get(ERASE).text
    assert "1 call ahead is cancelled, and the other person is told." in text
    assert "withdrawn" not in text
    alice = site.as_("alice").get(ERASE).text
    assert "1 open time is withdrawn." in alice


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"email": "bob@example.org", "present": "wrong"}, "not your password"),
        ({"email": "alice@example.org", "present": PASSWORD}, "Type the address you sign in with"),
        ({"email": "", "present": ""}, "Fill this in"),
    ],
)
def test_without_address_and_password_nothing_is_erased(site, world, typed, words):
    bob = site.as_("bob")
    answer = bob.get(ERASE).submit(ERASE, **typed)
    assert answer.status == 422
    assert words in answer.text
    assert answer.form(ERASE)["present"] == ""
    assert bob.get("/calls").status == 200


def test_wrong_passwords_are_counted(site, world):
    """SEC-12."""
    page = site.as_("bob").get(ERASE)
    typed = {"email": "bob@example.org", "present": "wrong"}
    assert [page.submit(ERASE, **typed).status for _ in range(11)] == [422] * 10 + [429]


def test_an_erased_person_is_out_everywhere_and_the_coach_is_told(site, world):
    """Case E2."""
    bob, phone = site.as_("bob"), site.as_("bob")
    gone = bob.get(ERASE).submit(ERASE, email=" Bob@example.org", present=PASSWORD)
    assert gone.location == "/"
    assert gone.response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Your account is erased." in gone.follow().text
    assert {browser.get("/calls").status for browser in (bob, phone)} == {303}
    again = site.visitor().get("/login").submit("/login", email="bob@example.org", password=PASSWORD)
    assert again.status == 422
    (mail,) = [mail for mail in site.do(lambda: outbox.list_latest(limit=9)) if mail.kind == "call_cancelled"]
    assert mail.user_id == world.alice
    assert site.do(lambda: db.session.get(Call, world.call).cancelled_by_id) == world.bob
    page = site.as_("alice").get(f"/calls/{world.call}").text
    assert "Former student" in page
    assert "The account was closed." in page
    assert "Bob" not in page


def test_a_student_may_leave_after_the_cut_off_too(site, world, at_now):
    """Case E2."""
    site.leap(at_now, NOW + timedelta(days=2, hours=-1))
    bob = site.as_("bob")
    assert bob.get(ERASE).submit(ERASE, email="bob@example.org", present=PASSWORD).status == 303
    assert site.do(lambda: db.session.get(Call, world.call).status) == "cancelled"


def test_a_coach_who_leaves_is_found_by_nobody(site, world):
    site.as_("alice").get(ERASE).submit(ERASE, email="alice@example.org", present=PASSWORD)
    visitor = site.visitor()
    assert visitor.get(f"/coaches/{world.alice}").status == 404
    assert "Former" not in visitor.get("/coaches").text + visitor.get("/slots").text
    assert visitor.get(f"/slots/{world.open_slot}").status in (404, 409)
    assert site.do(lambda: db.session.get(User, world.alice).name) == "Former coach"
    assert site.do(lambda: factories.person("alice")) != world.alice
