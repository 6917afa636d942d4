"""Every byte of every answer, mail, log line and row, searched for what is not its reader's."""

import logging

import pytest

from app.domain.clock import utc_now
from app.mails.writing import put_into_words
from app.services import outbox
from tests.factories import PASSWORD
from tests.security.policy import EVERYBODY, doors
from tests.security.secrets import Secret, rows, secrets_of
from tests.security.town import LEAVER, Pair, changes, close_account, state
from tests.security.walking import Answer, Walk


def walk(site, pairs: list[Pair], who: str) -> Walk:
    """Let somebody go wherever links lead, and try the addresses of what is everybody else's too."""
    browser = site.visitor()
    if who != "visitor":
        browser.sign_in({"leaver": LEAVER}.get(who, who))
    if who == "leaver":
        close_account(site)
    return Walk(browser, ["/", *(door.path for door in doors(site, pairs) if door.method == "GET")])


def found_by(who: str, secrets: list[Secret], answers: list[Answer]) -> set[str]:
    return {
        f"{secret.name} at {answer.name}"
        for answer in answers
        for secret in secrets
        if who not in secret.readers and secret.is_in(answer.said)
    }


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_reads_what_is_not_theirs(site, pairs, who, caplog):
    """Goal row 24, invariants I-11 and I-12, SEC-05, SEC-06, SEC-22, cases D1, E1: reading changes nothing."""
    caplog.set_level(logging.DEBUG)
    secrets, journey, before = secrets_of(pairs), walk(site, pairs, who), state(site)
    answers = journey.read()
    assert changes(before, state(site)) == []
    answers += journey.send()
    assert len(answers) > 60
    assert found_by(who, secrets, answers) == set()
    assert {secret.name for secret in secrets if secret.is_in(caplog.text)} == set()


def test_each_person_reads_what_is_theirs(site, pairs):
    """A search that finds nothing anywhere would prove nothing."""
    secrets = secrets_of(pairs)
    for who in ("alice", "bob"):
        said = "".join(answer.said for answer in walk(site, pairs, who).read())
        assert {secret.name for secret in secrets if who in secret.readers and not secret.is_in(said)} == set()


def leaks_in_mails(site, pairs: list[Pair]) -> set[str]:
    """Return what mails tell of others, with the calendar that comes with them; at least a dozen have been written."""
    found, messages = set(), site.do(lambda: outbox.list_latest(limit=1000))
    assert len(messages) >= 12
    for message in messages:
        mail = site.do(lambda message=message: put_into_words(message, now=utc_now()))
        said = [mail.subject, mail.text, mail.html, *mail.headers.values()]
        said += [mail.invitation.calendar] if mail.invitation else []
        reader = message.address.split("@")[0]
        found |= found_by(reader, secrets_of(pairs), [Answer(f"{message.kind} to {reader}", "\n".join(said))])
    return found


def test_what_is_private_is_kept_in_its_own_column_alone_and_mailed_to_nobody_else(site, pairs):
    """Invariants I-11, I-12: no mail, no mail's facts, no audit and no list of anything holds a copy."""
    for who in ("alice", "bob", "charlie"):
        journey = walk(site, pairs, who)
        journey.read()
        journey.send()
    assert leaks_in_mails(site, pairs) == set()
    kept = rows(site)
    for secret in secrets_of(pairs):
        places = {column for column, values in kept.items() if secret.is_in(values)}
        assert places <= secret.columns, secret.name
        assert places, secret.name


def test_no_mail_tells_its_reader_what_is_not_theirs(site, pairs):
    """Invariants I-11, I-12."""
    browser = site.visitor()
    for who in ("alice", "bob"):
        for path in ("/forgot", "/login/link"):
            browser.get(path).submit(path, email=f"{who}@example.org")
        page = site.as_(who).get("/settings/security")
        page.submit("/settings/security/address", email="dora@example.org", present=PASSWORD)
    assert leaks_in_mails(site, pairs) == set()
