"""What goes wrong is one line on stderr and the exit code of its kind; stdout stays empty."""

from datetime import timedelta

import pytest

from app import create_app
from config import Config
from tests import factories
from tests.conftest import NOW

ALICE, BOB, NOBODY = "alice@example.org", "bob@example.org", "nobody@example.org"
NEW = ("users", "create", "--email", "new@example.org", "--name", "New", "--phone", "+12125550177")


@pytest.fixture
def world(app):
    """Slot 1 is held by Bob's call 1, slot 2 is open."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    booked, _ = (factories.slot(alice, NOW + timedelta(days=day)) for day in (2, 3))
    factories.call(booked, bob)
    return app


INVALID = (
    (*NEW[:-1], "12"),
    ("users", "create", "--email", "no address", "--name", "New", "--phone", "+12125550177"),
    (*NEW, "--timezone", "Mars/Olympus"),
    (*NEW, "--locale", "xx_YY_zz"),
    (*NEW, "--subjects", "maths"),
    (*NEW, "--role", "king"),
    ("users", "create"),
    ("users", "edit", BOB),
    ("users", "edit", BOB, "--name", ""),
    ("users", "list", "--limit", "0"),
    ("users", "list", "--limit", "1001"),
    ("users", "deactivate", BOB),
    ("users", "deactivate", BOB, "--reason", " "),
    ("coaches", "edit", ALICE),
    ("coaches", "edit", ALICE, "--rate", "free", "--currency", "EUR"),
    ("coaches", "edit", ALICE, "--rate", "38", "--currency", "euro"),
    ("coaches", "edit", ALICE, "--languages", "klingonish"),
    ("subjects", "add", " "),
    ("subjects", "add", "x" * 121),
    ("slots", "create", "--coach", ALICE, "--starts-at", "2027-02-30T10:00"),
    ("slots", "create", "--coach", ALICE, "--starts-at", "2027-03-03"),
    ("slots", "create", "--coach", ALICE, "--starts-at", "0001-01-01T00:00Z"),
    ("slots", "create", "--coach", ALICE, "--starts-at", "2027-02-01T10:00"),
    ("slots", "create", "--coach", ALICE, "--starts-at", "2030-03-01T10:00"),
    ("slots", "create", "--coach", ALICE, "--starts-at", "2027-03-28T01:30"),
    ("slots", "create", "--coach", ALICE, "--starts-at", "2027-03-20T10:00", "--place", "x" * 500),
    ("slots", "list", "--from", "yesterday"),
    ("slots", "list", "--status", "gone"),
    ("slots", "withdraw", "two"),
    ("slots", "withdraw", "-1"),
    ("slots", "withdraw", str(2**63)),
    ("slots", "series", "--coach", ALICE, "--weekdays", "noday", "--time", "14:00", "--from", "2027-03-01", "--until",
     "2027-04-01"),
    ("slots", "series", "--coach", ALICE, "--weekdays", "mon", "--time", "25:00", "--from", "2027-03-01", "--until",
     "2027-04-01"),
    ("slots", "series", "--coach", ALICE, "--weekdays", "mon", "--time", "14:00", "--from", "2027-04-01", "--until",
     "2027-03-01"),
    ("slots", "series", "--coach", ALICE, "--weekdays", "mon", "--time", "14:00", "--from", "2027-03-02", "--until",
     "2027-03-03"),
    ("calls", "cancel", 1),
    ("calls", "cancel", 1, "--reason", ""),
    ("calls", "move", 1, "--to", 2, "--reason", " "),
    ("calls", "outcome", 1, "cancelled"),
    ("calls", "export", "--from", "2027-03-02", "--to", "2027-03-01"),
    ("calls", "export", "--from", "2027-03-01", "--to", "2027-03-02", "--format", "xml"),
    ("calls", "book", "--slot", 2, "--student", BOB, "--note", "x" * 100_000),
    ("calls", "book", "--slot", 2, "--student", BOB, "--note", "lone \udfff surrogate"),
    ("audit", "list", "--object", "call"),
)  # fmt: skip

MISSING = (
    ("users", "show", NOBODY),
    ("users", "edit", NOBODY, "--name", "Nobody"),
    ("users", "set-password", NOBODY),
    ("users", "deactivate", NOBODY, "--reason", "left"),
    ("users", "reactivate", NOBODY),
    ("coaches", "add", NOBODY),
    ("coaches", "edit", BOB, "--place", "here"),
    ("coaches", "remove", BOB),
    ("subjects", "rename", "alchemy", "chemistry"),
    ("subjects", "merge", "alchemy", "--into", "chemistry"),
    ("subjects", "remove", "alchemy"),
    ("slots", "create", "--coach", BOB, "--starts-at", "2027-03-09T10:00"),
    ("slots", "list", "--coach", NOBODY),
    ("slots", "list", "--student", NOBODY),
    ("slots", "withdraw", 99),
    ("slots", "why", 99, "--student", BOB),
    ("slots", "why", 2, "--student", NOBODY),
    ("slots", "series", "--coach", BOB, "--weekdays", "mon", "--time", "14:00", "--from", "2027-03-01", "--until",
     "2027-04-01"),
    ("calls", "book", "--slot", 99, "--student", BOB),
    ("calls", "book", "--slot", 2, "--student", NOBODY),
    ("calls", "list", "--coach", BOB),
    ("calls", "show", 99),
    ("calls", "cancel", 99, "--reason", "why"),
    ("calls", "release", 99, "--reason", "why"),
    ("calls", "move", 99, "--to", 2, "--reason", "why"),
    ("calls", "move", 1, "--to", 99, "--reason", "why"),
    ("calls", "outcome", 99, "completed"),
    ("calls", "settle", 99, "--outcome", "completed", "--reason", "why"),
    ("feedback", "record", 99, "--satisfaction", "4"),
    ("feedback", "list", "--coach", NOBODY),
    ("feedback", "missing", "--coach", BOB),
    ("reviews", "hide", 99, "--reason", "why"),
    ("reviews", "show-again", 1),
    ("reviews", "list", "--coach", BOB),
    ("audit", "list", "--user", NOBODY),
)  # fmt: skip

CONFLICTS = (
    (*NEW[:3], "BOB@example.org", *NEW[4:]),
    ("users", "edit", BOB, "--email", ALICE),
    ("coaches", "remove", ALICE),
    ("slots", "create", "--coach", ALICE, "--starts-at", "2027-03-03T10:00"),
    ("slots", "withdraw", 1),
    ("calls", "book", "--slot", 1, "--student", BOB),
    ("calls", "move", 1, "--to", 1, "--reason", "why"),
    ("calls", "outcome", 1, "completed"),
    ("feedback", "record", 1, "--satisfaction", "4"),
)

FORBIDDEN = (("calls", "book", "--slot", 2, "--student", ALICE),)


@pytest.mark.parametrize(
    ("arguments", "exit_code"),
    [
        (arguments, exit_code)
        for table, exit_code in ((INVALID, 2), (MISSING, 3), (CONFLICTS, 4), (FORBIDDEN, 5))
        for arguments in table
    ],
    ids=lambda value: " ".join(str(part)[:30] for part in value) if isinstance(value, tuple) else None,
)
@pytest.mark.usefixtures("world")
def test_a_refusal_is_told_on_stderr_with_the_exit_code_of_its_kind(flask, told, arguments, exit_code):
    before = told("audit", "list")
    refused = flask(*arguments, exit_code=exit_code)
    assert refused.stdout == ""
    assert refused.stderr.splitlines()[-1].startswith("Error: ")
    assert "%(" not in refused.stderr
    assert told("audit", "list") == before


@pytest.mark.usefixtures("world")
def test_a_refusal_speaks_of_the_option_and_to_an_administrator(flask):
    taken = flask("slots", "create", "--coach", ALICE, "--starts-at", "2027-03-03T10:00", exit_code=4)
    assert taken.stderr.startswith("Error: --starts-at: This overlaps another slot of the coach. It is on ")
    assert flask("users", "show", NOBODY, exit_code=3).stderr == (
        "Error: There is no account with the address nobody@example.org.\n"
    )
    assert flask("coaches", "remove", BOB, exit_code=3).stderr == "Error: bob@example.org is not a coach.\n"


def test_a_database_without_tables_is_told_in_one_line(at_now, tmp_path):
    app = create_app(Config.for_tests(database_url=f"sqlite:///{tmp_path}/new.db"))
    result = app.test_cli_runner().invoke(args=["users", "list"])
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: The database cannot be used: no such table: users. Ask flask doctor what is wrong.\n"
    )
