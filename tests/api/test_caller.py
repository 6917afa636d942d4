"""Who calls, and what their token is good for."""

import pytest

from app.domain.tokens import Scope
from tests.api.programs import Program, code_of, token_of


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic Ym9iOmJvYg==", "Bearer é"])
def test_a_token_that_is_none_is_refused_everywhere(site, programs, header):
    program = Program(site.app, headers={"Authorization": header})
    for path in ("/calls", "/slots", "/coaches"):
        told = program.get(path)
        assert code_of(told) == (401, "unauthorised")
        assert told.headers["WWW-Authenticate"] == "Bearer"


def test_nobody_sees_what_is_somebodys(world, programs):
    for path in ("/calls", f"/calls/{world.call}", "/me", f"/calls/{world.call}/feedback"):
        assert code_of(programs.nobody.get(path)) == (401, "unauthorised")


def test_a_cookie_counts_for_nothing(site, world):
    bob = site.visitor().sign_in("bob")
    assert bob.get("/calls").status == 200
    assert bob.client.get("/api/v1/calls").status_code == 401


def test_a_token_for_reading_writes_nothing(site, world, programs):
    reading = Program(site.app, site.do(lambda: token_of("charlie", Scope.READ)))
    assert reading.get("/calls").status_code == 200
    assert code_of(reading.post("/calls", {"slot_id": world.open_slot})) == (403, "missing_scope")
