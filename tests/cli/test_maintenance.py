"""`flask maintenance` puts a page before all others, and takes it away."""

import pytest

DATABASES = ("sqlite",)


@pytest.fixture(autouse=True)
def file(app, monkeypatch, tmp_path):
    path = tmp_path / "new" / "maintenance"
    settings = app.config["COACHBOOK"].model_copy(update={"maintenance_file": str(path)})
    monkeypatch.setitem(app.config, "COACHBOOK", settings)
    return path


def test_it_is_switched_on_and_off_and_tells_how_it_stands(flask, told, file):
    assert told("maintenance", "status") == {"maintenance": False, "minutes": None}
    assert "come back in 30 minutes" in flask("maintenance", "on", "--minutes", 30).stdout
    assert file.read_text() == "30"
    assert told("maintenance", "status") == {"maintenance": True, "minutes": 30}
    assert "The pages are open" in flask("maintenance", "off").stdout
    assert not file.exists()
    flask("maintenance", "off")


def test_a_dry_run_changes_nothing(flask, told, file):
    assert told("maintenance", "on", "--dry-run")["dry_run"]
    assert not file.exists()
    flask("maintenance", "on")
    assert told("maintenance", "off", "--dry-run")["dry_run"]
    assert file.exists()
