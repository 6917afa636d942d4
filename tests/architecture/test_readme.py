"""What the README says is so."""

import re
import shlex

import pytest

from tests.architecture.tree import ROOT

README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = re.findall(r"(?m)^flask (.*?)(?: +#.*)?$", README)
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def test_its_links_and_pictures_lead_somewhere():
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert len(links) >= 4
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_its_paths_exist():
    paths = re.findall(r"`((?:app|tests|migrations)/[\w./]+)`", README)
    assert len(paths) >= 6
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_its_make_targets_exist():
    wanted = set(re.findall(r"\bmake ([a-z]+)\b", re.sub(r"HTMX makes.*", "", README)))
    assert {"run", "test", "check", "help", "serve"} <= wanted
    assert {target for target in wanted if not re.search(rf"(?m)^{target}:", MAKEFILE)} == set()


@pytest.mark.parametrize("command", COMMANDS)
def test_its_commands_are_understood(app, command):
    arguments = shlex.split(command)
    found = app.test_cli_runner().invoke(args=arguments)
    assert "Usage:" not in found.output, found.output
    assert found.exit_code in (0, 1, 3), found.output


def test_its_layers_are_those_that_are_checked():
    picture = README.split("## The tree")[1].split("```")[1]
    layers = re.findall(r"(?m)^(\w+) ", picture)
    checked = re.search(r"layers = \[(.*?)\]", (ROOT / "pyproject.toml").read_text("utf-8")).group(1)
    assert layers == re.findall(r"\w+", checked)
