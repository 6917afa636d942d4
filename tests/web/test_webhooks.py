"""Webhooks in the settings: made, looked at, switched on again, removed."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.db import db, transact
from app.domain.limits import WEBHOOK_PERSON
from app.domain.outgoing import Answer, AskFailed
from app.domain.webhooks import MOST_WEBHOOKS
from app.jobs import hooks
from app.models import Webhook
from app.services import limits
from tests import factories
from tests.conftest import NOW

URL = "https://example.org/coachbook"
EVENTS = ["call.booked", "call.cancelled"]
PAGE = "/settings/webhooks"


class Receiver:
    """Answers as it is told, without a network."""

    def __init__(self):
        self.status = 200
        self.asked = []

    def ask(self, method, url, *, headers=None, body=b""):
        self.asked.append((method, url, headers))
        if self.status is None:
            raise AskFailed("no answer")
        return Answer(self.status, {}, b"")


@pytest.fixture
def receiver():
    return Receiver()


def make(person, **typed):
    return person.get(PAGE).submit(PAGE, **{"url": URL, "events": EVENTS, **typed})


def deliver(site, receiver):
    return site.do(lambda: hooks.deliver_due(receiver))


def cancel(site, world):
    return site.as_("bob").get(f"/calls/{world.call}/cancel").submit(f"/calls/{world.call}/cancel")


def test_its_secret_is_shown_once_and_what_was_told_is_listed(site, world, receiver):
    bob = site.as_("bob")
    made = make(bob)
    assert made.one(".card code").text.startswith("whsec_")
    assert made.response.headers["Cache-Control"] == "no-store"
    assert "whsec_" not in bob.get(PAGE).html
    assert "Nothing so far" in bob.get(f"{PAGE}/1").text
    cancel(site, world)
    assert "Waiting" in bob.get(f"{PAGE}/1").text
    deliver(site, receiver)
    shown = bob.get(f"{PAGE}/1")
    assert "A call is cancelled Taken" in shown.text
    assert "answered 200" in shown.text
    again = shown.submit(f"{PAGE}/deliveries/1/resend").follow()
    assert "sent again in a moment" in again.text
    deliver(site, receiver)
    assert len(receiver.asked) == 2
    assert len({headers["Webhook-Id"] for *_, headers in receiver.asked}) == 1


def test_one_that_fails_says_so_and_is_switched_on_again(site, world, receiver, at_now):
    bob = site.as_("bob")
    make(bob)
    cancel(site, world)
    receiver.status = None
    deliver(site, receiver)
    shown = bob.get(f"{PAGE}/1")
    assert "It has failed since" in shown.text
    assert "no answer" in shown.text
    site.leap(at_now, NOW + timedelta(days=1))
    deliver(site, receiver)
    assert "Switched off" in bob.get(PAGE).text
    off = bob.get(f"{PAGE}/1")
    assert "Given up" in off.text
    refused = bob.post(f"{PAGE}/deliveries/1/resend", bob.get(PAGE).form(PAGE))
    assert (refused.status, "switched off" in refused.text) == (409, True)
    on = off.submit(f"{PAGE}/1/enable").follow()
    receiver.status = 204
    on.submit(f"{PAGE}/deliveries/1/resend")
    deliver(site, receiver)
    assert "Taken" in bob.get(f"{PAGE}/1").text


def test_a_removed_webhook_is_forgotten_with_all_that_was_told_it(site, world, receiver):
    bob = site.as_("bob")
    make(bob)
    cancel(site, world)
    gone = bob.get(f"{PAGE}/1").submit(f"{PAGE}/1/remove").follow()
    assert "None so far" in gone.text
    assert deliver(site, receiver) == 0
    assert bob.get(f"{PAGE}/1").status == 404


@pytest.mark.parametrize(
    "typed",
    [
        {"url": ""},
        {"url": "example.org"},
        {"url": "http://example.org/"},
        {"url": "https://example.org:22/"},
        {"url": "https://user:secret@example.org/"},
        {"url": "https://example.org/" + "x" * 2000},
        {"events": []},
        {"events": ["call.imagined"]},
    ],
)
def test_what_is_wrong_is_told_at_its_field(site, world, typed):
    refused = make(site.as_("bob"), **typed)
    assert refused.status == 422
    assert refused.all(".summary a")
    assert "None so far" in refused.text


def test_there_are_only_so_many(site, world):
    site.do(lambda: [factories.webhook(world.bob) for _ in range(MOST_WEBHOOKS)])
    refused = make(site.as_("bob"))
    assert (refused.status, "There are enough webhooks" in refused.text) == (409, True)


def test_one_person_sends_again_only_so_often(site, world, receiver):
    """SEC-38."""
    bob = site.as_("bob")
    make(bob)
    cancel(site, world)
    form = bob.get(PAGE).form(PAGE)
    for _ in range(WEBHOOK_PERSON.times - 1):
        site.do(lambda: transact(lambda: limits.take((WEBHOOK_PERSON, str(world.bob)), now=NOW)))
    assert bob.post(f"{PAGE}/deliveries/1/resend", form).status == 429


def test_a_long_list_goes_on(site, world):
    def fill():
        factories.webhook(world.alice, url=URL)
        for days in range(10, 33):
            factories.slot(world.alice, NOW + timedelta(days=days))
        transact(lambda: db.session.execute(update(Webhook).values(created_at=NOW)))

    site.do(fill)
    alice = site.as_("alice")
    first = alice.get(f"{PAGE}/1")
    assert len(first.all("section li")) == 20
    assert len(alice.get(first.one('a[href*="before"]')["href"]).all("section li")) == 3
