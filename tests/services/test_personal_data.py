"""All that is held about a person: everything of theirs, no secret, and of others the name alone."""

import csv
import json
from datetime import timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from app.db import transact
from app.services import feedback, personal_data, personal_data_files, phone_views, registration, reviews, sign_ins
from tests import factories
from tests.conftest import NOW
from tests.factories import PEOPLE, acting

pytestmark = pytest.mark.usefixtures("app")

DAY = timedelta(days=1)


@pytest.fixture
def world(app):
    """Alice logged a past call of Bob's twice; a second call lies ahead."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    past = factories.slot(alice, NOW - DAY, now=NOW - 3 * DAY)
    call = factories.call(past, bob, note="=Chapter three", now=NOW - 2 * DAY)
    factories.call(factories.slot(alice), bob)
    for score in (2, 4):
        note = {"shared_note": f"Read page {score}", "private_note": f"tired {score}"}
        transact(lambda score=score, note=note: feedback.record(
            actor=acting(alice), call_id=call, satisfaction=score, now=NOW, **note))  # fmt: skip
    transact(lambda: reviews.record(actor=acting(bob), call_id=call, rating=5, comment="=Clear", now=NOW))
    transact(lambda: sign_ins.begin(user_id=bob, device="Firefox", now=NOW))
    transact(lambda: registration.send_link("sign_in_link", email="bob@example.org", next_page="/calls", now=NOW))
    transact(lambda: phone_views.note(viewer_id=alice, owner_ids=[bob], now=NOW))
    return alice, bob


def document(user_id):
    return json.loads(personal_data_files.write(personal_data.collect(user_id, now=NOW), "json", now=NOW))


def test_a_student_has_account_calls_shared_notes_sign_ins_mails_looks_and_changes(world):
    """Case H2."""
    _, bob = world
    told = document(bob)
    assert told["made_at"] == "2027-03-01T09:00:00Z"
    assert (told["account"]["email"], told["account"]["phone"]) == ("bob@example.org", PEOPLE["bob"][1])
    past, ahead = told["calls"]
    assert (past["role"], past["with"], past["status"], past["note"]) == (
        "student", "Alice Archer", "completed", "=Chapter three",
    )  # fmt: skip
    assert ahead["starts_at"] == "2027-03-03T09:00:00Z"
    assert [note["shared_note"] for note in told["feedback_received"]] == ["Read page 4"]
    assert [(one["rating"], one["comment"]) for one in told["reviews_given"]] == [(5, "=Clear")]
    assert told["feedback_given"] == told["reviews_received"] == told["slots"] == []
    assert told["coach_profile"] is None
    assert [one["device"] for one in told["sign_ins"]] == ["Firefox"]
    assert {"kind": "sign_in_link", "payload": {"next": "/calls"}}.items() <= next(
        mail for mail in told["mails"] if mail["kind"] == "sign_in_link"
    ).items()
    assert told["phone_seen_by"] == [{"name": "Alice Archer", "at": "2027-03-01T09:00:00Z"}]
    assert [(one["action"], one["by"]) for one in told["changes"]][:2] == [
        ("user.created", "the programme"), ("call.booked", "you"),
    ]  # fmt: skip


def test_a_coach_has_all_versions_of_what_they_logged(world):
    """Case H1."""
    alice, _ = world
    told = document(alice)
    assert [(log["student"], log["satisfaction"], log["private_note"]) for log in told["feedback_given"]] == [
        ("Bob Baker", 2, "tired 2"), ("Bob Baker", 4, "tired 4"),
    ]  # fmt: skip
    assert len(told["slots"]) == 2
    assert told["phones_seen"] == [{"name": "Bob Baker", "at": "2027-03-01T09:00:00Z"}]


def test_no_secret_is_in_it_and_of_others_only_the_name(world):
    """Invariants I-11 and I-12."""
    for mine, theirs in zip(world, reversed(world), strict=True):
        text = json.dumps(document(mine))
        other = document(theirs)["account"]
        assert other["name"] in text
        assert other["email"] not in text
        assert other["phone"] not in text
        for secret in ("argon2", "hash", "stamp"):
            assert secret not in text
        assert ("tired" in text) == (mine == world[0])


def test_tables_say_the_same_and_no_spreadsheet_runs_a_cell(world):
    """SEC-29."""
    _, bob = world
    archive = ZipFile(BytesIO(personal_data_files.write(personal_data.collect(bob, now=NOW), "csv", now=NOW)))
    assert {"account.csv", "calls.csv", "feedback_received.csv", "mails.csv"} <= set(archive.namelist())
    assert "slots.csv" not in archive.namelist()
    rows = list(csv.DictReader(StringIO(archive.read("calls.csv").decode("utf-8-sig"))))
    assert [row["with"] for row in rows] == ["Alice Archer"] * 2
    assert rows[0]["note"] == "'=Chapter three"
    assert rows[1]["starts_at"] == "2027-03-03T09:00:00Z"
