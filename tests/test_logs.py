"""The log: one line each, joined by the request's id, and nothing in it of any person."""

import json
import logging
import sys

import pytest

import logs
from tests.pages import Site  # noqa: F401  # found by its name
from tests.web.conftest import site, world  # noqa: F401  # the same site with the same people


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("refused: bob.baker+x@mail.example.org is unknown", "refused: <address> is unknown"),
        ("call +44 20 7946 0101 or +14155550199", "call <phone> or <phone>"),
        (f"/confirm/{'x9_-' * 12} failed", "/confirm/<secret> failed"),
        ("mail: 3 sent, at 2027-03-01 09:00:00+00:00", "mail: 3 sent, at 2027-03-01 09:00:00+00:00"),
        ("e880451f5392e080 refused: slot_taken", "e880451f5392e080 refused: slot_taken"),
    ],
)
def test_what_names_a_person_or_signs_in_is_left_out(said, written):
    assert logs.without_people(said) == written


@pytest.mark.parametrize("style", ["text", "json"])
def test_an_error_is_told_with_its_trace_and_without_what_it_quotes(style):
    try:
        raise ValueError("no account of bob@example.org")
    except ValueError:
        record = logging.LogRecord(
            "app", logging.ERROR, __file__, 1, "failed for %s", ("bob@example.org",), sys.exc_info()
        )
    formatter = logs.settings(style, level="INFO")["formatters"]["line"]["()"]()
    line = formatter.format(record)
    assert "bob@" not in line
    assert "test_an_error_is_told" in line
    if style == "json":
        assert "\n" not in line
        assert json.loads(line)["message"] == "failed for <address>"


def test_a_request_writes_one_line_by_its_pattern_with_its_id(site, world, caplog):  # noqa: F811  # a fixture
    caplog.set_level(logging.INFO, "app.web.measuring")
    answer = site.as_("bob").client.get(f"/calls/{world.call}")
    facts = caplog.records[-1].facts
    assert {**facts, "ms": 0} == {"method": "GET", "route": "/calls/<number:call_id>", "status": 200, "ms": 0}
    assert 0 < facts["ms"] < 10_000
    logs.name_requests(lambda: answer.headers["X-Request-ID"])
    try:
        line = json.loads(logs.Json().format(caplog.records[-1]))
    finally:
        logs.name_requests(str)
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert line["route"] == "/calls/<number:call_id>"
