"""`flask demo`: the data, and what keeps it away from real people."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select, text

from app.db import db, transact
from app.domain.actors import Actor, Channel
from app.domain.clock import utc_now
from app.domain.demand import ANY, Axis
from app.domain.holds import HoldReason
from app.domain.periods import Period
from app.domain.policy import FURTHEST_SLOT, Policy
from app.domain.search import Criteria
from app.models import Call, NoShowNotice
from app.services import (
    account_views,
    accounts,
    call_views,
    coach_views,
    demand,
    demo,
    doctor,
    holds,
    holidays,
    next_steps,
    no_shows,
    review_views,
    saved_coaches,
    semesters,
)
from app.services.bookability import Booking
from app.services.call_shapes import CallList, CallView, Reader
from app.services.demo import absences, story, terms
from app.services.demo.actions import Book, Log, PublishSeries, PublishSlot
from app.services.demo.calendar import openings
from app.services.demo.coaches import COACHES
from app.services.demo.students import STUDENTS
from tests import factories
from tests.invariants import check_invariants

NOONS = [datetime(2027, month, day, 12, 7, tzinfo=UTC) for month, day in ((1, 1), (3, 28), (7, 15), (10, 31))]


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the story be that of its first coach alone."""
    for module in ("story", "diary", "stage", "wanting"):
        monkeypatch.setattr(f"app.services.demo.{module}.COACHES", COACHES[:1])


@pytest.fixture
def run(app: Flask) -> Iterator[object]:
    def invoke(*arguments: str) -> Result:
        db.session.rollback()
        return app.test_cli_runner().invoke(args=["demo", *arguments])

    return invoke


def own_calls(email: str, which: CallList, now: datetime) -> list[CallView]:
    number = account_views.get(email).number
    return list(call_views.list_own(which, Reader(Actor(number, Channel.WEB), Policy(), now), limit=100).items)


def test_the_demo_keeps_every_invariant_and_shows_its_stories(app):
    now = utc_now()
    tally = transact(lambda: demo.load(seed=7, now=now))

    check_invariants()
    assert [finding for finding in doctor.check_invariants(now=now) if finding.examples] == []
    assert (tally.coaches, tally.students) == (12, 40)
    assert 900 <= tally.calls <= 1100
    ines = account_views.get("ines@example.org").number
    waiting = call_views.list_waiting(Reader(Actor(ines, Channel.WEB), Policy(), now)).items
    assert [call.ends_at > now - timedelta(hours=6) for call in waiting] == [True, True]
    soonest = own_calls("amara@example.org", CallList.UPCOMING, now)[0]
    assert timedelta(minutes=30) < soonest.starts_at - now <= timedelta(minutes=50)
    assert soonest.coach.phone
    assert soonest.coach.id == ines
    states = dict(db.session.execute(text("SELECT status, count(*) FROM calls GROUP BY status")).all())
    assert states.pop("pending") == 2
    assert set(states) == {"confirmed", "completed", "no_show", "cancelled"}
    assert min(states.values()) > 20
    assert db.session.scalar(text("SELECT count(*) FROM calls WHERE moved_at IS NOT NULL")) > 10
    assert accounts.authenticate(email="amara@example.org", password="demo").name == "Amara Okonkwo"
    check_wants(now)
    check_consequences(now)
    check_semesters(now)


def check_consequences(now: datetime) -> None:
    """Check that missed calls had consequences for two, and that another one is held times of a coach who is ill."""
    policy = Policy(no_shows_limit=absences.LIMIT)
    [pause] = no_shows.list_pauses(now=now, limit=9)
    assert pause.student == "Olivia Brown"
    assert pause.until > now + timedelta(days=4)
    warned = text("SELECT u.email FROM no_show_notices n JOIN users u ON u.id = n.student_id WHERE n.kind = 'warning'")
    assert set(db.session.scalars(warned)) == {"olivia@example.org", "ethan@example.org"}
    assert no_shows.list_due(policy=policy, now=now) == [
        account_views.get(f"{name}@example.org").number for name in ("ethan", "olivia")
    ]
    since = db.session.scalar(select(func.max(NoShowNotice.told_at)).where(NoShowNotice.until.is_not(None)))
    olivia = account_views.get("olivia@example.org").number
    assert db.session.scalars(select(Call.id).where(Call.student_id == olivia, Call.booked_at > since)).all() == []
    amara = account_views.get("amara@example.org").number
    assert len(no_shows.list_missed(amara, policy=policy, now=now)) < absences.LIMIT - 1
    jonas = account_views.get("jonas@example.org").number
    held = [one.coach_name for one in holds.list_for_student(jonas, now=now) if one.reason is HoldReason.ALTERNATIVE]
    assert held == ["Diego Fuentes"] * 3


