"""Coachbook and a small model of it live through the same days; after every step they must agree."""

from datetime import time, timedelta
from unittest import mock

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from app.db import db
from app.domain.calls import CallStatus
from app.domain.series import WeeklyPattern
from app.services import (
    accounts,
    call_views,
    calls,
    cancelling,
    coaches,
    doctor,
    feedback,
    moving,
    outcomes,
    series,
    slots,
)  # fmt: skip
from app.services.call_shapes import Reader
from tests.conftest import empty
from tests.factories import ADMIN
from tests.invariants import check_invariants
from tests.properties import drawn
from tests.properties.asking import DONE, HALF_HOUR, INSTANT, POLICY, Asking, email_of
from tests.properties.looks import look
from tests.properties.model import Call, Slot
from tests.properties.replay import entries, paper_of, replay

MANY = 20


class Machine(Asking):
    """Everything that people and administrators do, in any order, at any time."""

    @initialize(offsets=st.lists(st.integers(2, 60), min_size=3, max_size=6, unique=True))
    def begin(self, offsets):
        """Let both coaches publish, overlapping, and everybody book what they can."""
        for offset in offsets:
            self.publish(0, offset, "")
            self.publish(1, offset + 1, "")
        for student in (2, 3, 0, 1, 2):
            self.book_from_the_list(student, student)

    @precondition(lambda self: len(self.world.slots) < MANY)
    @rule(coach=drawn.coach, offset=drawn.starts, key=drawn.keys)
    def publish(self, coach, offset, key):
        number, actor = self.who(coach)
        start = self.start(offset)
        expected = self.world.against_publishing(number, start)

        def work() -> int:
            return slots.publish(
                actor=actor, coach_id=number, wall_time=start.replace(tzinfo=None), timezone="UTC", key=key,
                policy=POLICY, now=self.world.now,
            ).slot_id  # fmt: skip

        if expected == "wrong_role":  # asked before the key is looked at
            self.answer(work, expected)
        elif found := self.answer_once(number, key, ("publish", start), work, expected):
            self.world.slots[found] = Slot(number, start)

    @precondition(lambda self: len(self.world.slots) < MANY)
    @rule(
        coach=drawn.coach,
        weekdays=st.frozensets(st.integers(1, 7), min_size=1),
        offset=drawn.starts,
        days=st.integers(0, 9),
    )
    def publish_series(self, coach, weekdays, offset, days):
        number, actor = self.who(coach)
        first = self.start(offset)
        dates = [first + timedelta(days=day) for day in range(days + 1)]
        dates = [start for start in dates if start.isoweekday() in weekdays]
        wanted = [start for start in dates if not self.world.against_publishing(number, start)]
        is_coach = self.world.against_publishing(number, first) != "wrong_role"
        expected = (DONE if dates else "empty_series") if is_coach else "wrong_role"
        last = first + timedelta(days=days)
        pattern = WeeklyPattern(weekdays, time(first.hour, first.minute), first.date(), last.date())
        report = self.answer(
            lambda: series.publish(
                actor=actor, coach_id=number, pattern=pattern, timezone="UTC", policy=POLICY, now=self.world.now
            ),
            expected,
        )
        if report:
            assert [entry.starts_at for entry in report.to_publish] == wanted
            self.world.slots.update(zip(report.slot_ids, (Slot(number, start) for start in wanted), strict=True))

    @precondition(lambda self: 0 < len(self.world.slots) < MANY)
    @rule(slot=drawn.which, after=st.booleans(), off=drawn.instants, weekly=st.booleans())
    def publish_beside_a_slot(self, slot, after, off, weekly):
        wanted = self.a_slot(slot)[1]
        beside = wanted.start + (POLICY.slot_length if after else -POLICY.slot_length)
        offset = (beside - self.start(0)) // HALF_HOUR + off
        place = self.people.index(wanted.coach)
        if weekly:
            self.publish_series(place, frozenset(range(1, 8)), offset, 1)
        else:
            self.publish(place, offset, "")

    @precondition(lambda self: self.world.slots)
    @rule(student=drawn.person, slot=drawn.which, key=drawn.keys)
    def book(self, student, slot, key):
        number, actor = self.who(student)
        slot_id, wanted = self.a_slot(slot)
        found = self.answer_once(
            number,
            key,
            ("book", slot_id),
            lambda: calls.book(
                actor=actor, student_id=number, slot_id=slot_id, key=key, policy=POLICY, now=self.world.now
            ),
            self.world.against_booking(number, wanted),
        )
        if found:
            self.world.calls[found] = Call(slot_id, number)
            wanted.status = "booked"

    @precondition(lambda self: self.world.open_to(None))
    @rule(student=drawn.person, slot=drawn.which)
    def book_from_the_list(self, student, slot):
        shown = self.world.open_to(self.people[student])
        if shown:  # fewer than the visitor is shown
            self.book(student, sorted(self.world.slots).index(shown[slot % len(shown)]), "")

    @precondition(lambda self: self.world.calls)
    @rule(role=drawn.role, call=drawn.which, reason=drawn.reasons, reopen=drawn.reopening)
    def cancel(self, role, call, reason, reopen=False):
        call_id, wanted = self.a_call(call)
        number, actor = self.as_role(role, self.world.slot_of(wanted), wanted)
        expected = self.world.against_change(number, wanted)
        if not expected and number != wanted.student and not reason:
            expected = "reason_required"
        self.answer(
            lambda: cancelling.cancel(
                actor=actor, call_id=call_id, reason=reason, reopen=reopen, policy=POLICY, now=self.world.now
            ),
            expected,
        )
        if not expected:
            self.world.cancel(wanted, number, reopen)
            self.world.now += INSTANT  # what is withdrawn now was not withdrawn by this

    @precondition(lambda self: any(call.status == "cancelled" for call in self.world.calls.values()))
    @rule(role=drawn.role | st.just("canceller") | st.just("canceller"), call=drawn.which)
    def restore(self, role, call):
        call_id, wanted = self.a_cancelled_call(call) if role == "canceller" else self.a_call(call)
        number, actor = self.as_role(role, self.world.slot_of(wanted), wanted)
        expected = self.world.against_restoring(number, wanted)
        found = self.answer(
            lambda: cancelling.restore(actor=actor, call_id=call_id, policy=POLICY, now=self.world.now), expected
        )
        if wanted.restored_by and not expected:
            assert found == wanted.restored_by
        elif not expected:
            view = call_views.get(found, Reader(ADMIN, POLICY, self.world.now))
            self.world.restore(wanted, found, view.slot_id)

    @precondition(lambda self: self.world.calls)
    @rule(role=drawn.role, call=drawn.which, slot=drawn.which, reason=drawn.reasons, reopen=drawn.reopening)
    def move(self, role, call, slot, reason, reopen):
        call_id, wanted = self.a_call(call)
        number, actor = self.as_role(role, self.world.slot_of(wanted), wanted)
        slot_id, target = self.a_slot(slot)
        bound = number == wanted.student
        expected = (
            self.world.against_change(number, wanted)
            or ("same_slot" if slot_id == wanted.slot else "")
            or self.world.against_booking(wanted.student, target, wanted, bound, bound)
            or ("other_coach" if target.coach != self.world.slot_of(wanted).coach else "")
            or ("reason_required" if not bound and not reason else "")
        )
        given = {"call_id": call_id, "slot_id": slot_id, "reason": reason, "reopen": reopen}
        self.answer(lambda: moving.move(actor=actor, **given, policy=POLICY, now=self.world.now), expected)
        if not expected:
            self.world.leave(wanted, number, reopen)
            wanted.slot = slot_id
            target.status = "booked"

    @precondition(lambda self: self.world.slots)
    @rule(role=st.sampled_from(["coach", "coach", "admin", "stranger"]), slot=drawn.which)
    def withdraw(self, role, slot):
        slot_id, wanted = self.a_slot(slot)
        number, actor = self.as_role(role, wanted)
        expected = self.world.against_withdrawing(number, wanted)
        self.answer(lambda: slots.withdraw(actor=actor, slot_id=slot_id, now=self.world.now), expected)
        if not expected:
            wanted.status = "withdrawn"

    @precondition(lambda self: self.world.calls)
    @rule(role=drawn.role, call=drawn.which, outcome=st.sampled_from(["completed", "no_show"]))
    def record_outcome(self, role, call, outcome):
        call_id, wanted = self.a_call(call)
        number, actor = self.as_role(role, self.world.slot_of(wanted), wanted)
        expected = self.world.against_judging(number, wanted, "too_early_for_outcome")
        if not expected and outcome == "no_show" and wanted.feedback:
            expected = "feedback_exists"
        self.answer(
            lambda: outcomes.record(actor=actor, call_id=call_id, outcome=CallStatus(outcome), now=self.world.now),
            expected,
        )
        if not expected:
            wanted.status = outcome

    @precondition(lambda self: self.world.calls)
    @rule(role=drawn.role, call=drawn.which, satisfaction=st.integers(0, 6))
    def record_feedback(self, role, call, satisfaction):
        call_id, wanted = self.a_call(call)
        number, actor = self.as_role(role, self.world.slot_of(wanted), wanted)
        expected = (
            self.world.against_judging(number, wanted, "too_early_for_feedback")
            or ("missed_call" if wanted.status == "no_show" else "")
            or ("" if 1 <= satisfaction <= 5 else "bad_rating")
        )
        is_first = self.answer(
            lambda: feedback.record(actor=actor, call_id=call_id, satisfaction=satisfaction, now=self.world.now),
            expected,
        )
        if not expected:
            assert is_first == (not wanted.feedback)
            wanted.status, wanted.feedback = "completed", satisfaction

    @rule(coach=st.integers(0, 1), buffer=st.sampled_from([0, 30, 30, 90]), notice=st.sampled_from([0, 30, 180]))
    def set_buffer_and_notice(self, coach, buffer, notice):
        number, actor = self.who(coach)
        said = {"buffer_minutes": buffer, "notice_minutes": notice}
        self.answer(lambda: coaches.edit(actor=actor, email=email_of(coach), now=self.world.now, **said), DONE)
        self.world.buffers[number] = timedelta(minutes=buffer)
        self.world.notices[number] = timedelta(minutes=notice)

    @rule(minutes=st.sampled_from([1, 30, 60, 60, 90, 120, 120, 240, 720, 44_000]))
    def let_time_pass(self, minutes):
        self.world.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.world.slots)
    @rule(slot=drawn.which, before=drawn.boundaries, off=drawn.instants)
    def book_at_the_last_moment(self, slot, before, off):
        self.come_to(self.a_slot(slot)[1], before, off)
        self.book(2, slot, "")

    @precondition(lambda self: self.confirmed())
    @rule(call=drawn.which, what=drawn.last_moments, off=drawn.instants)
    def act_at_the_last_moment(self, call, what, off):
        act, role, before = what
        number = self.confirmed()[call % len(self.confirmed())]
        self.come_to(self.world.slot_of(self.world.calls[number]), before, off)
        place = sorted(self.world.calls).index(number)
        if act == "cancel":
            self.cancel(role, place, "ill")
        elif act == "outcome":
            self.record_outcome(role, place, "no_show")
        elif act == "feedback":
            self.record_feedback(role, place, 5)

    @precondition(lambda self: not self.world.closed and self.world.calls)
    @rule(person=drawn.person)
    def close_an_account(self, person):
        ahead = self.answer(lambda: accounts.deactivate(actor=ADMIN, email=email_of(person), now=self.world.now), DONE)
        assert list(ahead) == self.world.ahead(self.people[person])
        self.world.closed.add(self.people[person])

    @precondition(lambda self: self.world.closed)
    @rule()
    def reopen_it(self):
        person = self.people.index(self.world.closed.pop())
        self.answer(lambda: accounts.reactivate(actor=ADMIN, email=email_of(person), now=self.world.now), DONE)

    @invariant()
    def both_look_the_same(self):
        look(self.world, POLICY)
        check_invariants()
        db.session.close()

    def teardown(self):
        assert not [finding for finding in doctor.check_invariants(now=self.world.now) if finding.examples]
        assert replay(entries()) == paper_of(self.world)
        db.session.close()


@pytest.mark.timeout(3600 * 12)
def test_the_services_do_what_the_model_does(app, database_url):
    """Invariants I-01 to I-11, I-17, I-22; cases A6, A8, A9, E1, E3, F1 to F4, F9, H1, H4."""

    def start_anew() -> None:
        db.session.close()
        empty(app, database_url)

    # The clock stands still within a step, so that both stand on the same side of each boundary.
    with mock.patch("app.db.transactions.monotonic", return_value=0.0):
        run(lambda: Machine(start_anew), settings=settings())
