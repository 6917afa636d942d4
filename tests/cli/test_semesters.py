"""`flask semesters`: the days within which slots are published."""

import json

import pytest

from tests import factories

pytestmark = pytest.mark.usefixtures("app")

SPRING = ("Spring 2027", "--from", "2027-03-01", "--to", "2027-06-30")
SPRING_TOLD = "Spring 2027 (Mar 1\u2009–\u2009Jun 30, 2027)"


def test_a_semester_is_added_listed_changed_and_removed(flask):
    assert "No semesters" in flask("semesters", "list").stdout
    assert SPRING_TOLD in flask("semesters", "add", *SPRING).stdout
    would = flask("semesters", "edit", "spring 2027", "--to", "2027-07-07", "--dry-run").stdout
    assert would == "Would become: Spring 2027 (Mar 1\u2009–\u2009Jul 7, 2027)\n"
    flask("semesters", "edit", "spring 2027", "--to", "2027-07-07", "--name", "Lent")
    flask("semesters", "remove", "LENT", "--dry-run")
    [listed] = json.loads(flask("semesters", "list", "--json").stdout)
    assert listed == {"id": 1, "name": "Lent", "from": "2027-03-01", "to": "2027-07-07", "slots": 0}
    assert json.loads(flask("semesters", "remove", "Lent", "--json").stdout)["dry_run"] is False
    assert "No semesters" in flask("semesters", "list").stdout


def test_the_list_says_when_there_is_more(flask):
    flask("semesters", "add", *SPRING)
    flask("semesters", "add", "Autumn", "--from", "2027-09-01", "--to", "2027-12-20")
    shown = flask("semesters", "list", "--limit", 1)
    assert "Autumn" not in shown.stdout
    assert "--limit shows more" in shown.stderr


@pytest.mark.parametrize(
    ("arguments", "exit_code", "words"),
    [
        (("add", "SPRING 2027", "--from", "2028-03-01", "--to", "2028-06-30"), 4, "There is a semester of this name"),
        (("add", "Other", "--from", "2027-06-30", "--to", "2027-07-30"), 4, SPRING_TOLD),
        (("add", "Other", "--from", "2027-09-30", "--to", "2027-09-29"), 2, "--to: The last day is before the first"),
        (("add", "Other", "--from", "2027-09-30", "--to", "2028-10-01"), 2, "--to: That is too long"),
        (("add", "Other", "--from", "soon", "--to", "2028-10-01"), 2, "write a date like"),
        (("edit", "Spring 2027"), 2, "Say what to change"),
        (("edit", "Other", "--name", "x"), 3, "There is no semester Other."),
        (("remove", "Other"), 3, "There is no semester Other."),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(flask, arguments, exit_code, words):
    flask("semesters", "add", *SPRING)
    assert words in flask("semesters", *arguments, exit_code=exit_code).stderr


def test_slots_outside_are_refused_and_series_leave_them_out(flask):
    factories.coach("alice")
    flask("semesters", "add", *SPRING)
    create = ("slots", "create", "--coach", "alice@example.org", "--starts-at")
    told = flask(*create, "2027-07-01T10:00", exit_code=2).stderr
    assert f"There is no semester at that time. Slots lie within a semester: {SPRING_TOLD}." in told
    flask(*create, "2027-06-30T10:00")
    series = ("--weekdays", "wed", "--time", "14:00", "--from", "2027-06-23", "--until", "2027-07-07", "--json")
    report = json.loads(flask("slots", "series", "--coach", "alice@example.org", *series).stdout)
    assert [row["verdict"] for row in report["dates"]] == ["publish", "publish", "outside_semester"]
