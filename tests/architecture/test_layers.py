"""Who may import whom: the contracts in pyproject.toml."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import ROOT


def test_imports_point_downwards():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "0 broken" in found.stdout


def test_the_clock_is_read_in_one_place():
    readers = [
        path
        for path in (ROOT / "app").rglob("*.py")
        if any(call in path.read_text("utf-8") for call in ("datetime.now(", "utcnow(", "time.time(", "date.today("))
    ]
    assert readers == [ROOT / "app/domain/clock.py"]


def test_models_get_second_names_in_the_one_way_that_threads_may_share():
    users = [path for path in (ROOT / "app").rglob("*.py") if "aliased(" in path.read_text("utf-8")]
    assert users == [ROOT / "app/db/aliases.py"]
