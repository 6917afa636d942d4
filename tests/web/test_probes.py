"""What machines ask of this process."""

from datetime import timedelta

import pytest

from app import create_app
from app.db import db, transact
from app.services import doctor_database, workers
from config import Config
from tests.conftest import NOW


def beat(site, *, seen=NOW, trouble=""):
    site.do(lambda: transact(lambda: workers.beat("one", started_at=NOW, trouble=trouble, now=seen)))


def test_a_living_process_says_so(site):
    answer = site.visitor().client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("seen", "trouble", "told"),
    [
        (NOW, "", "ok"),
        (NOW - timedelta(seconds=90), "", "ok"),
        (NOW - timedelta(seconds=91), "", "late"),
        (NOW, "connection refused", "mail fails"),
    ],
)
def test_pages_are_served_whatever_the_worker_does_and_that_is_told(site, seen, trouble, told):
    beat(site, seen=seen, trouble=trouble)
    answer = site.visitor().client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ready", "database": "ok", "migrations": "ok", "worker": told}


def test_a_server_that_is_about_to_stop_says_so_and_still_serves(site, monkeypatch, tmp_path):
    settings = site.app.config["COACHBOOK"].model_copy(update={"drain_file": str(tmp_path / "draining")})
    monkeypatch.setitem(site.app.config, "COACHBOOK", settings)
    ask = site.visitor().client.get
    assert ask("/readyz").status_code == 200
    (tmp_path / "draining").touch()
    assert (ask("/readyz").status_code, ask("/readyz").json["status"]) == (503, "stopping")
    assert ask("/slots").status_code == ask("/healthz").status_code == 200


def test_the_old_version_goes_on_while_the_new_one_has_already_migrated(site, monkeypatch):
    """Fault F-46."""
    monkeypatch.setattr(doctor_database, "known_revisions", lambda: ("0001_core",))
    answer = site.visitor().client.get("/readyz")
    assert (answer.status_code, answer.json["migrations"]) == (200, "ahead")


def test_no_worker_is_told(site):
    assert site.visitor().client.get("/readyz").json["worker"] == "none"


def ask(url):
    app = create_app(Config.for_tests(database_url=url))
    answer = app.test_client().get("/readyz")
    with app.app_context():
        db.engine.dispose()
    return answer


@pytest.mark.parametrize(
    ("place", "reached", "migrations"),
    [("new.db", "ok", "behind"), ("no/such/folder/new.db", "unreachable", "unknown")],
)
def test_without_a_database_that_fits_no_page_can_be_served(tmp_path, place, reached, migrations):
    answer = ask(f"sqlite:///{tmp_path}/{place}")
    assert answer.status_code == 503
    told = {"status": "not ready", "database": reached, "migrations": migrations, "worker": "unknown"}
    assert answer.json == told
