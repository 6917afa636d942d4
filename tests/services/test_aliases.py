"""Second names for models, asked for by many threads at once."""

import sys
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from app.db import alias_of
from app.models import CoachProfile

CROWD, TIMES = 8, 30


@pytest.fixture
def _restless():
    """Let threads take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def use(profile, gate, said):
    gate.wait()
    said.add(str(select(profile.user_id, profile.caller, profile.approves)))


@pytest.mark.usefixtures("_restless")
def test_each_thread_that_is_first_to_use_one_says_the_same():
    said = set()
    for _ in range(TIMES):
        profile, gate = alias_of(CoachProfile, "own"), Barrier(CROWD)
        crowd = [Thread(target=use, args=(profile, gate, said)) for _ in range(CROWD)]
        for thread in crowd:
            thread.start()
        for thread in crowd:
            thread.join()
    assert said == {
        "SELECT own.user_id, own.caller, own.approves \nFROM coach_profiles AS own",
    }
