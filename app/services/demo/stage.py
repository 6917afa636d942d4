"""The demo's story, performed: every action by the service that does it for real people, at its instant in the past."""

from datetime import datetime, timedelta
from functools import singledispatchmethod

from app.domain.actors import Actor, Channel
from app.domain.attendance import Claim
from app.domain.calls import CallStatus
from app.domain.policy import Policy
from app.domain.timezones import to_local
from app.services import (
    accounts,
    attendance,
    calls,
    cancelling,
    coach_profiles,
    coaches,
    conversations,
    demand,
    feedback,
    moving,
    next_steps,
    outcomes,
    reviews,
    series,
    slot_views,
    slots,
    subjects,
    waitlist,
    wishes,
)
from app.services.bookability import Booking
from app.services.demo import programme, wanting
from app.services.demo.actions import (
    Answer,
    Ask,
    Book,
    Cancel,
    Contradict,
    Event,
    FallIll,
    Hide,
    KeepHoliday,
    KeepRule,
    KeepSemester,
    Log,
    LoseRace,
    Miss,
    Move,
    Offer,
    PublishSeries,
    PublishSlot,
    Rate,
    Save,
    Say,
    Search,
    Share,
    TakeOff,
    Wait,
    Weigh,
    Withdraw,
)
from app.services.demo.calendar import SLOT_LENGTH, Opening, joined_at
from app.services.demo.coaches import COACHES, Coach
from app.services.demo.programme import MAKER
from app.services.demo.students import STUDENTS
from app.services.slot_views import SlotFilter

DOMAIN = "example.org"
STUDENTS_JOINED = timedelta(weeks=14)
# Requests are for times that leave room for an answer.
A_WHILE = timedelta(days=2)
# The usual limits, whatever this programme's own are.
POLICY = Policy(slot_length=SLOT_LENGTH)


def address_of(name: str) -> str:
    """Return the mail address of one of the demo's people."""
    return f"{name}@{DOMAIN}"


