"""Whose thing an address of the API names, and what its body asks for; made from the documents of the addresses."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.domain.tokens import Scope
from tests.conftest import NOW
from tests.factories import PASSWORD
from tests.pages import Site
from tests.security.policy import EVERYBODY
from tests.security.town import Pair

ROOT = "/api/v1"
# Where a call stands that the view wants; all others take the one ahead.
CALLS = {
    "api_feedback.show": "logged", "api_feedback.record": "logged", "api_calls.record_outcome": "waiting",
    "api_reviews.show": "logged", "api_reviews.record": "logged",
}  # fmt: skip
# What the coach of a call alone does; its student is told that it is there.
COACHES_OWN = {"api_feedback.record", "api_calls.record_outcome", "api_calls.confirm", "api_calls.decline"}
# What the student of a call alone does; its coach is told that it is there.
STUDENTS_OWN = {"api_reviews.record"}
# What a program of whoever coaches does.
COACHING = {"api_slots.publish", "api_slots.publish_series"}
VERDICTS = {401: "sign in", 403: "forbidden", 404: "none"}


@dataclass(frozen=True)
class ApiDoor:
    """One method of one address of the API, with the things of one pair in it."""

    method: str
    path: str
    endpoint: str
    scope: Scope | None
    is_open: bool
    owners: frozenset[str]
    told: frozenset[str]
    body: dict[str, Any] | None = field(default=None, compare=False)

    def verdict(self, who: str) -> str:
        """Return what a program of this person's finds; a token that counts no more is refused where none is needed."""
        if self.is_open:
            return "opens"
        if who == "leaver" or (who == "visitor" and self.scope is not None):
            return "sign in"
        if who in self.told:
            return "forbidden"
        return "opens" if who in self.owners else "none"


def api_doors(site: Site, pairs: list[Pair]) -> list[ApiDoor]:
    """Return every method of every address with the things of each pair; what reads is in front, signing out last."""
    found = [
        _door(site, rule, method, pair)
        for rule in site.app.url_map.iter_rules()
        if rule.rule.startswith(f"{ROOT}/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
        for pair in (pairs if rule.arguments else pairs[1:])
    ]
    return sorted(found, key=lambda door: (door.method != "GET", door.endpoint == "api_auth.logout", door.path))


def _door(site: Site, rule: Any, method: str, pair: Pair) -> ApiDoor:
    operation = getattr(site.app.view_functions[rule.endpoint], "operation", None)
    owners, told, values = frozenset(EVERYBODY), frozenset(), {}
    for argument in rule.arguments:
        values[argument], owners, told = _thing(argument, rule.endpoint, method, pair)
    if rule.endpoint in COACHING:
        told = owners - {"alice", "dora"}
    if rule.endpoint == "api_calls.book":
        told = frozenset({pair.coach})  # whose own slot it is
    return ApiDoor(
        method, rule.build(values)[1], rule.endpoint, operation and operation.scope, operation is None, owners, told,
        _body(operation, pair),
    )  # fmt: skip


def _thing(argument: str, endpoint: str, method: str, pair: Pair) -> tuple[int, frozenset[str], frozenset[str]]:
    """Return the number of the pair's thing, whose it is, and who is told that it is not for them."""
    both, coach = frozenset({pair.coach, pair.student}), frozenset({pair.coach})
    if argument == "call_id":
        number = getattr(pair, CALLS.get(endpoint, "ahead"))
        if endpoint in COACHES_OWN:
            return number, coach, both - coach
        return (number, both - coach, coach) if endpoint in STUDENTS_OWN else (number, both, frozenset())
    if argument == "slot_id":
        return pair.open_slot, frozenset(EVERYBODY) if method == "GET" else coach, frozenset()
    if argument == "conversation_id":
        return pair.thread, both, frozenset()
    if argument == "webhook_id":
        return pair.webhook, frozenset({pair.student}), frozenset()
    return {"coach_id": pair.coach_id}[argument], frozenset(EVERYBODY), frozenset()


def _body(operation: Any, pair: Pair) -> dict[str, Any] | None:
    """Return what the address asks for at least, filled in."""
    if operation is None or operation.body is None:
        return None
    day = (NOW + timedelta(days=20)).date()
    known = {
        "slot_id": pair.open_slot, "outcome": "no_show", "satisfaction": 2, "rating": 2,
        "starts_at": f"{day}T10:00:00Z",
        "weekdays": [1], "time": "10:00", "timezone": "UTC", "from": f"{day}", "until": f"{day + timedelta(days=7)}",
        "email": "freya@example.org", "password": PASSWORD, "name": "Freya Frost", "phone": "+14155550123",
        "url": "https://example.org/hook", "events": ["call.booked"], "body": "Hello",
    }  # fmt: skip
    asked = operation.body.model_fields.items()
    return {(it.alias or name): known[it.alias or name] for name, it in asked if it.is_required()}


def questions(door: ApiDoor, pairs: list[Pair]) -> Iterator[str]:
    """Yield an address that reads with every question that asks for somebody, or for all there is."""
    yield door.path
    people = [number for pair in pairs for number in (pair.coach_id, pair.student_id)]
    if door.endpoint == "api_slots.index":
        for status in ("open", "booked", "withdrawn", "past", "all"):
            yield f"{door.path}?status={status}"
            for number in people:
                yield f"{door.path}?status={status}&student={number}"
                yield f"{door.path}?status={status}&coach={number}"
    if door.endpoint == "api_calls.index":
        for status in ("pending", "confirmed", "completed", "no_show", "cancelled"):
            yield f"{door.path}?status={status}"
        yield from (f"{door.path}?role={role}" for role in ("coach", "student"))
