"""`flask conversations`: what was reported, and nothing else."""

import pytest

from app.db import transact
from app.services import conversations
from tests import factories
from tests.conftest import NOW
from tests.factories import acting


@pytest.fixture
def reported(app):
    """Bob reported what Alice wrote; nobody reported Charlie's thread with her."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    thread = factories.message(alice, bob, bob, "Hello")
    transact(lambda: conversations.post(actor=acting(alice), conversation_id=thread, body="Go away", now=NOW))
    charlie = factories.person("charlie")
    factories.message(alice, charlie, charlie, "A private question")
    transact(lambda: conversations.report(actor=acting(bob), conversation_id=thread, reason="Rude", now=NOW))
    return thread


def test_reports_are_listed_with_who_made_them_and_why(flask, told, reported):
    (report,) = told("conversations", "reports")
    assert (report["conversation"], report["by"], report["reason"]) == (reported, "bob@example.org", "Rude")
    assert "Rude" in flask("conversations", "reports").stdout


def test_a_reported_conversation_is_read_and_the_audit_names_who_did(flask, told, reported):
    lines = told("conversations", "show", reported)
    assert [(line["by"], line["body"]) for line in lines] == [
        ("bob@example.org", "Hello"), ("alice@example.org", "Go away"),
    ]  # fmt: skip
    assert "Go away" in flask("conversations", "show", reported).stdout
    assert "conversation.read" in flask("audit", "list").stdout


def test_a_conversation_that_nobody_reported_is_read_by_nobody(flask, reported):
    answer = flask("conversations", "show", reported + 1, exit_code=3)
    assert answer.stderr == f"Error: Nobody has reported a conversation {reported + 1}.\n"