def check_semesters(now: datetime) -> None:
    """Check that there is a semester with a holiday in it, and that no time is outside."""
    known = semesters.load(Policy())
    present = next(one for one in known.known if one.starts_at("UTC") <= now < one.ends_at("UTC"))
    [holiday] = holidays.list_holidays(limit=9)
    assert present.first_day < holiday.first_day < present.last_day
    noon = now.replace(hour=12)
    for day in (noon + timedelta(days) for days in range(FURTHEST_SLOT.days)):
        known.check_holds(day, day + timedelta(hours=2))


def check_wants(now: datetime) -> None:
    """Check that there is something to see of all that students look for, save, miss and share."""
    amara, saoirse = (account_views.get(f"{name}@example.org").number for name in ("amara", "saoirse"))
    found = coach_views.list_coaches(Booking(None, Policy(), now), Criteria(words="mathematics")).items
    assert [coach.name for coach in found] == ["Tomasz Zieliński"]
    kept = saved_coaches.list_kept(amara)
    assert kept.saved
    assert kept.awaited
    lines = demand.list_demand(Period(now - timedelta(weeks=12), now, "UTC"))
    for axis in Axis:
        of_axis = [line for line in lines if line.axis is axis and line.value != ANY]
        for count in ("empty_searches", "lost_races", "wishes"):
            assert sum(getattr(line, count) for line in of_axis) > 0
    assert sum(line.alerts for line in lines if line.axis is Axis.SUBJECT) > 0
    [hidden] = review_views.list_all(is_hidden=True, limit=5)
    assert hidden.hidden_reason
    reader = Reader(Actor(saoirse, Channel.WEB), Policy(), now)
    asked = next(
        call for call in call_views.list_own(CallList.REQUESTS, reader, limit=9).items if call.student.id == amara
    )
    # With whom else Amara has agreed on something differs with the hour of the day.
    agreed = text(
        "SELECT DISTINCT u.name FROM next_steps s JOIN users u ON u.id = s.coach_id"
        " WHERE s.student_id = :amara AND s.done_at IS NULL"
    )
    coaches = set(db.session.scalars(agreed, {"amara": amara}))
    assert "Inês Carvalho" in coaches
    assert {step.coach_name for step in next_steps.list_for_call(asked, reader)} == coaches


@pytest.mark.parametrize("now", NOONS, ids=str)
def test_the_story_is_the_same_for_the_same_seed_and_instant(now):
    assert story.tell(seed=7, now=now) == story.tell(seed=7, now=now)
    assert story.tell(seed=7, now=now) != story.tell(seed=8, now=now)


@pytest.mark.parametrize("now", [datetime(2027, month, 1, 12, tzinfo=UTC) for month in range(1, 13)], ids=str)
def test_in_every_month_the_semesters_have_names_of_their_own_and_no_gap(now):
    kept = [event.action for event in terms.tell(now)]
    assert len({one.name for one in kept}) == len(kept)
    assert [one.first_day for one in kept[1:]] == [one.last_day + timedelta(days=1) for one in kept[:-1]]
    assert kept[0].first_day <= (now - timedelta(weeks=14)).date()
    assert kept[-1].last_day > (now + FURTHEST_SLOT).date()


@pytest.mark.parametrize("hour", range(24))
def test_at_every_hour_the_story_ends_now_and_books_nothing_that_is_not_offered(hour):
    now = datetime(2027, 3, 28, hour, 7, tzinfo=UTC)
    offered, booked = set(), []
    for event in story.tell(seed=hour, now=now):
        assert event.at <= now
        if isinstance(event.action, PublishSlot):
            offered.add(event.action.slot)
        elif isinstance(event.action, PublishSeries):
            coach = next(coach for coach in COACHES if coach.email == event.action.coach)
            offered.update(openings(coach, event.action.pattern))
        elif isinstance(event.action, Book):
            assert event.action.slot in offered
            booked.append(event.action.slot)
    assert len(booked) == len(set(booked))


