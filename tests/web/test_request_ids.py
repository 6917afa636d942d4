"""Each request has an id that its answer and its audit entries name."""

import re

import pytest

from app import create_app
from app.services import audit
from config import Config
from tests.pages import Site

HEADER = "X-Request-ID"
OURS = re.compile(r"[0-9a-f]{16}")


def told(site):
    return [(entry.action, entry.request_id) for entry in site.do(lambda: audit.list_entries(limit=99))]


def test_every_answer_has_an_id_of_its_own(site):
    visitor = site.visitor()
    ids = [visitor.get(path).response.headers[HEADER] for path in ("/", "/nowhere", "/static/app.css", "/", "/calls")]
    assert all(OURS.fullmatch(given) for given in ids)
    assert len(set(ids)) == len(ids)


def test_a_change_is_told_under_the_id_of_its_request(site, world):
    charlie = site.as_("charlie")
    answer = charlie.get(f"/slots/{world.open_slot}").submit(f"/slots/{world.open_slot}/book")
    assert told(site)[0] == ("call.booked", answer.response.headers[HEADER])


def test_an_id_that_a_visitor_claims_does_not_count(site):
    assert OURS.fullmatch(site.visitor().get("/", **{HEADER: "chosen-by-a-visitor"}).response.headers[HEADER])


@pytest.mark.parametrize(
    ("given", "counts"),
    [("5f3a-PROXY_1.2", True), ("short", False), ("x" * 65, False), ("new line?", False), ("", False)],
)
def test_the_id_of_a_trusted_proxy_is_taken_if_it_is_well_formed(database_url, given, counts):
    behind = Site(create_app(Config.for_tests(database_url=database_url, trusted_proxies=1)))
    answered = behind.visitor().get("/help", **{HEADER: given}).response.headers[HEADER]
    assert answered == given if counts else OURS.fullmatch(answered)
