"""Every mail, word for word, as text and as HTML: a change of words is a change of these files.

`pytest tests/mails --write-mails` writes them anew, to be read before they are committed.
"""

import re
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from app.db import db, transact
from app.domain.attendance import Claim, Finding
from app.domain.calls import CallStatus
from app.domain.clock import utc_now
from app.domain.policy import Policy
from app.mails.accounts import KINDS as ACCOUNT_KINDS
from app.mails.writing import KINDS, put_into_words
from app.models import User
from app.services import (
    answering,
    attendance,
    cancelling,
    coach_profiles,
    conversations,
    feedback,
    moving,
    no_shows,
    offers,
    outbox,
    outcomes,
    reminders,
    review_mails,
    reviews,
    saved_coaches,
    slot_alerts,
)
from tests import factories, past
from tests.calendar_files import Names, read_twice
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

DATABASES = ("sqlite",)
GOLDEN = Path(__file__).parent / "golden"
DAY = timedelta(days=1)
START = NOW + 2 * DAY
PAYLOADS = {
    "new_address": {"about": "bob@example.com"},
    "recovery_code_used": {"left": 3},
    "passkey_added": {"passkey": "Phone"},
    "passkey_removed": {"passkey": "Phone"},
    "token_created": {"token": "Calendar script"},
    "webhook_disabled": {"webhook": 1, "url": "https://example.org/calls"},
}
LIFE = ("call_booked", "call_moved", "call_cancelled")
TOKEN = re.compile(r"(?<=/)[\w.~=-]{40,}")


def words(now=NOW):
    """Return the newest mail of each kind for each reader, in words as they go."""
    found = {}
    for message in outbox.list_latest(limit=100):
        if message.state == "waiting":
            name = f"{message.kind}.{message.name.split()[0].lower()}"
            found.setdefault(name, put_into_words(message, now=now))
    return found


def of_accounts(_at_now):
    """Write each mail about an account to Bob."""
    bob = db.session.get_one(User, factories.person("bob"))
    for kind in ACCOUNT_KINDS:
        transact(partial(outbox.write, kind, to=bob, now=NOW, **PAYLOADS.get(kind, {})))
    return words()


def of_calls(at_now):
    """Let Alice in London and Bob in New York have a call that is moved and cancelled, and one that takes place."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    slots = [factories.slot(alice, START + number * DAY) for number in range(3)]
    by_alice = {"actor": acting(alice), "policy": USUAL, "now": NOW}
    call = factories.call(slots[0], bob, note="Integrals, please.\nChapter three.")
    wrote = {"coach_id": alice, "student_id": bob, "body": "Bring the exercises, please."}
    transact(lambda: conversations.open_with(actor=acting(alice), **wrote, now=NOW))
    told = words()
    transact(lambda: moving.move(call_id=call, slot_id=slots[1], reason="The room is closed.", **by_alice))
    told = words() | told
    at_now.move_to(START)
    transact(lambda: reminders.plan(policy=USUAL, now=START))
    told = words(START) | told
    transact(lambda: cancelling.cancel(call_id=call, reason="Ill.", **by_alice))
    factories.call(slots[2], bob)
    told = words(START) | told
    at_now.move_to(START + 2 * DAY + timedelta(hours=5))
    transact(lambda: (reminders.plan(policy=USUAL, now=utc_now()), review_mails.plan(now=utc_now())))
    return words(utc_now()) | told


def of_reviews(at_now):
    """Let Bob review a call that Alice has logged."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    call, then = factories.call(factories.slot(alice, START), bob), START + DAY
    at_now.move_to(then)
    transact(lambda: feedback.record(actor=acting(alice), call_id=call, satisfaction=5, now=then))
    said = {"actor": acting(bob), "call_id": call, "rating": 4, "comment": "Clear, and kind."}
    transact(lambda: reviews.record(**said, now=then))
    transact(lambda: review_mails.plan(now=then + timedelta(minutes=1)))
    return {name: mail for name, mail in words(then + timedelta(minutes=1)).items() if name.startswith("new_review")}


def of_illness(at_now):
    """Let Alice fall ill, so that Bob is offered other times."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    call = factories.call(factories.slot(alice, START), bob)
    for number in (1, 2):
        factories.slot(alice, START + number * DAY)
    said = {"actor": acting(alice), "call_id": call, "reason": "Ill.", "offers": True, "policy": USUAL, "now": NOW}
    transact(lambda: cancelling.cancel(**said))
    told = words()["call_cancelled.bob"]
    return {"call_cancelled.bob.held": told}


def of_requests(_at_now):
    """Let Bob ask Alice for three calls: she confirms one and declines one, and lets one lapse."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    changes = coach_profiles.Changes(approves=True)
    by_alice = {"actor": acting(alice), "now": NOW}
    transact(lambda: coach_profiles.edit(coach_id=alice, changes=changes, **by_alice))
    slots = [factories.slot(alice, START + number * DAY) for number in range(1, 4)]
    confirmed, declined, lapsed = [factories.call(slot, bob, note="Integrals, please.") for slot in slots]
    told = words()
    transact(lambda: answering.confirm(call_id=confirmed, **by_alice))
    transact(lambda: answering.decline(call_id=declined, reason="I am away then.", **by_alice))
    transact(lambda: answering.lapse(lapsed, now=NOW + 3 * DAY))
    return words() | told