class Stage:
    """Everybody's numbers, and those of the slots and calls so far."""

    def __init__(self, *, password_hash: str, now: datetime) -> None:
        self._password_hash = password_hash
        self._people: dict[str, int] = {}
        self._zones = {coach.email: coach.timezone for coach in COACHES}
        self._slots: dict[Opening, int] = {}
        self._calls: dict[int, tuple[int, Book]] = {}
        for coach in COACHES:
            self._enter_coach(coach, joined_at(coach, now))
        wanting.name_subjects(MAKER, now=now - STUDENTS_JOINED)
        for order, student in enumerate(STUDENTS):
            joined = now - STUDENTS_JOINED + timedelta(hours=order)
            self._enter(student.email, student.name, student.phone, student.timezone, joined)

    def _enter(self, email: str, name: str, phone: str, timezone: str, at: datetime) -> int:
        number = accounts.create(
            actor=MAKER, email=address_of(email), name=name, phone=phone, phone_region="US", timezone=timezone,
            locale="en", password_hash=self._password_hash, now=at,
        )  # fmt: skip
        self._people[email] = number
        return number

    def _enter_coach(self, coach: Coach, at: datetime) -> None:
        number = self._enter(coach.email, coach.name, coach.phone, coach.timezone, at)
        coaches.appoint(actor=MAKER, user_id=number, now=at)
        coaches.edit(
            actor=MAKER, email=address_of(coach.email), headline=coach.headline, about=coach.about,
            place=coach.place, subject_names=coach.subjects, languages=coach.languages, rate=coach.rate,
            currency=coach.currency, now=at,
        )  # fmt: skip

    def _as(self, email: str) -> Actor:
        return Actor(self._people[email], Channel.WEB)

    def _call(self, number: int, *, of_coach: bool) -> tuple[int, Actor]:
        call_id, booking = self._calls[number]
        return call_id, self._as(booking.slot.coach if of_coach else booking.student)

    def perform(self, event: Event) -> None:
        """Let it happen."""
        self._do(event.action, event.at)

    @singledispatchmethod
    def _do(self, action: object, at: datetime) -> None:
        raise TypeError(action)

    @_do.register
    def _(self, action: PublishSeries, at: datetime) -> None:
        coach = action.coach
        report = series.publish(
            actor=self._as(coach), coach_id=self._people[coach], pattern=action.pattern,
            timezone=self._zones[coach], policy=POLICY, now=at,
        )  # fmt: skip
        for entry, slot_id in zip(report.to_publish, report.slot_ids, strict=True):
            if entry.starts_at:
                self._slots[Opening(coach, entry.starts_at)] = slot_id

    @_do.register
    def _(self, action: PublishSlot, at: datetime) -> None:
        coach, zone = action.slot.coach, self._zones[action.slot.coach]
        published = slots.publish(
            actor=self._as(coach), coach_id=self._people[coach], timezone=zone,
            wall_time=to_local(action.slot.starts_at, zone).replace(tzinfo=None), policy=POLICY, now=at,
        )  # fmt: skip
        self._slots[action.slot] = published.slot_id

    @_do.register
    def _(self, action: Withdraw, at: datetime) -> None:
        slots.withdraw(actor=self._as(action.slot.coach), slot_id=self._slots[action.slot], now=at)

    @_do.register
    def _(self, action: Book, at: datetime) -> None:
        call_id = calls.book(
            actor=self._as(action.student), student_id=self._people[action.student],
            slot_id=self._slots[action.slot], note=action.note, policy=POLICY, now=at,
        )  # fmt: skip
        self._calls[action.call] = call_id, action

    @_do.register
    def _(self, action: Ask, at: datetime) -> None:
        coach = self._as(action.coach)
        coach_profiles.edit(
            actor=coach, coach_id=self._people[action.coach], changes=coach_profiles.Changes(approves=True), now=at
        )
        for email in action.students:
            student = self._people[email]
            where = SlotFilter(coach_id=self._people[action.coach], from_at=at + A_WHILE)
            soonest = slot_views.list_open(Booking(student, POLICY, at), where, limit=1).items
            if soonest:
                calls.book(
                    actor=self._as(email), student_id=student, slot_id=soonest[0].id, note=action.note, policy=POLICY,
                    now=at,
                )  # fmt: skip

    @_do.register
    def _(self, action: Move, at: datetime) -> None:
        call_id, student = self._call(action.call, of_coach=False)
        moving.move(
            actor=student,
            call_id=call_id,
            slot_id=self._slots[action.slot],
            reason=action.reason,
            policy=POLICY,
            now=at,
        )

    @_do.register
    def _(self, action: Cancel, at: datetime) -> None:
        call_id, actor = self._call(action.call, of_coach=action.by_coach)
        cancelling.cancel(actor=actor, call_id=call_id, reason=action.reason, policy=POLICY, now=at)

    @_do.register
    def _(self, action: Miss, at: datetime) -> None:
        call_id, coach = self._call(action.call, of_coach=True)
        outcomes.record(actor=coach, call_id=call_id, outcome=CallStatus.NO_SHOW, now=at)

    @_do.register
    def _(self, action: Contradict, at: datetime) -> None:
        call_id, student = self._call(action.call, of_coach=False)
        attendance.say(actor=student, call_id=call_id, claim=Claim.CAME, now=at)

    @_do.register
    def _(self, action: Log, at: datetime) -> None:
        call_id, coach = self._call(action.call, of_coach=True)
        feedback.record(
            actor=coach, call_id=call_id, satisfaction=action.satisfaction, shared_note=action.shared_note,
            private_note=action.private_note, now=at,
        )  # fmt: skip
        if action.next_steps:
            call = calls.get_locked(call_id)
            before = next_steps.list_open(call.coach_id, call.student_id)
            next_steps.tick(call, {step.id for step in before}, now=at)
            next_steps.agree(call, "\n".join(action.next_steps), now=at)

    @_do.register
    def _(self, action: KeepRule | KeepHoliday | KeepSemester | TakeOff | FallIll | Weigh, at: datetime) -> None:
        programme.perform(action, self._people, POLICY, now=at)

    @_do.register
    def _(self, action: Rate, at: datetime) -> None:
        call_id, student = self._call(action.call, of_coach=False)
        reviews.record(
            actor=student, call_id=call_id, rating=action.rating, comment=action.comment,
            shows_first_name=action.shows_first_name, now=at,
        )  # fmt: skip

    @_do.register
    def _(self, action: Answer, at: datetime) -> None:
        call_id, coach = self._call(action.call, of_coach=True)
        reviews.answer(actor=coach, call_id=call_id, reply=action.reply, now=at)

    @_do.register
    def _(self, action: Hide, at: datetime) -> None:
        reviews.hide(actor=MAKER, call_id=self._calls[action.call][0], reason=action.reason, now=at)

    @_do.register
    def _(self, action: LoseRace, at: datetime) -> None:
        demand.note_lost_race(self._slots[action.slot], policy=POLICY, now=at)

    @_do.register
    def _(self, action: Save | Search | Share, at: datetime) -> None:
        wanting.perform(action, self._people, POLICY, now=at)

    @_do.register
    def _(self, action: Say, at: datetime) -> None:
        conversations.open_with(
            actor=self._as(action.student if action.by_student else action.coach),
            coach_id=self._people[action.coach], student_id=self._people[action.student], body=action.words, now=at,
        )  # fmt: skip

    @_do.register
    def _(self, action: Wait, at: datetime) -> None:
        wishes.join(
            actor=self._as(action.student), student_id=self._people[action.student],
            coach_id=self._people[action.coach] if action.coach else None,
            subject_id=subjects.get(action.subject).id if action.subject else None, window=action.window, now=at,
        )  # fmt: skip

    @_do.register
    def _(self, _action: Offer, at: datetime) -> None:
        for slot_id in waitlist.list_due(policy=POLICY, now=at):
            waitlist.offer_next(actor=MAKER, slot_id=slot_id, policy=POLICY, now=at)
