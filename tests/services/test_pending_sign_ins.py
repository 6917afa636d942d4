"""Sign-ins that wait for a code."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain.errors import SignInEnded
from app.services import pending_sign_ins
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def token(app):
    """Bob's password was shown."""
    bob = factories.person("bob")
    return transact(lambda: pending_sign_ins.begin(user_id=bob, now=NOW))


def test_of_a_thousand_guesses_five_are_looked_at(token):
    """SEC-12."""
    tries = []

    def guess():
        for _ in range(1000):
            try:
                tries.append(pending_sign_ins.take_try(token, now=NOW).is_last)
            except SignInEnded:
                tries.append(None)

    transact(guess)
    assert tries == [False] * 4 + [True] + [None] * 995


def test_a_made_up_token_opens_nothing(token):
    assert pending_sign_ins.is_waiting(token, now=NOW)
    for other in ("", token[:-1], token.swapcase(), token + "x", "é"):
        assert not pending_sign_ins.is_waiting(other, now=NOW)
        with pytest.raises(SignInEnded):
            pending_sign_ins.take_try(other, now=NOW)


def test_what_has_waited_too_long_is_thrown_away_when_another_begins(token):
    later = NOW + timedelta(minutes=10)
    charlie = factories.person("charlie")
    transact(lambda: pending_sign_ins.begin(user_id=charlie, now=later))
    assert not pending_sign_ins.is_waiting(token, now=NOW)
