"""Figures for Prometheus: true ones, to whoever brings the token, and of nobody in particular."""

from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.exc import OperationalError

from app.db import db, transact
from app.models import User
from app.services import doctor_database, outbox, workers
from tests.conftest import NOW

TOKEN = "k3J9-x7Qm2_Zp8Lw5Rt1Vb6Ny4Hc0Ds9"


@pytest.fixture
def ask(site, monkeypatch):
    """Return what asks for the figures and reads them; settings hold a token."""
    settings = site.app.config["COACHBOOK"].model_copy(update={"metrics_token": TOKEN})
    monkeypatch.setitem(site.app.config, "COACHBOOK", settings)

    def ask():
        answer = site.visitor().client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        return {
            (sample.name.removeprefix("coachbook_"), *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(answer.text)
            for sample in family.samples
        }

    return ask


@pytest.mark.usefixtures("ask")
@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"bearer {TOKEN}", TOKEN])
def test_without_the_token_there_is_no_such_page(site, header):
    assert site.visitor().client.get("/metrics", headers={"Authorization": header}).status_code == 404


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer None"])
def test_without_a_token_in_the_settings_nobody_is_told(site, header):
    assert site.visitor().client.get("/metrics", headers={"Authorization": header}).status_code == 404


def test_requests_are_counted_by_the_pattern_of_their_address(site, world, ask):
    before = ask()
    site.visitor().client.get("/confirm/a-token-that-signs-in")
    site.as_("bob").client.get(f"/slots/{world.open_slot}")
    site.visitor().client.open("/no/such/page", method="BREW")
    after = ask()
    for labels in (
        ("GET", "/confirm/<token>", "410"),
        ("GET", "/slots/<number:slot_id>", "200"),
        ("other", "none", "404"),
    ):
        counted = ("requests_total", *labels)
        assert after[counted] - before.get(counted, 0) == 1, sorted(after)
    took = ("request_seconds_count", "GET", "/slots/<number:slot_id>")
    assert after[took] - before.get(took, 0) == 1
    assert "a-token" not in str(sorted(after))


def test_mail_that_waits_and_workers_are_told(site, world, ask):
    bob, before = world.bob, ask()
    for minutes in (4, 2, -2):
        at = NOW - timedelta(minutes=minutes)
        site.do(lambda at=at: transact(lambda: outbox.write("reminder", to=db.session.get(User, bob), now=at)))
    beats = {
        "one": (NOW, ""),
        "two": (NOW - timedelta(minutes=2), ""),
        "three": (NOW - timedelta(seconds=20), "refused"),
    }
    for name, (seen, trouble) in beats.items():
        site.do(lambda name=name, seen=seen, trouble=trouble: transact(
            lambda: workers.beat(name, started_at=NOW, trouble=trouble, now=seen)))  # fmt: skip
    told = ask()
    assert told["outbox_lag_seconds",] == 240
    assert (before["outbox_due",], told["outbox_due",]) == (0, 2)
    assert told["outbox_messages", "waiting"] - before["outbox_messages", "waiting"] == 3
    assert [told["workers", state] for state in ("ok", "late", "trouble")] == [1, 1, 1]
    assert told["worker_heartbeat_age_seconds",] == 0
    assert (told["database_up",], told["migrations_current",]) == (1, 1)


def test_a_database_that_is_away_is_told_and_the_rest_still_is(ask, monkeypatch):
    def refuse():
        raise OperationalError("SELECT 1", {}, Exception("connection refused"), connection_invalidated=True)

    monkeypatch.setattr(doctor_database, "examine", refuse)
    told = ask()
    assert told["database_up",] == 0
    assert not any(name.startswith("outbox") for name, *_ in told)
    assert any(name == "requests_total" for name, *_ in ask())
