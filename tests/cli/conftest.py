"""Commands run as an operator runs them: each in a context of its own, answers and errors apart."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from flask import Flask


@pytest.fixture
def flask(app: Flask, at_now: object) -> Callable[..., Result]:
    """Return what runs `flask …` at `now`; it fails the test unless the exit code is the expected one."""
    runner = app.test_cli_runner()

    def run(*arguments: object, exit_code: int = 0, stdin: str | None = None) -> Result:
        with app.app_context():
            result = runner.invoke(args=[str(argument) for argument in arguments], input=stdin)
        assert result.exit_code == exit_code, (result.exit_code, result.output, result.exception)
        return result

    return run


@pytest.fixture
def told(flask: Callable[..., Result]) -> Callable[..., Any]:
    """Return what runs `flask … --json` and reads its answer."""

    def run(*arguments: object, **settings: Any) -> Any:
        return json.loads(flask(*arguments, "--json", **settings).stdout)

    return run
