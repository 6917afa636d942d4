"""`flask webhooks`."""

import pytest

from app.db import transact
from app.integrations.crypto import FernetCipher
from app.jobs import hooks
from app.services import slots
from tests import factories
from tests.conftest import NOW
from tests.web.test_webhooks import Receiver


@pytest.fixture
def told_once(app, at_now):
    """One webhook of Alice's that took one of two events."""
    alice = factories.coach("alice")
    config = app.config["COACHBOOK"]
    factories.webhook(alice, cipher=FernetCipher(config.secret_key, config.fallback_keys))
    slot = factories.slot(alice)
    hooks.deliver_due(Receiver())
    transact(lambda: slots.withdraw(actor=factories.acting(alice), slot_id=slot, now=NOW))


def test_webhooks_are_listed_with_whose_they_are(flask, told, told_once):
    (hook,) = told("webhooks", "list", "--user", "alice@example.org")
    assert (hook["id"], hook["user"], hook["url"]) == (1, "alice@example.org", "https://example.org/hook")
    assert "secret" not in hook
    assert "https://example.org/hook" in flask("webhooks", "list").stdout
    factories.person("bob")
    assert flask("webhooks", "list", "--user", "bob@example.org").stdout == "No webhooks.\n"


def test_each_delivery_is_listed_with_its_answer_and_time(flask, told, told_once):
    waiting, sent = told("webhooks", "deliveries")
    assert (sent["event"], sent["state"], sent["status"]) == ("slot.published", "sent", 200)
    assert sent["tried_at"] == "2027-03-01T09:00:00Z"
    assert (waiting["event"], waiting["state"], waiting["status"]) == ("slot.withdrawn", "waiting", None)
    assert told("webhooks", "deliveries", "--webhook", 1, "--state", "waiting") == [waiting]
    assert "slot.withdrawn" in flask("webhooks", "deliveries").stdout
    assert flask("webhooks", "deliveries", "--webhook", 9, exit_code=3).stderr == "Error: There is no webhook 9.\n"


def test_what_was_told_is_told_again(flask, told, told_once):
    assert flask("webhooks", "resend", 1, "--dry-run").stdout == "Would send delivery 1 again.\n"
    assert told("webhooks", "deliveries")[1]["state"] == "sent"
    assert flask("webhooks", "resend", 1).stdout == "Delivery 1 is sent again.\n"
    assert told("webhooks", "deliveries")[1]["state"] == "waiting"
    assert flask("webhooks", "resend", 1, exit_code=4).stderr.startswith("Error: This waits to be sent anyway")
    assert flask("webhooks", "resend", 9, exit_code=3).stderr == "Error: There is no delivery 9.\n"
