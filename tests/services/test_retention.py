"""What nobody has touched for long is forgotten, and nothing that is still used."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from app.db import db, transact
from app.models import ApiToken, Offer, OutboxMessage, PhoneView, User, Wish
from app.services import offers, outbox, phone_views, retention, sign_ins, wishes
from app.services.retention import Forgotten
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, CIPHER

pytestmark = pytest.mark.usefixtures("app")

WEEK, YEAR = timedelta(days=7), timedelta(days=365)
BEFORE = NOW - YEAR
LONG_AGO = NOW - 2 * YEAR


def run(most=9):
    told = {"actor": ADMIN, "before": BEFORE, "reason": "Closed.", "cipher": CIPHER}
    return transact(lambda: retention.run(**told, most=most, now=NOW))


def erased():
    db.session.rollback()
    return set(db.session.scalars(select(User.id).where(User.erased_at.is_not(None))))


def old(who):
    return factories.person(who, now=LONG_AGO)


def test_an_account_that_nobody_used_for_long_is_erased_once():
    idle, new = old("bob"), factories.person("charlie", now=NOW - timedelta(days=1))
    assert retention.foresee(before=BEFORE).accounts == 1
    assert run().accounts == 1
    assert erased() == {idle}
    assert new not in erased()
    assert run() == Forgotten()


def test_who_signs_in_or_is_seen_is_not_idle():
    bob, charlie = old("bob"), old("charlie")
    token = transact(lambda: sign_ins.begin(user_id=bob, device="", now=LONG_AGO))
    present = sign_ins.find(token, now=LONG_AGO)
    assert present.seen_at == LONG_AGO
    transact(lambda: sign_ins.see(present.sign_in_id, now=NOW))
    transact(lambda: sign_ins.begin(user_id=charlie, device="", now=BEFORE))
    assert run().accounts == 0


def test_who_has_a_call_a_slot_or_a_program_is_not_idle():
    alice, dora = factories.coach("alice", now=LONG_AGO), factories.coach("dora", now=LONG_AGO)
    bob, charlie, gone = old("bob"), old("charlie"), old("eve")
    factories.slot(dora)
    factories.call(factories.slot(alice, NOW - timedelta(days=99), now=BEFORE), bob, now=NOW - timedelta(days=120))
    token = {"name": "x", "prefix": "x", "token_hash": "x" * 64, "scopes": "read", "created_at": LONG_AGO}
    transact(lambda: db.session.execute(insert(ApiToken).values(user_id=charlie, last_used_at=NOW, **token)))
    run()
    assert erased() == {gone}


def test_it_goes_in_steps():
    for number in range(5):
        old(f"person{number}")
    assert [run(most=2).accounts for _ in range(4)] == [2, 2, 1, 0]


def test_old_sign_ins_looks_and_mails_go_and_what_waits_stays():
    alice, bob = factories.coach("alice"), factories.person("bob")
    for at in (LONG_AGO, NOW):
        transact(lambda at=at: phone_views.note(viewer_id=alice, owner_ids=[bob], now=at))
        transact(lambda at=at: outbox.write("password_changed", to=db.session.get_one(User, bob), now=at))
    transact(lambda: outbox.write("password_changed", to=db.session.get_one(User, bob), now=LONG_AGO))
    transact(lambda: sign_ins.begin(user_id=alice, device="", now=LONG_AGO))
    transact(lambda: sign_ins.begin(user_id=bob, device="", now=NOW))
    transact(lambda: db.session.execute(update(User).values(seen_at=NOW)))
    sent = update(OutboxMessage).where(OutboxMessage.id.in_([1, 2]))
    transact(lambda: db.session.execute(sent.values(state="sent", ended_at=OutboxMessage.created_at)))
    found = Forgotten(accounts=0, sign_ins=1, phone_views=1, mails=1)
    assert retention.foresee(before=BEFORE) == found
    assert run() == found
    assert [mail.id for mail in outbox.list_latest(limit=9)] == [3, 2]
    assert db.session.scalar(select(func.count()).select_from(PhoneView)) == 1


def test_what_was_waited_for_goes_but_not_what_still_is_nor_an_offer_of_a_time_ahead():
    alice, bob, charlie = factories.coach("alice"), factories.person("bob"), factories.person("charlie")
    left, _ = (factories.wish(who, alice, now=LONG_AGO) for who in (bob, charlie))
    factories.slot(alice, LONG_AGO + WEEK, now=LONG_AGO)
    for student in (bob, charlie):
        at = LONG_AGO + student * timedelta(minutes=5)
        [number] = factories.offer(now=at)
        transact(lambda n=number, at=at: offers.decline(actor=ADMIN, offer_id=n, now=at))
    transact(lambda: wishes.leave(actor=ADMIN, wish_id=left, now=at))
    ahead = retention.foresee(before=at + timedelta(minutes=5))
    assert (ahead.offers, ahead.wishes) == (0, 0)
    transact(lambda: db.session.execute(update(User).values(seen_at=NOW)))
    found = retention.foresee(before=BEFORE)
    assert (found.offers, found.wishes) == (2, 1)
    assert run() == found
    assert db.session.scalars(select(Wish.student_id)).all() == [charlie]
    assert db.session.scalar(select(func.count()).select_from(Offer)) == 0
