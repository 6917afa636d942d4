"""Webhooks by programs."""

import pytest

from tests.api.programs import code_of

NEW = {"url": "https://example.org/hook", "events": ["call.booked", "call.moved"]}


def test_a_webhook_is_made_with_its_secret_listed_without_it_and_removed(world, programs):
    made = programs.bob.post("/webhooks", NEW)
    told = made.get_json()
    assert (made.status_code, told["secret"][:6]) == (201, "whsec_")
    assert {name: told[name] for name in NEW} == NEW
    del told["secret"]
    assert programs.bob.get("/webhooks").get_json() == {"items": [told], "next_cursor": None}
    assert programs.charlie.get("/webhooks").get_json()["items"] == []
    path = f"/webhooks/{told['id']}"
    assert code_of(programs.charlie.send("DELETE", path)) == (404, "not_found")
    assert programs.bob.send("DELETE", path).status_code == 204
    assert code_of(programs.bob.send("DELETE", path)) == (404, "not_found")


def test_the_same_key_makes_one_webhook_and_tells_the_same_secret(world, programs):
    """Case A4."""
    first, again = (programs.bob.post("/webhooks", NEW, Idempotency_Key="once").get_json() for _ in range(2))
    assert first == again
    other = programs.bob.post("/webhooks", {**NEW, "events": ["call.booked"]}, Idempotency_Key="once")
    assert code_of(other) == (422, "idempotency_mismatch")


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"url": "http://example.org"}, "bad_webhook_url", "url"),
        ({"url": "https://127.0.0.1:22/"}, "bad_webhook_url", "url"),
        ({"url": " "}, "required", "url"),
        ({"url": "https://e.org/" + "x" * 2000}, "invalid", "url"),
        ({"events": []}, "invalid", "events"),
        ({"events": ["call.imagined"]}, "invalid", "events.0"),
        ({"secret": "mine"}, "invalid", "secret"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(world, programs, change, code, field):
    told = programs.bob.post("/webhooks", {**NEW, **change})
    assert code_of(told) == (422, code)
    assert [error["field"] for error in told.get_json()["errors"]] == [field]
