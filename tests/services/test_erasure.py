"""Erasing a person: nothing of them remains, and what is counted stays (case E2, invariant I-25)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, text, update

from app.db import Base, db, transact
from app.domain.errors import BadCredentials, NotFound
from app.models import (
    AuditEntry,
    Authenticator,
    CalendarConnection,
    CalendarEntry,
    Call,
    CoachProfile,
    Feedback,
    FeedbackVersion,
    Passkey,
    PhoneView,
    Photo,
    RecoveryCode,
    SignIn,
    Slot,
    User,
)
from app.services import (
    accounts,
    call_views,
    cancelling,
    coaches,
    erasure,
    feedback,
    moving,
    outbox,
    preferences,
    registration,
    sign_ins,
    slots,
)
from app.services.call_shapes import Reader
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, CIPHER, PASSWORD, USUAL, acting
from tests.invariants import check_invariants

pytestmark = pytest.mark.usefixtures("app")

DAY = timedelta(days=1)
CANARY, CANARY_PHONE = "quetzal", "+12125550177"
REASON = "The account was closed."


def say(number: int = 0) -> str:
    return f"{CANARY} {number}"


@pytest.fixture
def world(app):
    """Quetzal coaches and is a student too; both ways a call is past, one was moved, one cancelled, one lies ahead."""
    me = factories.coach(CANARY)
    bob, dora = factories.person("bob"), factories.coach("dora")
    described = {"headline": say(), "about": say(), "place": say(), "languages": ["pt"], "subject_names": ["Maths"]}
    transact(lambda: coaches.edit(actor=ADMIN, email=f"{CANARY}@example.org", rate="38", currency="EUR",
                                  now=NOW, **described))  # fmt: skip
    for coach, student in ((me, bob), (dora, me)):
        live(coach, student)
    transact(lambda: sign_ins.begin(user_id=me, device=say(), now=NOW))
    transact(lambda: registration.send_link("sign_in_link", email=f"{CANARY}@example.org", next_page="/", now=NOW))
    transact(lambda: [db.session.execute(insert(model).values(**values)) for model, values in things_of(me, bob)])
    return me, bob, dora


def live(coach, student):
    """Let two people have calls of every kind, with Quetzal's name in every word that is written."""
    offset = timedelta(hours=4) if coach < student else timedelta(0)
    place = {"actor": acting(coach), "coach_id": coach, "timezone": "UTC", "policy": USUAL}
    place["place"] = say() if coach < student else "Room 4"
    starts = [NOW + offset + day * DAY for day in (-4, 2, 3, 4, 5, 6)]
    numbers = [
        transact(lambda start=start: slots.publish(wall_time=start.replace(tzinfo=None), now=NOW - 9 * DAY, **place))
        for start in starts
    ]
    past, moved, cancelled, ahead, spare, _open = [number.slot_id for number in numbers]
    ids = [factories.call(slot, student, note=say(slot), now=NOW - 8 * DAY) for slot in (past, moved, cancelled, ahead)]
    for score in (3, 4):
        transact(
            lambda score=score: feedback.record(
                actor=acting(coach), call_id=ids[0], satisfaction=score, shared_note=say(score),
                private_note=say(score + 1), now=NOW,
            )
        )  # fmt: skip
    told = {"actor": acting(coach), "reason": say(), "policy": USUAL, "now": NOW}
    transact(lambda: moving.move(call_id=ids[1], slot_id=spare, **told))
    transact(lambda: cancelling.cancel(call_id=ids[2], **told))


