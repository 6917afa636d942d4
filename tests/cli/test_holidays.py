"""`flask holidays`: added by hand and from a calendar file."""

import pytest

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//EN
BEGIN:VEVENT
UID:1
SUMMARY:Easter
DTSTART;VALUE=DATE:20270326
DTEND;VALUE=DATE:20270330
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.usefixtures("app", "at_now")
def test_holidays_are_added_listed_and_removed(flask, told):
    assert (
        "Holiday 1: Labour Day (May 1, 2027)" in flask("holidays", "add", "Labour Day", "--from", "2027-05-01").stdout
    )
    flask("holidays", "add", "Past", "--from", "2027-02-01", "--to", "2027-02-05")
    assert [row["name"] for row in told("holidays", "list")] == ["Labour Day"]
    assert [row["name"] for row in told("holidays", "list", "--all")] == ["Past", "Labour Day"]
    assert "Removed Labour Day" in flask("holidays", "remove", 1).stdout
    assert "There is no holiday 1." in flask("holidays", "remove", 1, exit_code=3).stderr
    flask("holidays", "add", "Wrong", "--from", "2027-05-02", "--to", "2027-05-01", exit_code=2)


@pytest.mark.usefixtures("app", "at_now")
def test_a_calendar_file_adds_what_is_new_once(flask, told, tmp_path):
    file = tmp_path / "holidays.ics"
    file.write_text(CALENDAR)
    assert "1 holiday added, 0 were there." in flask("holidays", "import", file, "--dry-run").stdout
    assert told("holidays", "list") == []
    assert "Easter" in flask("holidays", "import", file).stdout
    assert told("holidays", "list")[0] | {"id": 1} == {
        "id": 1, "name": "Easter", "from": "2027-03-26", "to": "2027-03-29",
    }  # fmt: skip
    assert "0 holidays added, 1 was there." in flask("holidays", "import", file).stdout
    nameless = "BEGIN:VEVENT\nSUMMARY:\u202e\nDTSTART;VALUE=DATE:20270501\nEND:VEVENT\n"
    file.write_text(CALENDAR.replace("END:VCALENDAR", nameless * 2 + "END:VCALENDAR"))
    assert "1 holiday added, 1 was there.\n– (May 1, 2027)" in flask("holidays", "import", file).stdout
    file.write_text("nothing")
    flask("holidays", "import", file, exit_code=2)
