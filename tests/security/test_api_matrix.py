"""Every method of every address of the API, with one's own things and somebody else's, for every kind of caller."""

import logging

import pytest
from werkzeug.test import TestResponse

from app.domain.tokens import Scope
from tests.api.programs import Program, token_of
from tests.pages import Site
from tests.security.api_policy import ROOT, VERDICTS, ApiDoor, api_doors, questions
from tests.security.policy import EVERYBODY
from tests.security.secrets import secrets_of
from tests.security.test_canaries import found_by
from tests.security.town import LEAVER, PEOPLE, changes, close_account, state
from tests.security.walking import Answer


def program_of(site: Site, who: str, *scopes: Scope) -> Program:
    """Return a program with a token of this person's, which has been used; the leaver's counts no more."""
    if who == "visitor":
        return Program(site.app)
    program = Program(site.app, site.do(lambda: token_of({"leaver": LEAVER}.get(who, who), *scopes)))
    assert program.get("/me").status_code == 200
    if who == "leaver":
        close_account(site)
    return program


def knock(program: Program, door: ApiDoor) -> TestResponse:
    return program.send(door.method, door.path.removeprefix(ROOT), door.body)


def verdict(answer: TestResponse) -> str:
    opens = answer.status_code < 300 or answer.status_code in (409, 422)
    return VERDICTS.get(answer.status_code) or ("opens" if opens else str(answer.status_code))


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_address_opens_for_its_callers_and_for_nobody_else(site, pairs, who):
    """SEC-01, SEC-04, SEC-07, cases D3, E3: whoever is refused, or only reads, changes nothing."""
    program, wrong = program_of(site, who), []
    doors = api_doors(site, pairs)
    assert len(doors) > 25
    for door in doors:
        before = state(site)
        answer = knock(program, door)
        found, wanted = verdict(answer), door.verdict(who)
        is_idle = door.method == "GET" or wanted != "opens"
        changed = changes(before, state(site)) if is_idle else []
        # Nobody knows this address, so there is nobody to sign in.
        is_unknown = door.endpoint == "api_auth.login" and found == "sign in"
        if (found != wanted and not is_unknown) or changed:
            wrong.append(f"{door.method} {door.path}: {found}, not {wanted} {changed or ''}")
    assert wrong == []


@pytest.mark.parametrize("who", PEOPLE)
def test_a_token_that_may_only_read_changes_nothing(site, pairs, who):
    """SEC-01, ASVS 8.2.1."""
    program = program_of(site, who, Scope.READ)
    writing = [door for door in api_doors(site, pairs) if door.scope is Scope.WRITE]
    assert len(writing) > 10
    before = state(site)
    assert {knock(program, door).status_code for door in writing} == {403}
    assert changes(before, state(site)) == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_program_reads_what_is_not_its_persons(site, pairs, who, caplog):
    """Invariants I-11 and I-12, SEC-05, SEC-06: every byte of every answer and of the log."""
    caplog.set_level(logging.DEBUG)
    program, secrets, answers = program_of(site, who), secrets_of(pairs), []

    def keep(name: str, answer: TestResponse) -> None:
        said = f"{answer.headers}\n{answer.get_data(as_text=True)}"
        answers.append(Answer(f"{name} {answer.status_code}", said))

    doors = api_doors(site, pairs)
    for door in doors:
        if door.method == "GET":
            for path in questions(door, pairs):
                keep(path, program.get(path.removeprefix(ROOT)))
    for door in doors:
        if door.method != "GET" and door.endpoint != "api_calls.book":  # whoever books has become a party
            keep(f"{door.method} {door.path}", knock(program, door))
    assert len(answers) > 70
    assert found_by(who, secrets, answers) == set()
    assert {secret.name for secret in secrets if secret.is_in(caplog.text)} == set()
    if who in ("alice", "bob"):
        said = "".join(answer.said for answer in answers)
        phones = {secret.name for secret in secrets if secret.name.startswith("phone") and secret.is_in(said)}
        assert phones == {"phone of alice", "phone of bob"}, "a search that finds nothing anywhere proves nothing"