def things_of(me, bob):
    """Yield a row of everything else that a person may have."""
    yield Authenticator, {"user_id": me, "secret": say(), "last_step": 0, "created_at": NOW}
    yield RecoveryCode, {"user_id": me, "code_hash": f"$argon2id${CANARY}"}
    key = {"credential_id": b"quetzal", "public_key": b"quetzal", "sign_count": 0, "name": say(), "created_at": NOW}
    yield Passkey, {"user_id": me, **key}
    yield Photo, {"coach_id": me, "pixels": 96, "content": b"quetzal"}
    place = {"server": say(), "account": say(), "secret": CIPHER.encrypt(say()), "address": say(), "created_at": NOW}
    names = {"calendars": {say(): say()}, "busy_calendars": {say(): say()}, "busy_use": "warn", "busy_due_at": NOW}
    yield CalendarConnection, {"user_id": me, "id": 1, "failures": 0, "trouble": "", **place, **names}
    call = db.session.scalars(select(Call.id).where(Call.coach_id == me)).first()
    entry = {"uid": "1", "call_id": call, "address": say(), "etag": say(), "state": "done", "next_attempt_at": NOW}
    yield CalendarEntry, {"user_id": me, "connection_id": 1, "change": 1, "attempts": 1, **entry}
    yield PhoneView, {"owner_id": me, "viewer_id": bob, "day": NOW.date(), "seen_at": NOW}
    yield PhoneView, {"owner_id": bob, "viewer_id": me, "day": NOW.date(), "seen_at": NOW}


def erase(number, actor=ADMIN):
    return transact(lambda: erasure.erase(actor=actor, user_id=number, reason=REASON, cipher=CIPHER, now=NOW))


def tables_that_hold(*words):
    """Return the tables in which one of these words stands, in whatever column."""
    found = set()
    for table in Base.metadata.sorted_tables:
        content = repr([tuple(row) for row in db.session.execute(select(table))]).lower()
        found |= {table.name for word in words if word in content}
    db.session.rollback()
    return found


def test_no_byte_of_an_erased_person_remains_in_any_table(world):
    """Invariant I-25."""
    me, *_ = world
    transact(lambda: db.session.execute(update(User).where(User.id == me).values(phone=CANARY_PHONE)))
    before = tables_that_hold(CANARY, CANARY_PHONE)
    assert before >= {
        "users", "coach_profiles", "slots", "calls", "feedback", "feedback_versions", "audit_entries",
        "outbox_messages", "sign_ins", "photos", "passkeys", "authenticators", "recovery_codes",
        "calendar_connections", "calendar_entries",
    }  # fmt: skip
    erase(me)
    assert tables_that_hold(CANARY, CANARY_PHONE) == set()


@pytest.mark.parametrize("actor", [ADMIN, None])
def test_calls_ahead_are_cancelled_with_notice_and_every_invariant_holds(world, actor):
    """Case E2."""
    me, bob, dora = world
    done = erase(me, actor or acting(me))
    assert len(done.cancelled_calls) == 4
    assert done.kept_calls == 2
    rows = db.session.execute(select(Call.id, Call.status, Call.cancel_reason).where(Call.starts_at > NOW)).all()
    assert {row.status for row in rows} == {"cancelled"}
    assert {row.cancel_reason for row in rows if row.id in done.cancelled_calls} == {REASON}
    mails = [mail for mail in outbox.list_latest(limit=99) if mail.payload.get("call") in done.cancelled_calls]
    told = [mail.user_id for mail in mails if mail.kind == "call_cancelled"]
    assert sorted(told) == [bob, bob, dora, dora]
    check_invariants()


def test_a_slot_opens_again_when_its_student_is_erased_and_none_stays_open_of_an_erased_coach(world):
    me, _, dora = world
    done = erase(me)
    mine = select(Slot.status).where(Slot.coach_id == me, Slot.starts_at > NOW)
    assert set(db.session.scalars(mine)) == {"withdrawn"}
    assert done.withdrawn_slots == 1
    doras = select(Slot.status).where(Slot.coach_id == dora, Slot.starts_at > NOW)
    assert sorted(db.session.scalars(doras)) == ["open", "open", "open", "withdrawn", "withdrawn"]


