"""Mails say the same whatever door the booking came through."""

import re
from datetime import timedelta

import pytest

from app.db import transact
from app.mails.writing import put_into_words
from app.services import accounts, outbox
from tests import factories
from tests.api.programs import Program, token_of
from tests.conftest import NOW

DATABASES = ("sqlite",)
START = NOW + timedelta(days=2)


@pytest.fixture
def slot(app, at_now):
    """Alice reads German in London, Bob English in New York; the programme is in UTC."""
    alice = factories.coach("alice")
    factories.person("bob")
    actor, email = factories.ADMIN, "alice@example.org"
    transact(lambda: accounts.edit(actor=actor, email=email, locale="de", phone_region="US", now=NOW))
    return factories.slot(alice, START)


def by_api(app, slot):
    assert Program(app, token_of("bob")).post("/calls", {"slot_id": slot}).status_code == 201


def by_line(app, slot):
    done = app.test_cli_runner().invoke(args=["calls", "book", "--slot", str(slot), "--student", "bob@example.org"])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("book", [by_api, by_line])
def test_each_reader_of_a_booking_reads_it_in_their_own_zone_and_language(app, slot, book):
    """Cases B4 and C10."""
    book(app, slot)
    told = {one.address: one for one in outbox.list_latest(limit=9) if one.kind == "call_booked"}
    to_alice, to_bob = (put_into_words(told[f"{who}@example.org"], now=NOW).text for who in ("alice", "bob"))
    assert "Mi., 3. März, 09:00–11:00" in to_alice
    assert "Wed, Mar 3, 4:00–6:00 AM" in to_bob
    assert "Mar 3" not in to_alice
    assert "März" not in to_bob


def test_every_link_of_a_mail_leads_to_the_address_of_the_settings(app, slot, monkeypatch):
    """Case C9."""
    settings = app.config["COACHBOOK"].model_copy(update={"base_url": "https://coaching.example.org"})
    monkeypatch.setitem(app.config, "COACHBOOK", settings)
    factories.call(slot, 2)
    mails = [put_into_words(message, now=NOW) for message in outbox.list_latest(limit=9)]
    found = {link for mail in mails for link in re.findall(r"https?://[^/\s\"<]+", mail.text + mail.html)}
    assert found == {"https://coaching.example.org"}
