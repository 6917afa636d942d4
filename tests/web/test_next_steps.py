"""Agreed next steps come up again until they are ticked off; notes are kept as they are typed."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain.clock import utc_now
from app.mails.writing import put_into_words
from app.services import call_logs, erasure, outbox, preferences, reminders
from tests import factories, past
from tests.conftest import NOW
from tests.factories import ADMIN, CIPHER

DAY = timedelta(days=1)
STEPS = "Read chapter 3\n\n  Write   a letter \nRead chapter 3"


@pytest.fixture
def logged(site, world):
    """Alice and Bob had a call, and have another one ahead; return the past one's log page."""
    call = site.do(lambda: past.held(world.alice, world.bob, NOW - DAY, 4))
    return f"/calls/{call}/feedback"


def test_steps_come_up_until_they_are_ticked_off(site, world, logged, at_now):
    alice, bob = site.as_("alice"), site.as_("bob")
    alice.get(logged).submit(logged, next_steps=STEPS, private_note="Shy")
    assert alice.get(logged).form(logged)["next_steps"] == "Read chapter 3\nWrite a letter"
    ahead = f"/calls/{world.call}"
    for page in (bob.get(ahead), alice.get(ahead), bob.get(f"/slots/{world.open_slot}")):
        assert [item.text for item in page.all(".next-steps li")] == ["Read chapter 3", "Write a letter"]
        assert "Shy" not in page.text
    assert "chapter" not in site.as_("charlie").get(f"/slots/{world.open_slot}").text

    at_now.move_to(NOW + 2 * DAY + timedelta(hours=4))
    alice, path = site.as_("alice"), f"/calls/{world.call}/feedback"
    page = alice.get(path).submit(path, satisfaction="5").follow()
    boxes = {box.parent.text.strip(): box["value"] for box in page.all("[name=done]")}
    page.submit(path, done=boxes["Read chapter 3"], next_steps="Speak louder")
    assert alice.get(f"/calls/{world.call}").all(".next-steps .badge")
    bob = site.as_("bob")
    left = bob.get(f"/slots/{world.open_slot}").all(".next-steps li")
    assert [item.text for item in left] == ["Write a letter", "Speak louder"]


def test_steps_come_up_in_the_log_of_a_later_call_though_both_are_logged_after_it(site, world, logged):
    later = site.do(lambda: past.held(world.alice, world.bob, NOW - DAY / 2, 4))
    bob = site.as_("bob")
    bob.get("/settings").submit("/settings", shares_steps="y")
    alice = site.as_("alice")
    alice.get(logged).submit(logged, next_steps="Read chapter 3")
    page = alice.get(f"/calls/{later}/feedback")
    assert [box.parent.text.strip() for box in page.all("[name=done]")] == ["Read chapter 3"]
    page.submit(f"/calls/{later}/feedback", next_steps="Write a letter")
    assert not alice.get(logged).all("[name=done]")


def test_a_refused_booking_still_says_what_was_agreed(site, world, logged):
    site.as_("alice").get(logged).submit(logged, next_steps="Read chapter 3")
    slot = f"/slots/{world.open_slot}"
    page = site.as_("bob").get(slot).submit(f"{slot}/book", note="x" * 5000)
    assert page.status == 422
    assert [item.text for item in page.all(".next-steps li")] == ["Read chapter 3"]


def test_another_coach_sees_steps_only_if_the_student_lets_them(site, world, logged):
    alice = site.as_("alice")
    alice.get(logged).submit(logged, next_steps="Read chapter 3", private_note="Shy", shared_note="Well done")
    dora = site.do(lambda: factories.coach("dora"))
    call = site.do(lambda: factories.call(factories.slot(dora, NOW + 4 * DAY), world.bob))
    other = site.as_("dora")
    assert "chapter" not in other.get(f"/calls/{call}").text
    bob = site.as_("bob")
    bob.get("/settings").submit("/settings", shares_steps="y")
    seen = other.get(f"/calls/{call}").text
    assert "Read chapter 3 with Alice Archer" in seen
    assert "Shy" not in seen
    assert "Well done" not in seen
    assert "chapter" not in bob.get(f"/calls/{call}").text
    assert site.do(lambda: preferences.get(world.bob)).shares_steps


def test_the_reminder_names_the_steps(site, world, logged, at_now):
    site.as_("alice").get(logged).submit(logged, next_steps=STEPS)
    at_now.move_to(NOW + DAY + timedelta(hours=1))
    site.do(lambda: transact(lambda: reminders.plan(policy=factories.USUAL, now=utc_now())))
    mails = site.do(lambda: [put_into_words(mail, now=utc_now()).text for mail in outbox.list_latest(limit=9)
                             if mail.kind == "reminder"])  # fmt: skip
    assert len(mails) == 2
    assert all("Read chapter 3" in mail and "Write a letter" in mail for mail in mails)


