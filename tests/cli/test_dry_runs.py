"""What changes something can be tried first: the same is told, and nothing has changed."""

import inspect
import json
from collections.abc import Iterator
from datetime import timedelta

import click
import pytest
from sqlalchemy import select

from app.cli import COMMANDS
from app.db import Base, db, transact
from app.domain.attendance import Claim
from app.services import accounts, attendance, reviews
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN

SECRET = "correct horse battery staple\n"

# Each with what is told; --password-stdin reads SECRET.
TRIED = {
    "calls book --slot 3 --student charlie@example.org": "Call 4 booked",
    "calls outcome 1 no_show": "Call 1 is no_show",
    "calls settle 1 --outcome coach_missed --reason ill": "Call 1 is settled as coach_missed",
    "coaches add bob@example.org": "bob@example.org is a coach",
    "coaches edit alice@example.org --headline Calm": "changed headline",
    "feedback record 1 --satisfaction 4": "Recorded for call 1: 4",
    "holidays add Easter --from 2027-03-26": "Holiday 1: Easter",
    "outbox retry 1": "Mail 1 will be tried again",
    "reviews hide 3 --reason Rude": "The review of call 3 is hidden",
    "semesters add Summer --from 2027-07-05 --to 2027-09-05": "Semester 1 added",
    "slots create --coach alice@example.org --starts-at 2027-03-19T10:00": "Slot 5 published",
    "slots withdraw 3": "Slot 3 withdrawn",
    "subjects add Physics": "Physics",
    "subjects remove Alchemy": "Removed Alchemy",
    "subjects rename Alchemy Chemistry": "Alchemy is now Chemistry",
    "users create --email eve@example.org --name Eve --role student --phone +34910000104 --password-stdin": "eve",
    "users edit bob@example.org --name Robert": "changed name",
    "users invite charlie@example.org": "An invitation is on its way",
    "users reactivate dora@example.org": "is open again",
    "users reset-factor bob@example.org": "signs in with the password alone",
    "waitlist remove 1": "Wish 1 removed",
    "users set-password bob@example.org --password-stdin": "has another password",
}
# These change nothing but the record of who looked; those belong to the demo, and ask before they take away.
UNTRIED = {"conversations show", "users export", "demo reset", "demo start"}


@pytest.fixture
def world(flask, at_now):
    """Calls 1 and 3 have ended, call 2 is ahead; Bob reviewed call 3; slot 3 is open; Dora's account is closed."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    factories.person("charlie"), factories.person("dora")
    for days in (1, 7, 8):
        factories.slot(alice, NOW + timedelta(days=days))
    factories.slot(alice, NOW + timedelta(hours=30))
    factories.call(1, bob), factories.call(2, bob), factories.call(4, bob)
    transact(lambda: accounts.deactivate(actor=ADMIN, email="dora@example.org", now=NOW))
    factories.passkey(bob)
    flask("subjects", "add", "Alchemy")
    later = NOW + timedelta(days=2)
    at_now.move_to(later)
    transact(lambda: reviews.record(actor=factories.acting(bob), call_id=3, rating=2, now=later))
    say = {"actor": factories.acting(bob), "call_id": 1, "claim": Claim.COACH_MISSED, "now": later}
    transact(lambda: attendance.say(**say))
    factories.wish(3, alice)


def everything() -> dict[str, list[tuple[object, ...]]]:
    with db.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in Base.metadata.sorted_tables
        }


@pytest.mark.parametrize(("command", "told"), TRIED.items())
@pytest.mark.usefixtures("world")
def test_a_dry_run_tells_what_the_change_tells_and_changes_nothing(flask, command, told):
    def run(*more: str) -> str:
        return flask(*command.split(), *more, stdin=SECRET).stdout

    before = everything()
    tried = run("--dry-run")
    assert tried.startswith("Dry run, nothing is changed: ")
    assert told in tried
    assert json.loads(run("--dry-run", "--json"))["dry_run"] is True
    assert everything() == before
    assert json.loads(run("--json"))["dry_run"] is False
    assert everything() != before


def verbs() -> Iterator[tuple[str, click.Command]]:
    for group in COMMANDS:
        if isinstance(group, click.Group):
            yield from ((f"{group.name} {name}", verb) for name, verb in group.commands.items())


def test_every_command_that_changes_something_can_be_tried():
    changing = {name: verb for name, verb in verbs() if "transact(" in inspect.getsource(verb.callback)}
    assert len(changing) > 30
    untried = {name for name, verb in changing.items() if not any("--dry-run" in option.opts for option in verb.params)}
    assert untried == UNTRIED
