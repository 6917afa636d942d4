"""`flask users import`."""

import pytest

from app.domain.errors import BadCredentials
from app.services import accounts, outbox
from tests import factories

ALICE, BOB, ZOE = "alice@example.org", "bob@example.org", "zoe@example.org"
pytestmark = pytest.mark.usefixtures("app")

HEADINGS = "Email;Name;Role;Phone;Timezone;Locale;Subjects"
NEW = (
    HEADINGS,
    "zoe@example.org;Zoë;coach;+44 20 7946 0177;Europe/London;en-GB;Maths, Physics",
    "yan@example.org;Yan;;(212) 555-0178;;;",
    "xia@example.org;Xia;student;+12125550179;Asia/Seoul;ko;",
)


@pytest.fixture
def file(tmp_path):
    """Return what writes a file as Excel does; return its path."""

    def write(*lines):
        path = tmp_path / "people.csv"
        path.write_bytes("\r\n".join([*lines, ""]).encode("utf-8-sig"))
        return path

    return write


def test_people_are_made_with_their_roles_and_subjects(file, told):
    found = told("users", "import", file(*NEW))
    assert (found["made"], found["changed"], found["same"], found["left_out"]) == (3, 0, 0, 0)
    zoe, yan = told("users", "show", ZOE), told("users", "show", "yan@example.org")
    assert (zoe["name"], zoe["role"], zoe["timezone"], zoe["locale"]) == ("Zoë", "coach", "Europe/London", "en_GB")
    assert (yan["role"], yan["timezone"], yan["locale"]) == ("student", "UTC", "en")
    assert zoe["confirmed_at"] == yan["confirmed_at"] == "2027-03-01T09:00:00Z"
    assert told("users", "show", "yan@example.org", "--show-phone")["phone"] == "+12125550178"
    [coach] = told("coaches", "list")
    assert (coach["email"], coach["subjects"]) == (ZOE, ["Maths", "Physics"])


def test_each_change_is_told_once_under_one_id(file, told):
    """Invariant I-22."""
    told("users", "import", file(*NEW[:3]), "--invite")
    entries = told("audit", "list")
    assert sorted(entry["action"] for entry in entries) == [
        "coach.appointed", "coach.edited", "subject.added", "subject.added",
        "user.created", "user.created", "user.invited", "user.invited",
    ]  # fmt: skip
    assert len({entry["request_id"] for entry in entries}) == 1
    assert {entry["who"][:6] for entry in entries} == {"admin "}


def test_nobody_can_sign_in_before_they_have_chosen_a_password(file, flask):
    flask("users", "import", file(*NEW))
    for guess in ("", " ", "None"):
        with pytest.raises(BadCredentials):
            accounts.authenticate(email=ZOE, password=guess)


def test_only_those_who_are_new_are_invited_and_only_if_asked_for(file, told):
    factories.person("bob")
    told("users", "import", file(*NEW[:2]))
    found = told("users", "import", file(*NEW, f"{BOB};Bob B.;;;;;"), "--invite")
    assert (found["made"], found["changed"], found["same"], found["invited"]) == (2, 1, 1, 2)
    mails = [(mail.kind, mail.address) for mail in outbox.list_latest(limit=9)]
    assert mails == [("invitation", "xia@example.org"), ("invitation", "yan@example.org")]


def test_a_known_person_is_changed_where_a_cell_says_otherwise(file, told):
    factories.person("bob"), factories.coach("alice")
    path = file(
        HEADINGS,
        "BOB@example.org;Robert Baker;coach;;Asia/Seoul;;Art",
        f"{ALICE};Alice Archer;student;+442079460101;;;",
    )
    found = told("users", "import", path)
    bob, alice = found["people"]
    assert (bob["email"], bob["result"], bob["changed"]) == (BOB, "changed", ["name", "timezone", "role", "subjects"])
    assert (alice["result"], alice["changed"]) == ("same", [])
    assert told("users", "show", ALICE)["role"] == "coach"
    assert told("users", "show", BOB)["name"] == "Robert Baker"
    assert [coach["subjects"] for coach in told("coaches", "list")] == [[], ["Art"]]


def test_a_second_run_changes_nothing(file, told):
    """Invariant I-22."""
    path = file(*NEW)
    told("users", "import", path, "--invite")
    before = told("audit", "list")
    again = told("users", "import", path, "--invite")
    assert (again["made"], again["changed"], again["same"], again["invited"]) == (0, 0, 3, 0)
    assert told("audit", "list") == before
    assert len(outbox.list_latest(limit=9)) == 3


