"""The database goes away and comes back while people book: whoever was answered has what they were told."""

from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from app.db import db
from tests.databases import PrivateServer
from tests.proof.fire import judge, run_fire
from tests.proof.sizes import PATIENCE, share

pytestmark = [pytest.mark.timeout(PATIENCE), pytest.mark.usefixtures("race_app")]
DATABASES = ("postgresql",)

RESTARTS = 1000


def test_of_a_database_restarted_while_people_book_nothing_is_lost(
    tmp_path, race_url, database, request: pytest.FixtureRequest
):
    """Faults F-17, F-18; invariant I-18."""
    # The tests' server answers before what it has written is safe; a crash would then lose more than it may.
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ALTER DATABASE race SET synchronous_commit = on"))
    server = PrivateServer(Path(request.getfixturevalue("postgresql")))
    restarts = share(RESTARTS, at_least=2)
    with run_fire(tmp_path, race_url, deaths_in_thousand=0) as burning:
        for number in range(restarts):
            burning.rage(4, partial(server.restart, ("fast", "immediate")[number % 2]))
    # One that was used just before the last restart would be used again as it is.
    db.engine.dispose()
    judge(burning, "database restarted during HTTP storms", restarts, "restarts", database)
