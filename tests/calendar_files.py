"""Calendar files, as two readers that know nothing of each other find them."""

import re
from datetime import datetime
from typing import NamedTuple

import vobject
from icalendar import Calendar

UID = re.compile(r"(?m)^UID:([0-9a-f-]{36})$")


class Names(dict[str, str]):
    """Names of events as they are the same in every run, for the moment of booking is part of the true ones."""

    def write(self, text: str) -> str:
        """Return a file with these names, and with lines that end as those of other files."""
        text = text.replace("\r\n", "\n")
        return UID.sub(lambda found: f"UID:{self.setdefault(found[1], f'event-{len(self) + 1}')}", text)


class Found(NamedTuple):
    """What a calendar programme acts on."""

    uid: str
    sequence: int
    status: str
    summary: str
    starts_at: datetime
    ends_at: datetime


def read_twice(text: str) -> tuple[str, list[Found]]:
    """Return the method of a file and its events, once both readers agree on them."""
    calendar = Calendar.from_ical(text)
    events = calendar.walk("VEVENT")
    assert not [event.errors for event in events if event.errors]
    found = [
        Found(
            str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"]), str(event["SUMMARY"]),
            event.decoded("DTSTART"), event.decoded("DTEND"),
        )
        for event in events
    ]  # fmt: skip
    other = vobject.readOne(text)
    assert other.method.value == calendar["METHOD"]
    assert found == [
        Found(
            event.uid.value, int(event.sequence.value), event.status.value, event.summary.value,
            event.dtstart.value, event.dtend.value,
        )
        for event in other.vevent_list
    ]  # fmt: skip
    return str(calendar["METHOD"]), found
