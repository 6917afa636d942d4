"""The storms are worth something: a bug that is planted in the served application is found and named."""

import pytest

from tests.proof.fire import run_fire
from tests.proof.results import Result, tell
from tests.proof.sizes import PATIENCE

pytestmark = [pytest.mark.timeout(PATIENCE), pytest.mark.usefixtures("race_app")]
DATABASES = ("sqlite",)

ENOUGH = 200


@pytest.mark.parametrize(("plant", "deaths", "name"), [("forget_keys", 500, "phantom"), ("keep_lists", 0, "stale")])
def test_the_storms_find_what_is_planted(tmp_path, race_url, database, plant, deaths, name):
    with run_fire(tmp_path, race_url, deaths_in_thousand=deaths, plant=plant) as fire:
        names: set[str] = set()
        while name not in names and fire.storms < ENOUGH:
            fire.rage(2)
            names = {fault.name for fault in fire.verdict()}
    tell(
        Result(
            "seeded bugs: in the application that storms are let loose on", 1, "bugs", int(name not in names), database
        )
    )
    assert name in names
