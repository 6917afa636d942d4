"""Every rule refuses by page, by API and by command line for the same reason: one table, three doors."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from app.cli.refusals import WORDS as CLI_WORDS
from app.db import transact
from app.domain.calls import CallStatus
from app.domain.holds import HoldReason
from app.domain.time_off import choose
from app.problems import WORDS
from app.services import cancelling, feedback, holds, outcomes, slots, time_off
from tests import factories
from tests.api.programs import Program, code_of, token_of
from tests.conftest import NOW
from tests.pages import Site
from tests.web.conftest import World

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DURING, AFTER = NOW + 2 * DAY + HOUR, NOW + 2 * DAY + 3 * HOUR
EXITS = {403: 5, 404: 3, 409: 4, 422: 2}


@dataclass(frozen=True)
class Row:
    """A rule's code, who is refused, and how each door is knocked at; an empty command where the operator may."""

    code: str
    status: int
    who: str
    page: str
    form: dict[str, Any]
    api: str
    body: dict[str, Any] | None
    command: str
    at: datetime = NOW
    before: Callable[[World], object] = field(default=lambda world: None)
    # Where the page offers the way out itself, it does not name it.
    page_advice: str = ""


def book(code: str, status: int, who: str, slot: str, **more: Any) -> Row:
    return Row(
        code, status, who, f"/slots/{{{slot}}}/book", {}, "POST /calls", {"slot_id": slot},
        f"calls book --slot {{{slot}}} --student {who}@example.org", **more,
    )  # fmt: skip


def cancel(code: str, status: int, who: str, command: str, *, reason: str = "ill", **more: Any) -> Row:
    return Row(
        code, status, who, "/calls/{call}/cancel", {"reason": reason, "version": 1}, "POST /calls/{call}/cancel",
        {"reason": reason}, command, **more,
    )  # fmt: skip


def move(code: str, status: int, to: str, **more: Any) -> Row:
    return Row(
        code, status, "bob", "/calls/{call}/move", {"slot_id": f"{{{to}}}", "version": 1}, "POST /calls/{call}/move",
        {"slot_id": to}, f"calls move {{call}} --to {{{to}}} --reason why", **more,
    )  # fmt: skip


def publish(code: str, status: int, on: str, **more: Any) -> Row:
    return Row(
        code, status, "alice", "/schedule/slots", {"on": on, "starts_at": "10:00"}, "POST /slots",
        {"starts_at": f"{on}T10:00:00Z"}, f"slots create --coach alice@example.org --starts-at {on}T10:00", **more,
    )  # fmt: skip


def outcome(code: str, status: int, **more: Any) -> Row:
    return Row(
        code, status, "alice", "/calls/{call}/outcome", {"outcome": "no_show"}, "POST /calls/{call}/outcome",
        {"outcome": "no_show"}, "calls outcome {call} no_show", **more,
    )  # fmt: skip


def score(code: str, status: int, **more: Any) -> Row:
    return Row(
        code, status, "alice", "/calls/{call}/feedback", {"satisfaction": "4"}, "PUT /calls/{call}/feedback",
        {"satisfaction": 4}, "feedback record {call} --satisfaction 4", **more,
    )  # fmt: skip


def is_cancelled(world: World) -> None:
    cancelling.cancel(actor=factories.acting(world.bob), call_id=world.call, policy=factories.USUAL, now=NOW)


def is_withdrawn(world: World) -> None:
    slots.withdraw(actor=factories.acting(world.alice), slot_id=world.open_slot, now=NOW)


def is_missed(world: World) -> None:
    outcomes.record(actor=factories.acting(world.alice), call_id=world.call, outcome=CallStatus.NO_SHOW, now=AFTER)


def is_scored(world: World) -> None:
    feedback.record(actor=factories.acting(world.alice), call_id=world.call, satisfaction=4, now=AFTER)


def is_off(world: World) -> None:
    off = choose(date(2027, 3, 4), date(2027, 3, 4), None, None, timezone="UTC", now=NOW)
    time_off.take(actor=factories.acting(world.alice), coach_id=world.alice, off=off, policy=factories.USUAL, now=NOW)


def is_held(world: World) -> None:
    holds.hold(
        actor=factories.acting(world.alice), slot_id=world.open_slot, student_id=world.bob, now=NOW,
        reason=HoldReason.ALTERNATIVE, until=NOW + HOUR,
    )  # fmt: skip


