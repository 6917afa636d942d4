"""What is wrong with a request is told with its place."""

import pytest

from tests.api.programs import code_of


def fields(response):
    assert code_of(response) == (422, "invalid")
    return {error["field"]: error["code"] for error in response.get_json()["errors"]}


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("?foo=1", {"foo": "unknown_field"}),
        ("?limit=1&limit=2", {"limit": "twice"}),
        ("?limit=0", {"limit": "greater_than_equal"}),
        ("?limit=101", {"limit": "less_than_equal"}),
        ("?limit=ten&status=gone", {"limit": "int_parsing", "status": "literal_error"}),
        ("?coach=99999999999999999999", {"coach": "less_than_equal"}),
        ("?from=yesterday", {"from": "value_error"}),
        ("?from=2027-03-01T09:00:00", {"from": "timezone_aware"}),
        ("?cursor=nonsense", {"cursor": "unknown_cursor"}),
    ],
)
def test_each_wrong_parameter_is_named(programs, query, errors):
    assert fields(programs.nobody.get(f"/slots{query}")) == errors


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"slot_id": "required"}),
        ({"slot_id": "7"}, {"slot_id": "int_type"}),
        ({"slot_id": 7.0}, {"slot_id": "int_type"}),
        ({"slot_id": True}, {"slot_id": "int_type"}),
        ({"slot_id": 2**64}, {"slot_id": "less_than_equal"}),
        ({"slot_id": 7, "student_id": 1, "note": 5}, {"student_id": "unknown_field", "note": "string_type"}),
        ([7], {"body": "model_type"}),
    ],
)
def test_each_wrong_field_is_named(programs, body, errors):
    """SEC-02: what nobody asked for is refused."""
    assert fields(programs.charlie.post("/calls", body)) == errors


def test_what_is_no_json_is_refused(site, programs):
    header = {"Authorization": f"Bearer {programs.bob.token}"}
    client = site.app.test_client()
    as_form = client.post("/api/v1/calls", data={"slot_id": 1}, headers=header)
    assert code_of(as_form) == (415, "unsupported_media_type")
    broken = client.post("/api/v1/calls", data="{", content_type="application/json", headers=header)
    assert fields(broken) == {"body": "not_json"}
    huge = client.post("/api/v1/calls", data="x" * 600_000, content_type="application/json", headers=header)
    assert code_of(huge) == (413, "too_large")


def test_text_that_cannot_be_stored_is_refused_at_its_field(world, programs):
    told = programs.charlie.post("/calls", {"slot_id": world.open_slot, "note": "a\0b"})
    assert code_of(told) == (422, "unreadable_text")
    assert told.get_json()["errors"][0]["field"] == "note"