def test_what_is_typed_is_kept_until_it_is_saved(site, world, logged):
    alice = site.as_("alice")
    draft = f"{logged}/draft"
    form = {**alice.get(logged).form(logged), "private_note": "Half a sen", "next_steps": "Read"}
    answer = alice.post(draft, form, htmx=True)
    assert "not saved yet" in answer.text
    alice.get("/").submit("/logout")
    page = site.as_("alice").get(logged)
    assert (page.form(logged)["private_note"], page.form(logged)["next_steps"]) == ("Half a sen", "Read")
    assert "not saved yet" in page.text
    assert "Half a sen" not in site.as_("bob").get(logged.removesuffix("/feedback")).text
    page.submit(logged, private_note="A sentence")
    page = site.as_("alice").get(logged)
    assert page.form(logged)["private_note"] == "A sentence"
    assert "not saved yet" not in page.text


def test_a_draft_like_what_is_saved_is_none(site, world, logged):
    alice = site.as_("alice")
    alice.get(logged).submit(logged, private_note="Shy")
    form = alice.get(logged).form(logged)
    kept = alice.post(f"{logged}/draft", {**form, "private_note": "Shy?"}, htmx=True)
    assert "not saved yet" in kept.text
    taken_back = {**form, "shown": kept.one("[name=shown]")["value"]}
    assert "not saved yet" not in alice.post(f"{logged}/draft", taken_back, htmx=True).text


def test_nobody_else_keeps_a_draft_of_the_log(site, world, logged):
    site.do(lambda: factories.coach("dora"))
    token = site.as_("dora").get("/settings").form("/settings")["csrf_token"]
    assert site.as_("dora").post(f"{logged}/draft", {"csrf_token": token, "private_note": "x"}).status in (400, 404)
    assert site.as_("bob").post(f"{logged}/draft", {"private_note": "x"}).status in (400, 403)


def test_a_page_from_before_an_erasure_writes_nothing_of_the_student_back(site, world, logged):
    alice = site.as_("alice")
    alice.get(logged).submit(logged, private_note="Shy", next_steps="Read chapter 3")
    old = alice.get(logged)
    gone = {"actor": ADMIN, "user_id": world.bob, "reason": "Asked for it", "cipher": CIPHER, "now": NOW}
    site.do(lambda: transact(lambda: erasure.erase(**gone)))
    for answer in (old.submit(logged), alice.post(f"{logged}/draft", old.form(logged), htmx=True)):
        assert answer.status == 409
        assert "has been erased" in answer.text
    page = alice.get(logged)
    assert (page.form(logged)["private_note"], page.form(logged)["next_steps"]) == ("", "")
    assert page.submit(logged, satisfaction="5").status == 303


def test_a_step_that_is_done_stays_done_while_its_words_are_mended(site, world, logged, at_now):
    alice = site.as_("alice")
    alice.get(logged).submit(logged, next_steps="Raed chapter 3\nWrite a letter")
    at_now.move_to(NOW + 2 * DAY + timedelta(hours=4))
    alice, later = site.as_("alice"), f"/calls/{world.call}/feedback"
    page = alice.get(later).submit(later, satisfaction="5").follow()
    boxes = {box.parent.text.strip(): box["value"] for box in page.all("[name=done]")}
    page.submit(later, done=list(boxes.values()))

    alice.get(logged).submit(logged, next_steps="Read Chapter 3\nSpeak louder")
    page = alice.get(later)
    assert {box.parent.text.strip(): "checked" in box.attrs for box in page.all("[name=done]")} == {
        "Read Chapter 3": True,
        "Speak louder": False,
    }
    assert page.one("[name=done]:checked")["value"] == boxes["Raed chapter 3"]
    # Another thing to do in the same place is not done before anybody has heard of it.
    alice.get(logged).submit(logged, next_steps="Read to Bob\nSpeak louder")
    assert not alice.get(later).all("[name=done]:checked")


def test_blanks_and_the_order_of_steps_make_no_draft(site, world, logged):
    alice = site.as_("alice")
    alice.get(logged).submit(logged, private_note="Shy\nToday", next_steps="Read\nWrite")
    form, draft = alice.get(logged).form(logged), f"{logged}/draft"
    alike = {"private_note": " Shy\r\nToday \r\n", "next_steps": "Write\r\n\r\n  Read "}
    assert "not saved yet" not in alice.post(draft, {**form, **alike}, htmx=True).text
    kept = alice.post(draft, {**form, **alike, "shared_note": "!"}, htmx=True)
    assert "not saved yet" in kept.text
    taken_back = {**form, **alike, "shown": kept.one("[name=shown]")["value"]}
    assert "not saved yet" not in alice.post(draft, taken_back, htmx=True).text


def test_no_draft_is_kept_of_a_call_that_has_no_log(site, world, logged, at_now):
    alice = site.as_("alice")
    form = {**alice.get(logged).form(logged), "private_note": "Too early"}
    missed = site.do(lambda: past.missed(world.alice, world.bob, NOW - 2 * DAY))
    cancelled = site.do(lambda: past.cancelled(world.alice, world.bob, NOW - 3 * DAY))
    for call, told in ((world.call, "has not ended"), (missed, "was missed"), (cancelled, "cancelled")):
        answer = alice.post(f"/calls/{call}/feedback/draft", form, htmx=True)
        assert answer.status == 409
        assert told in answer.one("p#feedback-draft").get_text()
        assert not answer.all("[autofocus]")
        assert "HX-Retarget" not in answer.response.headers
        assert alice.post(f"/calls/{call}/feedback/draft", form).status == 409
        assert site.do(lambda call=call: call_logs.find_draft(call)) is None
