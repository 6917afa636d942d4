"""What each refusal that tells of facts needs: a coach, a student, their slots and what they do wrong."""

from datetime import date, datetime, time, timedelta

from app.db import db
from app.domain import errors
from app.domain.calls import CallStatus
from app.domain.holds import HoldReason
from app.domain.passkeys import MOST, NewPasskey
from app.domain.policy import Policy
from app.domain.rosters import Row, read_rows
from app.domain.time_off import choose
from app.domain.waitlist import MOST_WISHES
from app.domain.webhooks import MOST_WEBHOOKS
from app.domain.weekly_rules import WeeklyRule
from app.integrations.crypto import FernetCipher
from app.models import NoShowNotice
from app.services import (
    answering,
    calls,
    cancelling,
    coaches,
    conversations,
    feedback,
    holds,
    outcomes,
    passkeys,
    reviews,
    semesters,
    slots,
    subjects,
    time_off,
    webhooks,
    wishes,
)
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

START = NOW + timedelta(days=2)


class World:
    """Alice's slots; Bob booked the one in two days; at `end` it is over."""

    def __init__(self):
        self.alice, self.bob = factories.coach("alice"), factories.person("bob")
        self.slot, self.other = factories.slot(self.alice, START), factories.slot(self.alice, START + timedelta(days=1))
        self.call = factories.call(self.slot, self.bob)
        self.end = START + timedelta(hours=2)
        self.near = factories.slot(self.alice, self.end)
        self.dora = factories.coach("dora")
        self.clashing = factories.slot(self.dora, START + timedelta(hours=1))
        self.spare = factories.slot(self.alice, START + timedelta(days=3))

    def publish(self, wall_time, timezone="UTC"):
        slots.publish(
            actor=acting(self.alice), coach_id=self.alice, wall_time=wall_time, timezone=timezone, policy=USUAL, now=NOW
        )

    def book(self, slot, policy=USUAL, now=NOW):
        calls.book(actor=acting(self.bob), student_id=self.bob, slot_id=slot, policy=policy, now=now)

    def hold_and_book(self):
        holds.hold(
            actor=ADMIN, slot_id=self.other, student_id=self.dora, reason=HoldReason.WAITLIST,
            until=NOW + timedelta(hours=12), now=NOW,
        )  # fmt: skip
        self.book(self.other)

    def be_off(self, day):
        off = choose(date(2027, 3, day), date(2027, 3, day), None, None, timezone="UTC", now=NOW)
        time_off.take(actor=acting(self.alice), coach_id=self.alice, off=off, policy=USUAL, now=NOW)

    def rule(self, **said):
        usual = {"weekdays": frozenset({2}), "times": (time(18),), "timezone": "UTC", "first_on": NOW.date()}
        WeeklyRule(**usual | said)

    def publish_while_off(self):
        self.be_off(4)
        self.publish(datetime(2027, 3, 4, 18))

    def answer_late(self):
        self.edit(approves=True)
        self.book(self.other)
        answering.confirm(actor=acting(self.alice), call_id=self.call + 1, now=START)

    def come_early(self):
        self.book(self.other)
        calls.book(actor=acting(self.dora), student_id=self.dora, slot_id=self.near, policy=USUAL, now=NOW)
        self.book(self.spare, Policy(fair_release=timedelta(hours=24)))

    def miss_calls(self):
        self.outcome(self.end, CallStatus.NO_SHOW)
        until = self.end + timedelta(days=14)
        pause = NoShowNotice(call_id=self.call, student_id=self.bob, kind="pause", told_at=self.end, until=until)
        db.session.add(pause)
        db.session.flush()
        self.book(self.other, Policy(no_shows_limit=2))

    def cancel(self, who, now=NOW, **given):
        cancelling.cancel(actor=acting(who), call_id=self.call, policy=USUAL, now=now, **given)

    def outcome(self, now, outcome=CallStatus.COMPLETED):
        outcomes.record(actor=acting(self.alice), call_id=self.call, outcome=outcome, now=now)

    def log(self, now, **given):
        feedback.record(actor=acting(self.alice), call_id=self.call, satisfaction=3, now=now, **given)

    def review(self, now):
        reviews.record(actor=acting(self.bob), call_id=self.call, rating=3, now=now)

    def define(self, name, *days):
        semesters.add(
            actor=ADMIN, name=name, first_day=date(2027, 3, days[0]), last_day=date(2027, 3, days[1]), now=NOW
        )

    def publish_outside(self):
        self.define("Spring", 1, 7)
        self.define("Easter", 9, 12)
        self.publish(datetime(2027, 3, 8, 10))

    def overlap(self):
        self.define("Spring", 1, 7)
        self.define("Easter", 7, 12)

    def edit(self, **said):
        coaches.edit(actor=ADMIN, email="alice@example.org", now=NOW, **said)

    def crowd(self):
        self.edit(buffer_minutes=30)
        self.book(self.near)

    def lack(self, scope):
        raise errors.MissingScope(scope=scope.value)

    def ask_on_and_on(self):
        for _ in range(4):
            conversations.open_with(
                actor=acting(self.bob), coach_id=self.dora, student_id=self.bob, body="Why?", now=NOW
            )

    def hook_on_and_on(self):
        for _ in range(MOST_WEBHOOKS + 1):
            webhooks.create(
                actor=acting(self.bob), user_id=self.bob, url="https://example.org", events=["call.booked"],
                is_private_allowed=False, cipher=FernetCipher("x" * 40, []), now=NOW,
            )  # fmt: skip

    def wish_on_and_on(self):
        for number in range(MOST_WISHES + 1):
            subject = subjects.add(actor=ADMIN, name=f"Subject {number}", now=NOW)
            wishes.join(actor=acting(self.bob), student_id=self.bob, subject_id=subject, now=NOW)

    def hold_passkeys(self):
        for number in range(MOST + 1):
            key = NewPasskey(credential_id=bytes([number]), public_key=b"k", sign_count=0)
            passkeys.add(user_id=self.bob, passkey=key, name="Phone", challenge=bytes([number]), now=NOW)

    def repeat(self):
        rows = [Row(line, {"email": "bob@example.org"}) for line in (2, 3)]
        _, faults = read_rows(rows, phone_region="US")
        raise faults[0].error

    def unteach(self):
        coaches.edit(actor=ADMIN, email="alice@example.org", subject_names=["Maths"], now=NOW)
        subjects.remove(actor=ADMIN, name="Maths", now=NOW)
