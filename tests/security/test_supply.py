"""What the programme is made of: each package named exactly, with the hashes of its files."""

import re

import pytest

from tests.architecture.tree import ROOT


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_with_its_hashes(name):
    """SEC-40: what is installed is what was tried, whatever a registry gives out today."""
    lock = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
    packages = [line for line in lock.splitlines() if re.match(r"[A-Za-z0-9]", line)]
    assert len(packages) > 30
    assert [line for line in packages if not re.match(r"[\w.-]+(\[[\w,-]+\])?==[\w.]+ ", line)] == []
    assert [line for line in packages if "--hash=sha256:" not in line] == []
    assert "--index" not in lock
    assert "git+" not in lock