OF_ALICE = "calls cancel {call} --reason ill"
ROWS = (
    book("slot_taken", 409, "charlie", "booked_slot"),
    book("own_slot", 403, "alice", "open_slot"),
    book("student_busy", 409, "bob", "clashing_slot"),
    book("slot_withdrawn", 409, "charlie", "open_slot", before=is_withdrawn),
    book("slot_in_past", 422, "charlie", "open_slot", at=NOW + 4 * DAY),
    book("too_soon", 422, "charlie", "open_slot", at=NOW + 3 * DAY - HOUR / 2),
    book("too_far", 422, "charlie", "far_slot"),
    book("coach_off", 409, "charlie", "open_slot", before=is_off),
    book("slot_held", 409, "charlie", "open_slot", before=is_held),
    book("not_found", 404, "charlie", "nothing"),
    cancel("already_cancelled", 409, "bob", OF_ALICE, before=is_cancelled),
    cancel("call_started", 409, "bob", OF_ALICE, at=DURING),
    cancel("call_ended", 409, "bob", OF_ALICE, at=AFTER),
    cancel("too_late_to_cancel", 409, "bob", "", at=NOW + 2 * DAY - HOUR),
    cancel("not_found", 404, "charlie", ""),
    cancel("reason_required", 422, "alice", "calls cancel {call} --reason ''", reason=""),
    move("same_slot", 409, "booked_slot"),
    move("other_coach", 422, "dora_slot"),
    move("slot_withdrawn", 409, "open_slot", before=is_withdrawn),
    move("coach_off", 409, "open_slot", before=is_off),
    move("already_cancelled", 409, "open_slot", before=is_cancelled),
    publish("slot_overlap", 409, "2027-03-03"),
    publish("during_time_off", 409, "2027-03-04", before=is_off),
    publish("slot_in_past", 422, "2027-02-03"),
    publish("too_far", 422, "2030-02-03"),
    outcome("too_early_for_outcome", 409),
    outcome("already_cancelled", 409, at=AFTER, before=is_cancelled),
    outcome("feedback_exists", 409, at=AFTER, before=is_scored),
    score("too_early_for_feedback", 409),
    score("missed_call", 409, at=AFTER, before=is_missed),
    score("already_cancelled", 409, at=AFTER, before=is_cancelled),
    Row("slot_booked", 409, "alice", "/slots/{booked_slot}/withdraw", {}, "DELETE /slots/{booked_slot}", None,
        "slots withdraw {booked_slot}", page_advice="Say below what becomes of the call."),
    Row("slot_started", 409, "alice", "/slots/{open_slot}/withdraw", {}, "DELETE /slots/{open_slot}", None,
        "slots withdraw {open_slot}", at=NOW + 3 * DAY),
    Row("bad_phone", 422, "bob", "/settings", {"phone": "12"}, "PATCH /me", {"phone": "12"},
        "users edit bob@example.org --phone 12"),
)  # fmt: skip


@pytest.fixture
def numbers(site: Site, world: World) -> dict[str, Any]:
    """Return what the addresses of the table name."""

    def make() -> dict[str, Any]:
        dora = factories.coach("dora")
        return {
            "clashing_slot": factories.slot(dora, NOW + 2 * DAY + HOUR),
            "dora_slot": factories.slot(dora, NOW + 5 * DAY),
            "far_slot": factories.slot(dora, NOW + 200 * DAY),
            "nothing": 999,
        }

    return {**vars(world), **site.do(make)}


@pytest.fixture
def refusing(site: Site, world: World, at_now: time_machine.Traveller, row: Row) -> Row:
    """Bring the world to where the row's rule refuses."""
    at_now.move_to(max(row.at, AFTER) if row.before in (is_missed, is_scored) else row.at)
    site.do(lambda: transact(lambda: row.before(world)))
    return row


def first_words(sentence: object) -> str:
    """Return what a sentence begins with, before its first fact."""
    return str(sentence).partition("%(")[0]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.page} {row.code}")
def test_a_rule_refuses_at_every_door_for_the_same_reason(site, numbers, refusing, row):
    """RELIABILITY R6."""
    code, status = row.code, row.status
    title, advice = (first_words(words) for words in WORDS[code])

    page = site.as_(row.who)
    form = page.get("/settings").form("/settings") | {
        name: str(value).format(**numbers) for name, value in row.form.items()
    }
    shown = page.post(row.page.format(**numbers), form)
    told = row.page_advice or advice
    assert (shown.status, title in shown.text, told in shown.text) == (status, True, True), shown.text

    method, path = row.api.format(**numbers).split()
    body = row.body and {name: numbers.get(value, value) for name, value in row.body.items()}
    program = Program(site.app, site.do(lambda: token_of(row.who)))
    assert code_of(program.send(method, path, body)) == (status, code)

    if row.command:
        said = site.app.test_cli_runner().invoke(args=row.command.format(**numbers))
        told = said.stderr.strip()
        if code != "not_found":  # there it says what is not there
            assert first_words(CLI_WORDS.get(code, WORDS[code])[0]) in told
        assert (said.exit_code, said.stdout) == (EXITS[status], "")
