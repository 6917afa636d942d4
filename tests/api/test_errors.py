"""Refusals as programs read them, and pages as people do."""

import pytest

from app.services import slot_views
from tests.api.programs import code_of


def test_an_address_that_is_not_there_and_a_method_it_does_not_have(programs):
    assert code_of(programs.nobody.get("/nothing")) == (404, "not_found")
    told = programs.nobody.send("PATCH", "/slots")
    assert code_of(told) == (405, "method_not_allowed")
    assert set(told.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_pages_are_still_answered_as_pages(site):
    page = site.visitor().get("/nothing")
    assert (page.status, page.response.mimetype) == (404, "text/html")


def test_a_bug_tells_its_reference_alone(programs, monkeypatch, caplog):
    def fail(*_, **__):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(slot_views, "list_visible", fail)
    told = programs.nobody.get("/slots")
    assert code_of(told) == (500, "bug")
    assert "secret" not in told.get_data(as_text=True)
    assert told.get_json()["detail"].split()[-1].rstrip(".") in caplog.text


@pytest.mark.parametrize("path", ["/slots", "/coaches", "/openapi.json"])
def test_what_has_not_changed_is_not_sent_again(programs, path):
    first = programs.nobody.get(path)
    again = programs.nobody.get(path, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    assert "Authorization" in first.headers["Vary"] or path == "/openapi.json"


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 10**19, "9" * 5000])
@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("DELETE", ""), ("PUT", "/feedback")])
def test_a_number_that_no_row_can_have_is_not_found_by_any_method(world, programs, method, path, number):
    what = f"/calls/{number}{path}" if path else f"/slots/{number}"
    body = {"satisfaction": 1} if path else None
    assert code_of(programs.bob.send(method, what, body)) == (404, "not_found")
