"""Whose thing an address names: with the mark on its view, all that decides who gets in.

An argument that stands in no table here stops the tests: whoever adds an address says whose things it opens.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from app.db import db
from app.models import SignIn, User
from app.web.access import Access
from tests.pages import Site
from tests.security.town import PAIRS, PEOPLE, Pair

VISITORS = ("visitor", "leaver")  # one who never signed in, and one whose account was closed while they were
EVERYBODY = (*VISITORS, *PEOPLE)
# The place of a call, a slot or a person in a pair, by the argument that names it, or by the view that wants another.
PLACES: dict[str, Callable[[Pair], int]] = {
    "call_id": lambda pair: pair.ahead,
    "slot_id": lambda pair: pair.open_slot,
    "off_id": lambda pair: pair.time_off,
    "rule_id": lambda pair: pair.rule,
    "coach_id": lambda pair: pair.coach_id,
    "student_id": lambda pair: pair.student_id,
    "passkey_id": lambda pair: pair.passkey,
    "token_id": lambda pair: pair.token,
    "webhook_id": lambda pair: pair.webhook,
    "delivery_id": lambda pair: pair.delivery,
    "conversation_id": lambda pair: pair.thread,
    "notification_id": lambda pair: pair.notification,
    "wish_id": lambda pair: pair.wish,
    "offer_id": lambda pair: pair.offer,
    "messages.ask_coach": lambda pair: pair.coach_id,
    "messages.write_to_coach": lambda pair: pair.coach_id,
    "messages.ask_student": lambda pair: pair.student_id,
    "messages.write_to_student": lambda pair: pair.student_id,
    "calls.restore": lambda pair: pair.cancelled,
    "feedback.edit": lambda pair: pair.logged,
    "feedback.record": lambda pair: pair.logged,
    "feedback.outcome": lambda pair: pair.waiting,
    "attendance.say": lambda pair: pair.waiting,
    "reviews.edit": lambda pair: pair.logged,
    "reviews.record": lambda pair: pair.logged,
    "reviews.answer": lambda pair: pair.logged,
    "withdrawing.ask": lambda pair: pair.booked_slot,
}
# Whose it is, likewise.
OWNERS: dict[str, Callable[[Pair], set[str]]] = {
    "call_id": lambda pair: {pair.coach, pair.student},
    "slot_id": lambda pair: {pair.coach},
    "off_id": lambda pair: {pair.coach},
    "rule_id": lambda pair: {pair.coach},
    "student_id": lambda pair: {pair.coach},
    "passkey_id": lambda pair: {pair.student},
    "token_id": lambda pair: {pair.student},
    "webhook_id": lambda pair: {pair.student},
    "delivery_id": lambda pair: {pair.student},
    "conversation_id": lambda pair: {pair.coach, pair.student},
    "notification_id": lambda pair: {pair.student},
    "wish_id": lambda pair: {pair.student},
    "offer_id": lambda pair: {pair.student},
    "messages.ask_coach": lambda pair: set(EVERYBODY) - {pair.coach},
    "messages.write_to_coach": lambda pair: set(EVERYBODY) - {pair.coach},
    "messages.ask_student": lambda pair: {pair.coach},
    "messages.write_to_student": lambda pair: {pair.coach},
    "coach_id": lambda _: set(EVERYBODY),
    "saved.keep": lambda pair: set(EVERYBODY) - {pair.coach},
    "saved.await_slots": lambda pair: set(EVERYBODY) - {pair.coach},
    "waitlist.wait": lambda pair: set(EVERYBODY) - {pair.coach},
    "slots.show": lambda pair: set(EVERYBODY) - {pair.coach},
    "slots.book": lambda pair: set(EVERYBODY) - {pair.coach},
    "calls.restore": lambda pair: {pair.student},
    "attendance.say": lambda pair: {pair.student},
    "reviews.edit": lambda pair: {pair.student},
    "reviews.record": lambda pair: {pair.student},
}
# Where the coach is told that it is there, and is refused: their own slot as one to book, what the student cancelled.
TOLD = {"slots.show", "slots.book", "calls.restore", "reviews.edit", "reviews.record", "attendance.say"}
SECRETS = {"token"}
# What a program opens that brings a token, and nobody while no setting names one.
CLOSED = {"metrics.show"}


@dataclass(frozen=True)
class Door:
    """One method of one address, with the things of one owner in it."""

    method: str
    path: str
    access: Access
    owners: frozenset[str]
    told: frozenset[str] = frozenset()
    is_secret: bool = False

    def verdict(self, who: str) -> str:
        """Return what this person finds behind the door."""
        if self.access is not Access.PUBLIC and who in VISITORS:
            return "sign in"
        if self.is_secret:
            return "gone"
        if who in self.told or (self.access is Access.COACH and who not in PAIRS):
            return "forbidden"
        return "opens" if who in self.owners else "none"


def doors(site: Site, pairs: list[Pair]) -> list[Door]:
    """Return every method of every address, once with the things of each owner; those that read stand in front."""
    found = [
        door(method, site.app.view_functions[rule.endpoint].access)
        for rule in rules(site.app)
        for method in rule.methods - {"HEAD", "OPTIONS"}
        for door in things(site, rule, pairs)
    ]
    return sorted(found, key=lambda door: (door.method != "GET", door.path))


def rules(app: Flask) -> list[Rule]:
    """Return the rules of all our pages; what only developers see is not there in tests, and the API has its own."""
    return [rule for rule in app.url_map.iter_rules() if not rule.rule.startswith(("/static/", "/api/v1/"))]


def things(site: Site, rule: Rule, pairs: list[Pair]) -> Iterator[Callable[[str, Access], Door]]:
    """Yield what makes the doors of a rule, with the things of each owner in its arguments."""

    def making(values: dict[str, object], **whose: object) -> Callable[[str, Access], Door]:
        path = rule.build(values)[1]
        return lambda method, access: Door(method, path, access, **whose)

    if not rule.arguments:
        yield making({}, owners=frozenset(() if rule.endpoint in CLOSED else EVERYBODY))
        return
    (argument,) = rule.arguments
    if argument in SECRETS:
        yield making({argument: "x" * 43}, owners=frozenset(), is_secret=True)
    elif argument == "sign_in_id":
        yield from (making({argument: number}, owners=frozenset({owner})) for number, owner in sign_ins(site))
    else:
        place, owners = (table.get(rule.endpoint) or table[argument] for table in (PLACES, OWNERS))
        for pair in pairs:
            told = frozenset({pair.coach} if rule.endpoint in TOLD else ())
            yield making({argument: place(pair)}, owners=frozenset(owners(pair)), told=told)


def sign_ins(site: Site) -> list[tuple[int, str]]:
    """Return the number of each session that is open, and whose it is."""
    rows = select(SignIn.id, User.email).join(User, User.id == SignIn.user_id)
    return [(number, email.split("@")[0]) for number, email in site.do(lambda: db.session.execute(rows).all())]
