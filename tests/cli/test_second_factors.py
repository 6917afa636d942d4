"""`flask users reset-factor`."""

import pytest

from app.db import transact
from app.services import authenticators, outbox, passkeys, sign_ins
from tests import factories
from tests.codes import turn_on
from tests.conftest import NOW

BOB = "bob@example.org"


@pytest.mark.usefixtures("app")
def test_what_a_person_has_lost_is_taken_away_and_they_are_told(told):
    bob = factories.person("bob")
    turn_on(bob)
    factories.passkey(bob), factories.passkey(bob)
    token = transact(lambda: sign_ins.begin(user_id=bob, device="", now=NOW))
    done = told("users", "reset-factor", BOB)
    assert (done["authenticator"], done["passkeys"]) == (True, 2)
    assert not authenticators.is_on(bob)
    assert passkeys.list_of(bob) == []
    assert sign_ins.find(token, now=NOW) is None
    assert outbox.list_latest(limit=1)[0].kind == "second_factor_reset"
    (entry,) = [line for line in told("audit", "list") if line["action"] == "second_factor.reset"]
    assert entry["facts"] == {"passkeys": 2}


@pytest.mark.usefixtures("app")
def test_of_somebody_who_has_nothing_nothing_is_taken(flask, told):
    bob = factories.person("bob")
    token = transact(lambda: sign_ins.begin(user_id=bob, device="", now=NOW))
    assert "already" in flask("users", "reset-factor", BOB).output
    assert sign_ins.find(token, now=NOW) is not None
    assert "second_factor.reset" not in [line["action"] for line in told("audit", "list")]


@pytest.mark.usefixtures("app")
def test_somebody_who_is_not_there_is_not_found(flask):
    flask("users", "reset-factor", "nobody@example.org", exit_code=3)
