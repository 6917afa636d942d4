"""`flask retention run`."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from config import Config
from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("idle")
NOTHING = {"accounts": 0, "sign_ins": 0, "phone_views": 0, "mails": 0, "offers": 0, "wishes": 0}


@pytest.fixture
def idle(app: Flask) -> int:
    """Bob was never here, and made long ago; Charlie is new."""
    factories.person("charlie", now=NOW)
    return factories.person("bob", now=NOW - timedelta(days=800))


@pytest.fixture
def a_year(app: Flask, database_url: str) -> Iterator[None]:
    """Keep personal data for a year."""
    usual = app.config["COACHBOOK"]
    app.config["COACHBOOK"] = Config.for_tests(database_url=database_url, retention_days=365)
    yield
    app.config["COACHBOOK"] = usual


def test_everything_is_kept_unless_a_setting_says_for_how_long(flask, told):
    assert "COACHBOOK_RETENTION_DAYS is 0" in flask("retention", "run").stderr
    assert told("retention", "run") == {"days": 0, "dry_run": False, **NOTHING}
    assert told("users", "show", "bob@example.org")["status"] == "active"


@pytest.mark.usefixtures("a_year")
def test_a_dry_run_counts_and_changes_nothing(flask, told):
    tried = flask("retention", "run", "--dry-run")
    assert "Older than 365 days: accounts 1, sign-ins 0" in tried.stdout
    assert "Nothing was changed." in tried.stderr
    assert told("users", "show", "bob@example.org")["status"] == "active"


@pytest.mark.usefixtures("a_year")
def test_a_run_says_how_much_it_erased(flask, told):
    assert told("retention", "run") == {"days": 365, "dry_run": False, **NOTHING, "accounts": 1}
    assert {user["status"] for user in told("users", "list")} == {"erased", "active"}
    assert told("retention", "run") == {"days": 365, "dry_run": False, **NOTHING}
    flask("doctor")
