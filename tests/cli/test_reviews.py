"""`flask reviews`: an administrator reads them all, and hides one with a reason."""

from datetime import timedelta

import pytest

from app.db import transact
from app.services import reviews
from tests import factories
from tests.conftest import NOW
from tests.factories import acting


@pytest.fixture
def reviewed(app, at_now):
    """Bob reviewed call 1, which Alice has not logged."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    call = factories.call(factories.slot(alice), bob)
    then = NOW + timedelta(days=3)
    transact(lambda: reviews.record(actor=acting(bob), call_id=call, rating=1, comment="Rude words", now=then))
    at_now.move_to(then)


@pytest.mark.usefixtures("reviewed")
def test_a_review_is_listed_hidden_with_a_reason_and_shown_again(flask, told):
    (review,) = told("reviews", "list", "--coach", "alice@example.org")
    assert (review["call_id"], review["rating"], review["student"]) == (1, 1, "Bob Baker")
    assert "Rude words" in flask("reviews", "list").stdout
    assert told("reviews", "list", "--hidden") == []
    flask("reviews", "hide", 1, exit_code=2)
    assert "is hidden" in flask("reviews", "hide", 1, "--reason", "Insult").stdout
    assert [one["hidden_reason"] for one in told("reviews", "list", "--hidden")] == ["Insult"]
    assert "Insult" in flask("audit", "list", "--json").stdout
    assert "shows again" in flask("reviews", "show-again", 1).stdout
    assert told("reviews", "list", "--hidden") == []
