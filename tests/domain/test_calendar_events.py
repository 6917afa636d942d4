from datetime import timedelta

from app.domain.calendar_events import sequence_of, uid_of
from tests.conftest import NOW


def test_a_call_keeps_the_name_that_calendars_know_it_by():
    assert uid_of(12, NOW) == "28a3d586-f381-5e91-b909-a17b0c79afb5"


def test_two_calls_and_two_programmes_have_two_names():
    names = {uid_of(1, NOW), uid_of(2, NOW), uid_of(1, NOW + timedelta(microseconds=1))}
    assert len(names) == 3


def test_the_sequence_starts_at_nothing_and_rises_with_the_version():
    assert [sequence_of(version) for version in (1, 2, 3)] == [0, 1, 2]
