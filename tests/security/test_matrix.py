"""Every method of every address, with one's own things and somebody else's, for every kind of person."""

from dataclasses import dataclass

import pytest
from werkzeug.test import TestResponse

from tests.pages import Site
from tests.security.policy import EVERYBODY, VISITORS, Door, doors, rules
from tests.security.town import LEAVER, PEOPLE, Pair, changes, close_account, state

# What forms ask for, as somebody would fill it in.
FILLED = {
    "version": "1", "reason": "because", "note": "a note", "satisfaction": "2", "outcome": "no_show",
    "private_note": "not mine", "shared_note": "not mine", "password": "four words are enough",
}  # fmt: skip
VERDICTS = {403: "forbidden", 404: "none", 410: "gone"}
# A page may say that something else comes first, as where no calendar is connected yet.
READS, ACTS = {200, 303, 409}, {200, 303, 409, 422}


@dataclass
class Somebody:
    """A person at their browser, who comes back when a form has signed them out."""

    site: Site
    who: str

    def __post_init__(self) -> None:
        self.enter()
        if self.who == "leaver":
            close_account(self.site)

    def enter(self) -> None:
        self.browser = self.site.visitor()
        if self.who != "visitor":
            self.browser.sign_in({"leaver": LEAVER}.get(self.who, self.who))
        self.token = str(self.browser.get("/login/link").form("/login/link")["csrf_token"])
        self.session = self.browser.client.get_cookie("session").value

    def knock(self, door: Door, *, slot_id: int) -> TestResponse:
        client = self.browser.client
        client.set_cookie("session", self.session)
        if door.method == "GET":
            return client.get(door.path)
        sent = {"csrf_token": self.token, "key": door.path, "slot_id": slot_id, **FILLED}
        answer = client.open(door.path, method=door.method, data=sent)
        if answer.status_code == 303 and self.who not in VISITORS:
            self.enter()
        return answer


def verdict(door: Door, answer: TestResponse) -> str:
    """Return what an answer amounts to."""
    if answer.status_code == 303 and answer.headers["Location"].startswith("/login?next="):
        return "sign in"
    opens = READS if door.method == "GET" else ACTS
    return VERDICTS.get(answer.status_code) or ("opens" if answer.status_code in opens else answer.status)


def open_sessions(site: Site, pairs: list[Pair]) -> list[Door]:
    """Sign everybody in, so that there is a session of each, and return all doors."""
    for person in PEOPLE:
        site.as_(person)
    return doors(site, pairs)


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_door_opens_for_its_people_and_for_nobody_else(site, pairs, who):
    """SEC-01, SEC-04, cases D3, E3: whoever is refused, or only reads, changes nothing."""
    everything = open_sessions(site, pairs)
    person = Somebody(site, who)
    wrong = []
    for door in everything:
        before = state(site)
        answer = person.knock(door, slot_id=pairs[1].open_slot)
        found, wanted = verdict(door, answer), door.verdict(who)
        is_idle = door.method == "GET" or wanted != "opens"
        changed = changes(before, state(site)) if is_idle else []
        if found != wanted or changed:
            wrong.append(f"{door.method} {door.path}: {found}, not {wanted} {changed or ''}")
    assert wrong == []


def test_the_matrix_has_every_address(site, pairs):
    """SEC-01: one that nobody has thought of fails here, or where its argument is looked up."""
    addresses = {(method, rule.rule) for rule in rules(site.app) for method in rule.methods}
    assert len(open_sessions(site, pairs)) >= len({pair for pair in addresses if pair[0] not in ("HEAD", "OPTIONS")})
