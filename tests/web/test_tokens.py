"""Tokens in the settings."""

from datetime import timedelta

import pytest

from tests import factories
from tests.api.programs import Program
from tests.conftest import NOW


def make(bob, **typed):
    return bob.get("/settings/tokens").submit("/settings/tokens", **{"name": "Script", **typed})


def test_a_token_is_shown_once_and_acts_for_its_person(site, world):
    bob = site.as_("bob")
    made = make(bob, scopes="write")
    token = made.one(".card code").text
    program = Program(site.app, token)
    assert program.get("/me").get_json()["email"] == "bob@example.org"
    assert program.post(f"/calls/{world.call}/cancel", {}).status_code == 200
    again = bob.get("/settings/tokens")
    assert token not in again.html
    assert "Script" in again.text
    assert token[:11] in again.text


def test_a_token_may_what_was_chosen_until_then(site, world, at_now):
    program = Program(site.app, make(site.as_("bob"), days="30").one(".card code").text)
    assert program.post(f"/calls/{world.call}/cancel", {}).status_code == 403
    at_now.move_to(NOW + timedelta(days=30))
    assert program.get("/me").status_code == 401


def test_a_token_that_is_ended_opens_nothing(site, world):
    bob = site.as_("bob")
    made = make(bob)
    ended = made.submit("/settings/tokens/1/revoke")
    assert "Ended by you" in ended.follow().text
    assert Program(site.app, made.one(".card code").text).get("/me").status_code == 401


@pytest.mark.parametrize("typed", [{"name": ""}, {"name": "x" * 121}, {"scopes": "all"}, {"days": "4000"}])
def test_what_is_wrong_is_told_at_its_field(site, world, typed):
    refused = make(site.as_("bob"), **typed)
    assert refused.status == 422
    assert refused.all(".summary a")


def test_nobody_ends_anothers_token(site, world):
    number = site.do(lambda: factories.token(world.bob, email="bob@example.org"))
    charlie = site.as_("charlie")
    form = charlie.get("/settings/tokens").form("/settings/tokens")
    assert charlie.post(f"/settings/tokens/{number}/revoke", form).status == 404
