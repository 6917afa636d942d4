"""Every address of the API against every kind of caller (SEC-01): who is let in, to what of whom."""

import re

import pytest

from app.db import transact
from app.services import accounts, tokens
from tests import factories
from tests.api.programs import Program, token_of

# What opens for whom of what is Alice's and Bob's; nobody sends what an address asks for, so 422 lets somebody in.
OPEN = dict.fromkeys(("nobody", "alice", "bob", "charlie", "dora"), 200)
OWN = {"nobody": 401, "alice": 200, "bob": 200, "charlie": 200, "dora": 200}
OF_CALL = {"nobody": 401, "alice": 200, "bob": 200, "charlie": 404, "dora": 404}
ASKS = {"nobody": 401, "alice": 422, "bob": 422, "charlie": 422, "dora": 422}
TABLE = {
    "GET /coaches": OPEN,
    "GET /coaches/{alice}": OPEN,
    "GET /slots": OPEN,
    "GET /slots/{open_slot}": OPEN,
    "GET /slots/{booked_slot}": {"nobody": 404, "alice": 200, "bob": 200, "charlie": 404, "dora": 404},
    "GET /openapi.json": OPEN,
    "GET /me": OWN,
    "GET /stats/me": OWN,
    "GET /calls": OWN,
    "GET /calls/{call}": OF_CALL,
    "GET /calls/{call}/feedback": dict.fromkeys(OPEN, 404) | {"nobody": 401},
    "GET /calls/{call}/review": dict.fromkeys(OPEN, 404) | {"nobody": 401},
    "GET /coaches/{alice}/reviews": OPEN,
    "GET /conversations": OWN,
    "GET /conversations/{call}/messages": OF_CALL,
    "POST /conversations/{call}/messages": ASKS,
    "PATCH /me": OWN,
    "GET /webhooks": OWN,
    "POST /webhooks": ASKS,
    "DELETE /webhooks/{call}": dict.fromkeys(OPEN, 404) | {"nobody": 401},
    "POST /auth/register": dict.fromkeys(OPEN, 422),
    "POST /auth/login": dict.fromkeys(OPEN, 422),
    "POST /slots": ASKS,
    "POST /slots/series": ASKS,
    "POST /calls": ASKS,
    "POST /calls/{call}/move": ASKS,
    "POST /calls/{call}/outcome": ASKS,
    "POST /calls/{call}/confirm": OF_CALL | {"alice": 409, "bob": 403},
    "POST /calls/{call}/decline": OF_CALL | {"alice": 409, "bob": 403},
    "PUT /calls/{call}/feedback": ASKS,
    "PUT /calls/{call}/review": ASKS,
    "DELETE /slots/{booked_slot}": {"nobody": 401, "alice": 409, "bob": 404, "charlie": 404, "dora": 404},
    "POST /calls/{call}/cancel": {"nobody": 401, "alice": 422, "charlie": 404, "dora": 404, "bob": 200},
    "POST /auth/logout": {"nobody": 401, "alice": 204, "bob": 204, "charlie": 204, "dora": 204},
}


def walk(program, world):
    found = {}
    for address in TABLE:
        method, path = address.format(**vars(world)).split()
        found[address] = program.send(method, path, None if method == "GET" else {}).status_code
    return found


def test_the_table_holds_every_address(site):
    known = {re.sub(r"\{\w+\}", "<n>", address) for address in TABLE}
    real = {
        f"{method} {re.sub(r'<[^>]+>', '<n>', rule.rule.removeprefix('/api/v1'))}"
        for rule in site.app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert known == real


@pytest.mark.parametrize("who", list(OPEN))
def test_each_address_opens_for_whom_it_should(site, world, programs, who):
    """Cases D3, E3."""
    site.do(lambda: (factories.coach("dora"), factories.message(world.alice, world.bob, world.bob)))
    program = programs.nobody if who == "nobody" else Program(site.app, site.do(lambda: token_of(who)))
    assert walk(program, world) == {address: expected[who] for address, expected in TABLE.items()}


@pytest.mark.parametrize("why", ["revoked", "closed"])
def test_a_token_that_counts_no_more_opens_nothing(site, world, why):
    program = Program(site.app, site.do(lambda: token_of("bob")))
    if why == "revoked":
        site.do(lambda: transact(lambda: tokens.revoke_all(world.bob, now=factories.NOW)))
    else:
        site.do(
            lambda: transact(
                lambda: accounts.deactivate(actor=factories.ADMIN, email="bob@example.org", now=factories.NOW)
            )
        )
    found = walk(program, world)
    assert {status for address, status in found.items() if address != "GET /openapi.json"} == {401}
