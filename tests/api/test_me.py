"""The caller's own profile."""

from tests.api.programs import code_of


def test_people_read_and_change_their_own_profile(world, programs):
    assert programs.bob.get("/me").get_json() == {
        "id": world.bob, "email": "bob@example.org", "name": "Bob Baker", "phone": "+12125550102",
        "timezone": "America/New_York", "locale": "en", "is_coach": False,
    }  # fmt: skip
    changed = programs.bob.send("PATCH", "/me", {"phone": "(212) 555-0199", "timezone": "Europe/Lisbon"}).get_json()
    assert (changed["phone"], changed["timezone"], changed["name"]) == ("+12125550199", "Europe/Lisbon", "Bob Baker")


def test_what_cannot_be_is_named(programs):
    for body, code in (({"phone": "12"}, "bad_phone"), ({"timezone": "Mars/Olympus"}, "bad_timezone")):
        told = programs.bob.send("PATCH", "/me", body)
        assert code_of(told) == (422, code)
        assert told.get_json()["errors"][0]["field"] in body
    for field in ("email", "is_coach", "id", "confirmed_at"):
        assert code_of(programs.bob.send("PATCH", "/me", {field: "x"})) == (422, "invalid")
