"""`flask semesters roll-over`: told date by date, done at once."""

import json

import pytest

from tests import factories
from tests.factories import LONG_AGO

pytestmark = pytest.mark.usefixtures("app")

ROLL = ("semesters", "roll-over", "--from", "Winter", "--to", "Spring")
EASTER = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VEVENT
UID:1
SUMMARY:Easter
DTSTART;VALUE=DATE:20270326
DTEND;VALUE=DATE:20270330
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def winter(flask, at_now):
    """Let Alice offer Mondays at 9 all winter, and a single Tuesday; define two semesters."""
    factories.coach("alice")
    slots = ("slots", "series", "--coach", "alice@example.org", "--time", "09:00", "--from", "2027-01-04")
    at_now.move_to(LONG_AGO)
    flask(*slots, "--weekdays", "mon", "--until", "2027-02-28")
    flask(*slots, "--weekdays", "tue", "--until", "2027-01-05")
    at_now.move_to("2027-03-01T09:00Z")
    flask("semesters", "add", "Winter", "--from", "2027-01-04", "--to", "2027-02-28")
    flask("semesters", "add", "Spring", "--from", "2027-03-15", "--to", "2027-04-04")


@pytest.fixture
def easter(tmp_path):
    """Return the path of a file with the holidays of Easter."""
    path = tmp_path / "holidays.ics"
    path.write_text(EASTER)
    return path


@pytest.mark.usefixtures("winter")
def test_a_dry_run_tells_each_date_and_does_nothing(flask, easter):
    shown = flask(*ROLL, "--holidays", easter, "--dry-run")
    assert [" ".join(line.split()) for line in shown.stdout.splitlines()[1:]] == [
        "Alice Archer Monday 2027-03-15 09:00 Europe/London would be published",
        "Alice Archer Monday 2027-03-22 09:00 Europe/London would be published",
        "Alice Archer Monday 2027-03-29 09:00 Europe/London holiday: Easter",
    ]
    assert "Not weekly: Alice Archer, Tuesday 09:00, offered in 1 week\n" in shown.stderr
    assert "2 of 3 dates would be published." in shown.stderr
    assert "No slots" in flask("slots", "list").stdout


@pytest.mark.usefixtures("winter")
def test_it_is_done_once(flask, easter):
    done = json.loads(flask(*ROLL, "--holidays", easter, "--json").stdout)
    assert (done["published"], len(done["slot_ids"]), done["dry_run"]) == (2, 2, False)
    assert [row["verdict"] for row in done["dates"]] == ["publish", "publish", "holiday"]
    assert done["left_out"][0]["weekday"] == 2
    again = flask(*ROLL, "--holidays", easter)
    assert "there already" in again.stdout
    assert "0 of 3 dates published." in again.stderr
    assert flask("slots", "list").stdout.count("Alice Archer") == 2


@pytest.mark.usefixtures("winter")
def test_the_list_is_cut_short_but_what_is_done_is_not(flask):
    shown = flask(*ROLL, "--limit", 1, "--coach", "alice@example.org", "--weeks", 1)
    assert shown.stdout.count("published") == 1
    assert "6 of 6 dates published." in shown.stderr


@pytest.mark.usefixtures("winter")
@pytest.mark.parametrize(
    ("more", "exit_code", "words"),
    [
        (("--to", "Winter"), 2, "--to: Both are the same semester"),
        (("--from", "Nowhere"), 3, "There is no semester Nowhere."),
        (("--coach", "bob@example.org"), 3, "There is no account with the address bob@example.org."),
        (("--holidays", "nowhere.ics"), 2, "does not exist"),
        (("--weeks", "0"), 2, "--weeks"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(flask, more, exit_code, words):
    assert words in flask(*ROLL, *more, exit_code=exit_code).stderr


@pytest.mark.usefixtures("winter")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Easter: March 28", "--holidays: This is not a calendar file. Export one as iCalendar (.ics) and use that."),
        ("x" * (2**20 + 1), "--holidays: This calendar is too large."),
        (EASTER.replace("DTEND", "RRULE:FREQ=HOURLY\nDTEND"), "repeats too often for a holiday"),
    ],
    ids=["text", "large", "hourly"],
)
def test_a_bad_file_is_refused_in_one_sentence(flask, easter, text, words):
    easter.write_text(text)
    assert words in flask(*ROLL, "--holidays", easter, exit_code=2).stderr
    assert "No slots" in flask("slots", "list").stdout