def test_scores_lean_to_the_best_and_one_coach_has_a_bad_month():
    now = NOONS[0]
    calls, scores = {}, {"ines": [], "leila": []}
    for event in story.tell(seed=7, now=now):
        if isinstance(event.action, Book):
            calls[event.action.call] = event.action.slot
        if isinstance(event.action, Log) and calls[event.action.call].coach in scores:
            scores[calls[event.action.call].coach].append((event.at, event.action.satisfaction))

    def mean(coach: str, first: int, last: int) -> float:
        found = [score for at, score in scores[coach] if first <= (at - now) / timedelta(weeks=1) < last]
        return sum(found) / len(found)

    assert mean("leila", -8, -4) < mean("leila", -4, 0)
    assert mean("ines", -13, -6) < mean("ines", -6, 0)


def test_phones_are_from_the_ranges_kept_for_fiction_and_nobody_shares_one():
    phones = [person.phone for person in (*COACHES, *STUDENTS)]
    assert len(set(phones)) == len(phones)
    for phone in phones:
        assert re.fullmatch(r"\+447700900\d{3}|\+1[2-9]\d\d55501\d\d", phone)


def test_names_are_as_people_have_them():
    names = [student.name for student in STUDENTS]
    assert len(names) == len(set(names)) == 40
    assert any("’" in name for name in names)
    assert {1, 2, 4} <= {len(name.split()) for name in names}
    assert max(map(len, names)) > 70
    assert any("\u0600" <= name[0] <= "\u06ff" for name in names)
    assert len({student.timezone for student in STUDENTS}) == 9


def test_loading_says_how_much_it_made(run, short):
    tried = run("load", "--dry-run")
    assert tried.exit_code == 0
    assert account_views.list_accounts(limit=1) == []
    loaded = run("load")
    assert loaded.exit_code == 0, loaded.output
    assert re.search(r"Made 12 coaches, 40 students and \d+ calls", loaded.output)
    assert account_views.get("ines@example.org").is_coach


def test_no_mail_of_the_story_is_sent_today(run, short):
    run("load")
    waiting = text("SELECT count(*) FROM outbox_messages WHERE state = 'waiting'")
    told = text("SELECT count(*) FROM outbox_messages WHERE state = 'kept' AND ended_at = due_at")
    assert db.session.scalar(waiting) == 0
    assert db.session.scalar(told) > 20


def test_a_database_with_people_is_left_alone(run):
    factories.person("bob")
    for command in (["load"], ["reset", "--yes"]):
        refused = run(*command)
        assert refused.exit_code == 4, refused.output
    assert [line.email for line in account_views.list_accounts(limit=9)] == ["bob@example.org"]


def test_production_has_no_demo(app, run, monkeypatch):
    monkeypatch.setitem(app.config, "COACHBOOK", app.config["COACHBOOK"].model_copy(update={"env": "production"}))
    for command in (["load"], ["load", "--dry-run"], ["start"], ["reset", "--yes"]):
        assert run(*command).exit_code == 5
    assert account_views.list_accounts(limit=1) == []


def test_a_reset_begins_again_and_takes_a_yes(run, short):
    run("load")
    factories.person("zoltan")
    assert run("reset").exit_code == 2
    assert account_views.get("zoltan@example.org")
    again = run("reset", "--yes")
    assert again.exit_code == 0, again.output
    assert "zoltan@example.org" not in {line.email for line in account_views.list_accounts(limit=99)}
    check_invariants()


def test_the_start_fills_an_empty_database_once_and_says_where_to_sign_in(run, short):
    first = run("start")
    assert first.exit_code == 0, first.output
    calls = db.session.scalar(text("SELECT count(*) FROM calls"))
    again = run("start")
    assert "Making" not in again.output
    assert db.session.scalar(text("SELECT count(*) FROM calls")) == calls > 0
    for told in ("http://127.0.0.1:8000", "ines@example.org  password demo", "amara@example.org  password demo"):
        assert told in again.output


def test_a_start_among_real_people_adds_nobody_and_tells_no_password(run):
    factories.person("bob")
    started = run("start")
    assert "password" not in started.output
    assert len(account_views.list_accounts(limit=9)) == 1
