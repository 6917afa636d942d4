"""From nothing to a token, and its end."""

from tests import mailbox
from tests.api.programs import Program, code_of
from tests.factories import PASSWORD

ERIN = {
    "email": "erin@example.org", "password": "seven purple teapots sing", "name": "Erin Eve", "phone": "+442079460155",
    "timezone": "Europe/London",
}  # fmt: skip


def sign_in(program, email="bob@example.org", password=PASSWORD):
    return program.post("/auth/login", {"email": email, "password": password})


def test_a_new_person_registers_confirms_and_gets_a_token(site, programs):
    made = programs.nobody.post("/auth/register", ERIN)
    assert made.status_code == 202
    credentials = {"email": ERIN["email"], "password": ERIN["password"]}
    assert code_of(programs.nobody.post("/auth/login", credentials)) == (422, "bad_credentials")
    page = site.visitor().get(mailbox.link_to(site, ERIN["email"]))
    page.submit("/confirm/")
    token = programs.nobody.post("/auth/login", credentials).get_json()["token"]
    assert Program(site.app, token).get("/me").get_json()["email"] == ERIN["email"]


def test_an_address_that_is_taken_is_answered_the_same(programs):
    """SEC-10, SEC-15."""
    first = programs.nobody.post("/auth/register", ERIN)
    taken = programs.nobody.post("/auth/register", {**ERIN, "email": "bob@example.org"})
    assert taken.status_code == first.status_code
    assert taken.get_json()["detail"] == first.get_json()["detail"].replace("erin", "bob")


def test_a_token_ends_when_its_program_signs_out(site, programs):
    token = sign_in(programs.nobody).get_json()["token"]
    program = Program(site.app, token)
    assert program.get("/calls").status_code == 200
    assert program.post("/auth/logout").status_code == 204
    assert code_of(program.get("/calls")) == (401, "unauthorised")


def test_guessing_is_slow(programs):
    """SEC-12."""
    answers = [sign_in(programs.nobody, password=f"guess {number}") for number in range(9)]
    assert {answer.status_code for answer in answers[:8]} == {422}
    assert code_of(answers[8]) == (429, "rate_limited")
    assert int(answers[8].headers["Retry-After"]) > 0
    assert code_of(sign_in(programs.nobody)) == (429, "rate_limited")


def test_a_closed_programme_makes_no_accounts(programs, site, monkeypatch):
    config = site.app.config["COACHBOOK"]
    monkeypatch.setitem(site.app.config, "COACHBOOK", config.model_copy(update={"registration": "invite"}))
    assert code_of(programs.nobody.post("/auth/register", ERIN)) == (403, "registration_closed")
