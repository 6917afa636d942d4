"""What is committed besides code: locks, settings, and nothing of any one machine."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from config import PREFIX, Config
from tests.architecture.tree import ROOT, files, named

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUNTIME = PROJECT["project"]["dependencies"]
DEVELOPMENT = PROJECT["dependency-groups"]["dev"]
EXTRAS = PROJECT["project"]["optional-dependencies"]["extras"]
# Written so that this file does not hold them.
FOREIGN = ["pypi" + ".org", "python" + "hosted", "registry." + "npmjs", "file:" + "///", "/ro" + "ot/", "/ho" + "me/"]


def pins(lock: str) -> dict[str, str]:
    """Return the version of each package in a lock file, having made sure that it has a hash."""
    entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^#.*\n", "", (ROOT / lock).read_text("utf-8")).strip())
    found = {}
    for entry in entries:
        assert "--hash=sha256:" in entry, f"{lock}: {entry.split()[0]} has no hash"
        name, version = entry.split()[0].split("==")
        found[canonicalize_name(name.split("[")[0])] = version
    return found


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.txt", RUNTIME),
        ("requirements-dev.txt", RUNTIME + DEVELOPMENT + EXTRAS),
        ("requirements-extras.txt", RUNTIME + EXTRAS),
    ],
    ids=["runtime", "development", "extras"],
)
def test_the_lock_pins_every_dependency_as_it_is_wanted(lock, wanted):
    pinned = pins(lock)
    for line in wanted:
        requirement = Requirement(line)
        version = pinned.get(canonicalize_name(requirement.name))
        assert version, f"{lock} does not pin {requirement.name}: make lock"
        assert requirement.specifier.contains(version), f"{lock} pins {requirement.name} {version}: make lock"


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-extras.txt"])
def test_all_locks_agree(lock):
    development = pins("requirements-dev.txt")
    assert {name: development.get(name) for name in pins(lock)} == pins(lock)


def test_no_file_names_a_registry_or_a_folder_of_one_machine():
    found = [
        f"{named(path)}: {foreign}" for path in files() for foreign in FOREIGN if foreign in path.read_text("utf-8")
    ]
    assert found == []


def test_the_example_settings_are_all_the_settings_with_their_defaults():
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    example = dict(line.removeprefix(PREFIX).split("=", 1) for line in lines if line and not line.startswith("#"))
    assert list(example) == [name.upper() for name in Config.model_fields]
    assert Config(**{name.lower(): value for name, value in example.items()}) == Config()


def test_every_example_setting_has_its_sentence():
    blocks = (ROOT / ".env.example").read_text("utf-8").strip().split("\n\n")
    for block in blocks[1:]:
        assert block.startswith("# ")
        assert PREFIX in block
