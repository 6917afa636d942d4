"""Two pairs who have nothing to do with each other, one who has left, and a canary in all that is not for everybody."""

from dataclasses import dataclass
from datetime import timedelta

from app.db import Base, db, transact
from app.domain.photos import SIZES
from app.domain.webhooks import Event
from app.models import Call
from app.services import accounts, cancelling, feedback, notifications, photos, reviews, webhooks
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting
from tests.pages import Site

PAIRS = {"alice": "bob", "dora": "charlie"}
PEOPLE = (*PAIRS, *PAIRS.values())
LEAVER = "erin"
DAY = timedelta(days=1)
# What requests write about themselves, whatever comes of them, and whom a page showed a phone.
COUNTERS = {"rate_hits", "sign_ins", "phone_views"}


def canary(kind: str, pair: "Pair") -> str:
    """Return words that nobody else writes."""
    return f"{kind} canary of {pair.coach} and {pair.student}"


@dataclass
class Pair:
    """A coach and a student: time that is open, a call ahead, one cancelled, one logged, and one that waits for it."""

    coach: str
    student: str
    coach_id: int = 0
    student_id: int = 0
    open_slot: int = 0
    booked_slot: int = 0
    ahead: int = 0
    cancelled: int = 0
    logged: int = 0
    waiting: int = 0
    passkey: int = 0
    token: int = 0
    webhook: int = 0
    delivery: int = 0
    thread: int = 0
    notification: int = 0
    time_off: int = 0
    rule: int = 0
    wish: int = 0
    offer: int = 0

    def settle(self) -> None:
        """Make the two, and what they have with each other."""
        self.coach_id, self.student_id = factories.coach(self.coach), factories.person(self.student)
        told = factories.webhook(self.student_id, url=f"https://{canary('hook', self)}.example".replace(" ", "-"))
        self.webhook = factories.webhook(self.student_id, Event.CALL_MOVED)
        self.token = factories.token(self.student_id, email=f"{self.student}@example.org")
        self.ahead, self.cancelled, self.logged, self.waiting = (self._call(days) for days in (2, 4, -2, -3))
        self.booked_slot = db.session.get_one(Call, self.ahead).slot_id
        transact(
            lambda: cancelling.cancel(
                actor=acting(self.student_id), call_id=self.cancelled, reason=canary("reason", self), policy=USUAL,
                now=NOW,
            )
        )  # fmt: skip
        transact(
            lambda: feedback.record(
                actor=acting(self.coach_id), call_id=self.logged, satisfaction=4, shared_note=canary("shared", self),
                private_note=canary("private", self), now=NOW - DAY,
            )
        )  # fmt: skip
        transact(lambda: reviews.record(actor=acting(self.student_id), call_id=self.logged, rating=5, now=NOW - DAY))
        photo = dict.fromkeys(SIZES, b"a picture")
        transact(lambda: photos.save(actor=acting(self.coach_id), coach_id=self.coach_id, sizes=photo, now=NOW))
        self.delivery = webhooks.list_deliveries(webhook_id=told, limit=1)[0].id
        self.thread = factories.message(
            self.coach_id, self.student_id, self.student_id, canary("message", self), now=NOW - DAY
        )
        self.rule = factories.weekly_rule(self.coach_id)
        self.time_off = factories.time_off(self.coach_id, (NOW + 60 * DAY).date())
        self.notification = notifications.list_own(self.student_id, now=NOW).items[0].id
        self.wish = factories.wish(self.student_id, self.coach_id)
        factories.slot(self.coach_id, NOW + 70 * DAY)
        [self.offer] = factories.offer()
        # After that: it is open to everybody, and held for nobody.
        self.open_slot = factories.slot(self.coach_id, NOW + 3 * DAY)
        self.passkey = factories.passkey(self.student_id, canary("key", self))

    def _call(self, days: int) -> int:
        before = NOW - 20 * DAY
        slot = factories.slot(self.coach_id, NOW + days * DAY, now=before)
        return factories.call(slot, self.student_id, note=canary("note", self), now=before)


def settle(site: Site) -> list[Pair]:
    """Make both pairs, and one person more."""
    pairs = [Pair(coach, student) for coach, student in PAIRS.items()]
    site.do(lambda: [pair.settle() for pair in pairs])
    site.do(lambda: factories.person(LEAVER))
    return pairs


def close_account(site: Site) -> None:
    """Let the leaver's account be closed."""
    site.do(lambda: transact(lambda: accounts.deactivate(actor=ADMIN, email=f"{LEAVER}@example.org", now=NOW)))


def state(site: Site) -> dict[str, list[str]]:
    """Return every row of every table but the counters."""

    def read() -> dict[str, list[str]]:
        with db.engine.connect() as connection:
            return {
                table.name: sorted(str(tuple(row)) for row in connection.execute(table.select()))
                for table in Base.metadata.sorted_tables
                if table.name not in COUNTERS
            }

    return site.do(read)


def changes(before: dict[str, list[str]], after: dict[str, list[str]]) -> list[str]:
    """Return the tables that differ."""
    return [table for table, rows in before.items() if after[table] != rows]
