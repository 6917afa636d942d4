"""What every command offers, and what is said to one who mistypes."""

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner, Result
from flask.cli import FlaskGroup

from app import create_app
from app.cli import COMMANDS
from config import Config

APP = create_app(Config.for_tests(database_url="sqlite:////nowhere"))


def flask(*arguments: str) -> Result:
    """Run the `flask` command itself; no database is asked."""
    return CliRunner().invoke(FlaskGroup(create_app=lambda: APP), arguments, prog_name="flask")


def verbs() -> Iterator[tuple[str, ...]]:
    for command in COMMANDS:
        if isinstance(command, click.Group):
            yield from ((str(command.name), name) for name in command.commands)
        else:
            yield (str(command.name),)


@pytest.mark.parametrize("path", list(verbs()), ids=" ".join)
def test_every_command_explains_itself_with_an_example(path):
    shown = flask(*path, "--help").stdout
    assert "Examples:" in shown
    assert f"\n  flask {' '.join(path)}" in shown
    assert "--json" in shown


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_group_says_what_it_is_for(command):
    assert command.help
    assert str(command.help) in " ".join(flask(command.name, "--help").stdout.split())


def command_at(path: tuple[str, ...]) -> click.Command:
    command = next(command for command in COMMANDS if command.name == path[0])
    for name in path[1:]:
        command = command.commands[name]
    return command


@pytest.mark.parametrize("path", list(verbs()), ids=" ".join)
def test_every_option_has_its_sentence(path):
    command = command_at(path)
    with click.Context(command) as ctx:
        for option in command.params:
            if isinstance(option, click.Option):
                assert "." in option.get_help_record(ctx)[1], option.name


def test_every_number_has_its_bounds():
    """No database holds 99999999999999999999; only what makes the story of a demo may be any number."""
    free = {(*path, one.name) for path in verbs() for one in command_at(path).params if one.type is click.INT}
    assert free == {("demo", "load", "seed"), ("demo", "reset", "seed")}


@pytest.mark.parametrize(
    ("typed", "meant"), [(("cals", "list"), "calls"), (("shel",), "shell"), (("users", "creat"), "create")]
)
def test_a_near_name_is_suggested(typed, meant):
    result = flask(*typed)
    assert result.exit_code == 2
    assert f"Did you mean '{meant}'?" in result.stderr


def test_a_name_that_is_near_no_other_is_refused_plainly():
    result = flask("xyzzy")
    assert result.exit_code == 2
    assert "No such command 'xyzzy'.\n" in result.stderr
