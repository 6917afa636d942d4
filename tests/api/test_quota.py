"""How many requests a caller may send."""

from datetime import timedelta

import pytest

from app.api import quota
from app.domain.errors import RateLimited
from app.domain.limits import Limit
from app.services import limits
from tests.api.programs import code_of
from tests.conftest import NOW


@pytest.fixture
def few(site, monkeypatch):
    """Let a caller send three requests a minute."""
    config = site.app.config["COACHBOOK"].model_copy(update={"api_requests_per_minute": 3})
    monkeypatch.setitem(site.app.config, "COACHBOOK", config)
    monkeypatch.setattr(quota, "_portions", {})


@pytest.mark.usefixtures("few")
def test_after_so_many_requests_a_caller_waits_for_the_next_minute(at_now, programs):
    """SEC-38."""
    left = [programs.bob.get("/calls").headers["RateLimit"] for _ in range(3)]
    assert [one.split(";")[1] for one in left] == ["r=2", "r=1", "r=0"]
    refused = programs.bob.get("/calls")
    assert code_of(refused) == (429, "rate_limited")
    assert 0 < int(refused.headers["Retry-After"]) <= 61
    assert programs.alice.get("/calls").status_code == 200
    at_now.shift(timedelta(minutes=1))
    answer = programs.bob.get("/calls")
    assert (answer.status_code, answer.headers["RateLimit-Policy"]) == (200, '"requests";q=3;w=60')


@pytest.mark.usefixtures("few")
def test_wrong_tokens_are_counted_by_where_they_come_from(site, programs):
    """SEC-12."""
    answers = [programs.nobody.get("/slots", Authorization=f"Bearer {guess}").status_code for guess in range(4)]
    assert answers == [401, 401, 401, 429]


@pytest.mark.usefixtures("app")
def test_processes_share_one_count_however_many_they_fetch():
    hour = Limit("test", 25, timedelta(hours=1))
    assert [limits.fetch(hour, "bob", 10, now=NOW) for _ in range(3)] == [(10, 15), (10, 5), (5, 0)]
    with pytest.raises(RateLimited):
        limits.fetch(hour, "bob", 10, now=NOW)


def test_callers_of_earlier_minutes_are_forgotten(site, at_now, programs, monkeypatch):
    monkeypatch.setattr(quota, "_portions", {})
    monkeypatch.setattr(quota, "MANY", 1)
    programs.bob.get("/calls")
    programs.alice.get("/calls")
    at_now.shift(timedelta(minutes=1))
    programs.nobody.get("/slots")
    assert len(quota._portions) == 1
