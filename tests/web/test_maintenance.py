"""While an operator works on the system every page says so, and probes go on."""

import pytest
from sqlalchemy import event

from app.db import db

PROBES = ("/healthz", "/readyz")


@pytest.fixture
def file(site, monkeypatch, tmp_path):
    path = tmp_path / "maintenance"
    settings = site.app.config["COACHBOOK"].model_copy(update={"maintenance_file": str(path)})
    monkeypatch.setitem(site.app.config, "COACHBOOK", settings)
    return path


@pytest.mark.parametrize(
    ("written", "told", "seconds"),
    [(b"30", "30 minutes", 1801), (b"", "10 minutes", 601), (b"f\xfcr heute", "10 minutes", 601)],
)
def test_every_page_says_so_and_when_to_come_back(site, file, written, told, seconds):
    file.write_bytes(written)
    answer = site.visitor().client.get("/slots")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(seconds))
    assert f"Come back in about {told}." in answer.text
    file.unlink()
    assert site.visitor().client.get("/slots").status_code == 200


def test_a_form_is_not_lost_but_can_be_sent_again(site, world, file):
    bob = site.as_("bob")
    file.write_text("5")
    answer = bob.client.post(f"/slots/{world.open_slot}/book", data={"note": "Integrals"})
    assert answer.status_code == 503
    assert "Nothing was changed." in answer.text
    assert 'value="Integrals"' in answer.text


def test_programs_are_told_as_they_are_told_everything(site, file):
    file.write_text("5")
    answer = site.visitor().client.get("/api/v1/slots")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert answer.json["code"] == "maintenance"


def test_probes_and_the_style_sheet_go_on(site, file):
    file.write_text("5")
    for path in (*PROBES, "/static/app.css"):
        assert site.visitor().client.get(path).status_code == 200


@pytest.mark.usefixtures("world")
def test_no_page_then_asks_the_database(site, file):
    bob = site.as_("bob")
    file.write_text("5")
    sent = []
    with site.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *given: sent.append(given[2]))
    for path in ("/", "/calls", "/api/v1/me"):
        assert bob.client.get(path).status_code == 503
    assert sent == []