def counts():
    """Return every number that a report can tell."""
    calls = db.session.execute(
        select(Call.coach_id, Call.student_id, Call.status, func.count(), func.avg(Feedback.satisfaction))
        .outerjoin(Feedback)
        .where(Call.starts_at <= NOW)
        .group_by(Call.coach_id, Call.student_id, Call.status)
        .order_by(Call.coach_id, Call.student_id, Call.status)
    ).all()
    versions = select(func.count(), func.sum(FeedbackVersion.satisfaction))
    taught = db.session.scalars(text("SELECT count(*) FROM coach_subjects")).one()
    entries = db.session.scalar(select(func.count()).where(AuditEntry.at < NOW))
    people = db.session.scalar(select(func.count()).select_from(User))
    return calls, db.session.execute(versions).all(), taught, entries, people


def test_the_numbers_of_reports_do_not_change(world):
    """Case E2."""
    before = counts()
    erase(world[0])
    assert counts() == before


def test_the_other_person_sees_a_past_call_without_a_name_or_a_number(world):
    me, bob, dora = world
    erase(me)
    for reader, name in ((bob, "Former coach"), (dora, "Former coach")):
        calls = call_views.list_calls(call_views.CallFilter(), Reader(acting(reader), USUAL, NOW)).items
        past = [call for call in calls if call.starts_at < NOW and reader in (call.coach.id, call.student.id)]
        (other,) = {party for call in past for party in (call.coach, call.student) if party.id == me}
        assert (other.name, other.phone) == (name, None)
        assert [call.feedback.satisfaction for call in past if call.feedback and reader == dora] in ([4], [])


def test_who_never_coached_is_a_former_student():
    bob = factories.person("bob")
    erase(bob)
    person = db.session.get_one(User, bob)
    assert (person.name, person.phone) == ("Former student", None)
    assert person.email == f"erased-{bob}@erased.invalid"


def test_an_erased_account_is_entered_and_found_by_nothing(world):
    me, *_ = world
    erase(me)
    assert db.session.scalar(select(func.count()).where(SignIn.user_id == me)) == 0
    for email in (f"{CANARY}@example.org", f"erased-{me}@erased.invalid"):
        for password in (PASSWORD, ""):
            with pytest.raises(BadCredentials):
                accounts.authenticate(email=email, password=password)
        with pytest.raises(NotFound):
            transact(lambda email=email: accounts.reactivate(actor=ADMIN, email=email, now=NOW))
    assert db.session.get_one(CoachProfile, me).removed_at - NOW < DAY


def test_the_address_is_free_for_a_new_account(world):
    erase(world[0])
    again = factories.person(CANARY)
    assert again != world[0]


def test_nobody_is_erased_twice(world):
    erase(world[0])
    with pytest.raises(NotFound):
        erase(world[0])
    with pytest.raises(NotFound):
        erasure.foresee(world[0], now=NOW)
    with pytest.raises(NotFound):
        erase(4711)


def test_what_would_be_done_is_what_is_done(world):
    foreseen = erasure.foresee(world[0], now=NOW)
    done = erase(world[0])
    assert (foreseen.cancelled_calls, foreseen.kept_calls) == (done.cancelled_calls, done.kept_calls)
    # The slots of the cancelled calls are withdrawn with them.
    assert foreseen.withdrawn_slots == done.withdrawn_slots


def test_no_mail_is_written_to_an_erased_person(world):
    me, *_ = world
    erase(me)
    assert not transact(lambda: outbox.write("reminder", to=db.session.get_one(User, me), now=NOW))
    assert [mail for mail in outbox.list_latest(limit=99) if mail.user_id == me] == []


def test_the_audit_tells_of_it_in_numbers(world):
    me, *_ = world
    erase(me)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "user.erased")).one()
    assert (entry.object_id, entry.facts) == (me, {"cancelled_calls": 4, "withdrawn_slots": 1})


def test_other_peoples_words_and_settings_stay(world):
    me, bob, dora = world
    slot = factories.slot(dora, NOW + 20 * DAY)
    call = factories.call(slot, bob, note="Chapter three")
    erase(me)
    assert db.session.get_one(Call, call).note == "Chapter three"
    assert preferences.get(bob).name == "Bob Baker"
    assert db.session.scalar(select(func.count()).where(PhoneView.owner_id == bob)) == 1