WRONG = (
    *NEW,
    "nobody;Nobody;king;12;;;",
    "walt@example.org;;;+12125550180;;;",
    "vera@example.org;Vera;;;;;Maths",
    "ZOE@example.org;Zoë again;;;;;",
    "bob@example.org;Bob;;;;;",
)
FAULTS = [
    (5, "email", "bad_email"), (5, "role", "bad_role"), (5, "phone", "bad_phone"), (6, "name", "required"),
    (7, "phone", "required"), (7, "subjects", "subjects_without_role"), (8, "email", "repeated_address"),
    (9, "email", "account_deactivated"),
]  # fmt: skip


@pytest.fixture
def closed(flask):
    factories.person("bob")
    flask("users", "deactivate", BOB, "--reason", "left")


@pytest.mark.usefixtures("closed")
def test_one_wrong_row_refuses_the_file_and_all_that_is_wrong_is_listed(file, flask, told):
    before = told("audit", "list")
    refused = flask("users", "import", file(*WRONG), exit_code=2)
    assert refused.stdout == ""
    lines = refused.stderr.splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == [f"line {line}, {column}" for line, column, _ in FAULTS]
    assert lines[2] == ("line 5, phone: Enter a phone number with its country code. Like +1 201-555-0123.")
    assert lines[-1] == "Error: 5 of 8 rows are wrong, so nothing was imported."
    assert told("audit", "list") == before
    found = told("users", "import", file(*WRONG), exit_code=2)
    assert [(fault["line"], fault["column"], fault["code"]) for fault in found["errors"]] == FAULTS
    assert (found["made"], found["people"], found["left_out"]) == (0, [], 5)
    assert told("audit", "list") == before


@pytest.mark.usefixtures("closed")
def test_the_other_rows_are_imported_if_asked_for(file, flask, told):
    tried = flask("users", "import", file(*WRONG), "--keep-going", exit_code=1)
    assert tried.stdout.splitlines()[-1] == "Made 3, changed 0 and left 0 as they were."
    assert tried.stderr.splitlines()[-1] == "Error: 5 of 8 rows are wrong and were left out."
    again = told("users", "import", file(*WRONG), "--keep-going", exit_code=1)
    assert (again["made"], again["same"], again["left_out"]) == (0, 3, 5)
    assert told("users", "list", "--search", "walt") == []


def test_a_dry_run_tells_all_and_changes_nothing(file, flask, told):
    factories.person("bob")
    before = told("audit", "list"), told("users", "list"), told("subjects", "list")
    path = file(*NEW, f"{BOB};Robert;;;;;")
    tried = flask("users", "import", path, "--invite", "--dry-run")
    assert [line.split() for line in tried.stdout.splitlines()] == [
        ["Line", "E-mail", "Name", "What", "happens"],
        ["2", ZOE, "Zoë", "new"],
        ["3", "yan@example.org", "Yan", "new"],
        ["4", "xia@example.org", "Xia", "new"],
        ["5", BOB, "Robert", "changed:", "name"],
        ["Would", "make", "3,", "change", "1", "and", "leave", "0", "as", "they", "are."],
    ]
    assert tried.stderr == ""
    assert told("users", "import", path, "--dry-run")["dry_run"] is True
    assert (told("audit", "list"), told("users", "list"), told("subjects", "list")) == before
    assert outbox.list_latest(limit=9) == []


def test_what_looks_like_a_formula_is_only_a_name(file, flask, told):
    flask("users", "import", file("email,name,phone", '=x@example.org,"=HYPERLINK(""http://x"")",+12125550177'))
    assert told("users", "list")[0]["name"] == '=HYPERLINK("http://x")'


def test_a_file_that_cannot_be_read_is_told_in_one_line(tmp_path, flask):
    path = tmp_path / "people.csv"
    flask("users", "import", path, exit_code=2)
    path.write_bytes("email;name\r\na@example.org;Zoë\r\n".encode("latin-1"))
    assert flask("users", "import", path, exit_code=2).stderr == (
        "Error: This is not a CSV file in UTF-8. Line 2 cannot be read. Save it as “CSV UTF-8” and use that.\n"
    )
    path.write_text("e-mail,name\na@example.org,Ann\n")
    assert "It is e-mail. Did you mean email?" in flask("users", "import", path, exit_code=2).stderr


def test_many_people_take_few_statements_and_a_bar_tells_how_far_it_is(file, flask, count_queries):
    people = [f"p{number}@example.org;Person {number};;+1212555{number:04};;;" for number in range(1200)]
    with count_queries() as sent:
        done = flask("users", "import", file(HEADINGS, *people), "--invite", "--limit", 1)
    assert "Made 1200, changed 0" in done.stdout
    assert {"Reading", "Importing"} <= set(done.stderr.split())
    assert len(sent) <= 40, sent
    with count_queries() as sent:
        flask("users", "import", file(HEADINGS, *people))
    assert len(sent) <= 5, sent