def of_coaches(_at_now):
    """Let Bob wait for Alice, who opens six times."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    transact(lambda: saved_coaches.await_slots(student_id=bob, coach_id=alice, now=NOW - DAY))
    for number in range(6):
        factories.slot(alice, START + number * DAY)
    later = NOW + 2 * slot_alerts.REST
    transact(lambda: slot_alerts.plan(policy=USUAL, now=later))
    return words(later)


def of_attendance(at_now):
    """Let Bob contradict a no-show, and an administrator settle it."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    call, then = factories.call(factories.slot(alice, START), bob), START + DAY
    at_now.move_to(then)
    missed = {"actor": acting(alice), "call_id": call, "outcome": CallStatus.NO_SHOW, "now": then}
    transact(lambda: outcomes.record(**missed))
    transact(lambda: attendance.say(actor=acting(bob), call_id=call, claim=Claim.CAME, now=then))
    told = words(then)
    settled = {"finding": Finding.COMPLETED, "reason": "Both wrote of it in the chat."}
    transact(lambda: attendance.settle(actor=ADMIN, call_id=call, **settled, now=then))
    told = words(then) | told
    return {name: mail for name, mail in told.items() if name.startswith("attendance")}


def of_a_disputed_score(at_now):
    """Let Bob say that Alice did not come to a call to which she has given a score."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    call = past.held(alice, bob, NOW - DAY, 4)
    at_now.move_to(NOW)
    transact(lambda: attendance.say(actor=acting(bob), call_id=call, claim=Claim.COACH_MISSED, now=NOW))
    return {"attendance_said.alice.scored": words(NOW)["attendance_said.alice"]}


def of_missed_calls(at_now):
    """Let Bob miss two of Alice's calls, and one more after he was warned."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    told = {}
    for number in range(3):
        start = START + number * DAY
        call, then = factories.call(factories.slot(alice, start), bob), start + timedelta(hours=5)
        missed = {"actor": acting(alice), "call_id": call, "outcome": CallStatus.NO_SHOW, "now": then}
        transact(partial(outcomes.record, **missed))
        at_now.move_to(then)
        transact(partial(no_shows.weigh, bob, actor=ADMIN, policy=Policy(no_shows_limit=2), now=then))
        told = words(then) | told
    return {name: mail for name, mail in told.items() if not name.startswith("call_")}


def of_waiting(_at_now):
    """Offer Bob a time with Alice, and let him miss it."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    factories.wish(bob, alice)
    factories.slot(alice, START)
    [offer] = factories.offer()
    offered, later = words(), NOW + DAY
    transact(lambda: offers.settle(offer, policy=USUAL, now=later))
    return words(later) | offered


@pytest.mark.parametrize(
    "written",
    [
        of_accounts,
        of_calls,
        of_illness,
        of_requests,
        of_coaches,
        of_reviews,
        of_attendance,
        of_a_disputed_score,
        of_missed_calls,
        of_waiting,
    ],
)
@pytest.mark.usefixtures("app")
def test_every_mail_reads_as_it_was_approved(written, request, at_now):
    """Cases C7, C10, B2."""
    names = Names()
    for name, mail in sorted(written(at_now).items()):
        calendar = {"ics": names.write(mail.invitation.calendar)} if mail.invitation else {}
        for ending, words in {"txt": mail.text, "html": mail.html, **calendar}.items():
            file = GOLDEN / f"{name}.{ending}"
            shown = TOKEN.sub("…", words)
            if request.config.getoption("--write-mails"):
                file.write_text(shown)
            assert shown == file.read_text(), file.name


def test_every_kind_of_mail_is_among_them():
    assert {path.name.split(".")[0] for path in GOLDEN.iterdir()} == set(KINDS)


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_the_calendar_files_of_a_call_are_one_event_from_first_to_last(who):
    """Cases F7, G1, G2."""
    read = {kind: read_twice((GOLDEN / f"{kind}.{who}.ics").read_text()) for kind in LIFE}
    assert [method for method, _ in read.values()] == ["REQUEST", "REQUEST", "CANCEL"]
    booked, moved, cancelled = (events[0] for _, events in read.values())
    assert booked.uid == moved.uid == cancelled.uid
    assert booked.sequence < moved.sequence < cancelled.sequence
    assert [event.status for event in (booked, moved, cancelled)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [event.starts_at - START for event in (booked, moved, cancelled)] == [0 * DAY, DAY, DAY]


def test_every_calendar_file_is_read_alike_by_two_readers_and_tells_no_phone():
    files = [path.read_text() for path in GOLDEN.glob("*.ics")]
    assert len(files) >= 2 * len(LIFE)
    for text in files:
        method, (event,) = read_twice(text)
        assert (method == "CANCEL") == (event.status == "CANCELLED")
        assert "+1212" not in text
        assert "+4420" not in text


def test_of_a_call_both_people_are_told_in_words_of_their_own():
    """Case C7."""
    for kind in ("call_booked", "call_moved", "call_cancelled", "call_requested", "call_confirmed", "reminder"):
        told = {who: (GOLDEN / f"{kind}.{who}.txt").read_text() for who in ("alice", "bob")}
        assert "London" in told["alice"]
        assert "New York" in told["bob"]
