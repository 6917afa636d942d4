"""What systemd is told, and what the recipe names, is there."""

import json
import re
import shutil
import subprocess
import sys
from configparser import ConfigParser

import pytest
import yaml

from config import PREFIX, Config
from tests.architecture.tree import ROOT
from tests.deploy.proxies import found

UNITS = sorted((ROOT / "deploy/systemd").iterdir())
# Left out where there is no systemd.
SYSTEMD = [path for path in [shutil.which("systemd-analyze")] if path]
RECIPE = (ROOT / "docs/operations.md").read_text("utf-8")
# As the recipe has them, with a secret in each empty place.
SETTINGS = {
    line.removeprefix(PREFIX).split("=", 1)[0]: line.split("=", 1)[1] or "k3J9-x7Qm2_Zp8Lw5Rt1Vb6Ny4Hc0Ds9"
    for line in (ROOT / "deploy/coachbook.env").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
}


def read(path):
    unit = ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str
    unit.read(path, "utf-8")
    return unit


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_each_unit_starts_what_there_is(app, path):
    for line in re.findall(r"(?m)^Exec\w+=(.*)$", path.read_text("utf-8")):
        for command in re.findall(r"\.venv/bin/flask ([a-z ]+?)(?= [-/]|'|$)", line):
            found = app.test_cli_runner().invoke(args=[*command.split(), "--help"])
            assert found.exit_code == 0, f"{path.name}: flask {command}"
        for file in re.findall(r"\b(gunicorn\.conf\.py|wsgi)\b", line):
            assert (ROOT / file).exists() or (ROOT / f"{file}.py").exists()


@pytest.mark.parametrize("program", SYSTEMD)
def test_systemd_understands_them(tmp_path, program):
    for path in UNITS:
        # The programs stand where the recipe puts them, and not here.
        text = re.sub(r"(?m)^(Exec\w+=)/srv/coachbook/\S+", r"\1/bin/true", path.read_text("utf-8"))
        (tmp_path / path.name).write_text(text)
    units = sorted(map(str, tmp_path.iterdir()))
    told = subprocess.run([program, "verify", *units], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")


@pytest.mark.parametrize("name", ["web", "worker", "streams"])
def test_long_running_ones_come_back_and_may_do_little(name):
    service = read(ROOT / f"deploy/systemd/coachbook-{name}.service")["Service"]
    wanted = {"User": "coachbook", "Restart": "always", "NoNewPrivileges": "yes", "ProtectSystem": "strict"}
    assert {key: service[key] for key in wanted} == wanted


def test_a_web_server_has_the_time_to_tell_the_balancer_and_to_end_its_requests():
    service = read(ROOT / "deploy/systemd/coachbook-web.service")["Service"]
    drain = int(re.search(r"DRAIN_SECONDS=(\d+)", (ROOT / "deploy/systemd/coachbook-web.service").read_text()).group(1))
    graceful = int(re.search(r"graceful_timeout = (\d+)", (ROOT / "gunicorn.conf.py").read_text()).group(1))
    assert int(service["TimeoutStopSec"]) > drain + graceful
    assert service["KillMode"] == "mixed"


def test_the_settings_of_the_recipe_start_production():
    assert Config(**{name.lower(): value for name, value in SETTINGS.items()}).env == "production"


def test_the_image_is_made_by_the_steps_of_the_recipe_and_runs_what_the_unit_runs():
    image = (ROOT / "deploy/Containerfile").read_text("utf-8")
    for step in ("python3 -m venv .venv", "--require-hashes -r requirements.txt", "useradd --system --"):
        assert step in image
        assert step in RECIPE
    unit = read(ROOT / "deploy/systemd/coachbook-web.service")["Service"]["ExecStart"].removeprefix("/srv/coachbook/")
    assert json.loads(re.search(r"(?m)^CMD (.*)$", image).group(1)) == unit.split()
    copied = [name for line in re.findall(r"(?m)^COPY (.*) \S+$", image) for name in line.split()]
    assert {name for name in copied if not (ROOT / name).exists()} == set()
    kept = re.findall(r"(?m)^!(\S+)$", (ROOT / ".containerignore").read_text("utf-8"))
    assert sorted(copied) == sorted(kept)


def test_what_the_image_holds_is_enough_to_start_it(tmp_path):
    image = (ROOT / "deploy/Containerfile").read_text("utf-8")
    for names, place in re.findall(r"(?m)^COPY (.*) (\S+)$", image):
        for name in names.split():
            put = tmp_path / (name if place in (".", "./") else place)
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, put)
    settings = {f"{PREFIX}{name}": value for name, value in SETTINGS.items()} | {"HOME": str(tmp_path)}
    [arguments] = re.findall(r'GUNICORN_CMD_ARGS="(.*)"', image)
    _, *command = json.loads(re.search(r"(?m)^CMD (.*)$", image).group(1))
    told = subprocess.run(
        [sys.executable, "-m", "gunicorn", *command, "--check-config"],
        cwd=tmp_path, env=settings | {"GUNICORN_CMD_ARGS": arguments}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr


def test_haproxy_understands_how_it_leads_to_the_primary():
    told = subprocess.run(
        [found("haproxy"), "-c", "-f", ROOT / "deploy/patroni/haproxy.cfg"], capture_output=True, check=False
    )
    assert told.returncode == 0, told.stderr


def test_patroni_replaces_a_primary_in_time_and_loses_nothing():
    cluster = yaml.safe_load((ROOT / "deploy/patroni/patroni.yml").read_text("utf-8"))["bootstrap"]["dcs"]
    assert cluster["synchronous_mode"] is True
    # Patroni's own rule, and the goal of 25 seconds with the time to notice and to begin.
    assert cluster["loop_wait"] + 2 * cluster["retry_timeout"] <= cluster["ttl"] <= 20


def test_the_cluster_changes_only_lines_that_are_there():
    script = (ROOT / "deploy/patroni/cluster").read_text("utf-8")
    subprocess.run(["bash", "-n", ROOT / "deploy/patroni/cluster"], check=True)
    for name in ("deploy/patroni/haproxy.cfg", "deploy/haproxy/haproxy.cfg"):
        text, command = (
            (ROOT / name).read_text("utf-8"),
            re.search(rf"sed(?:(?!sed).)*?{name}", script, re.DOTALL).group(),
        )
        for old in re.findall(r"s/((?:[^/\\]|\\/)*)/", command):
            assert re.search(old.replace("\\/", "/"), text), f"{name}: {old}"


def test_every_file_that_the_recipe_names_is_there_and_every_file_is_named():
    named = set(re.findall(r"deploy/[\w./-]*\w", RECIPE))
    assert {name for name in named if not (ROOT / name).exists()} == set()
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "deploy").rglob("*") if path.is_file()}
    folders = tuple(f"{name}/" for name in named)
    assert {file for file in files if file not in named and not file.startswith(folders)} == set()
