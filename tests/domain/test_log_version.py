"""What is seen of a log travels in the form, and tells what was written here from what was saved elsewhere."""

import pytest

from app.domain.errors import TooLong
from app.domain.log_version import LogVersion, Notes

SAVED = Notes("Shy", "", "Read\nWrite")


def version(satisfaction=4, notes=SAVED, due=((1, "Sing"), (2, "Dance")), done=(2,)):
    return LogVersion.of(satisfaction, notes, due, done)


def test_it_comes_back_as_it_was_sent():
    assert LogVersion.read(version().write()) == version()
    assert LogVersion.read(version(done=()).write()) == version(done=())


@pytest.mark.parametrize("text", [None, "", "x", "1 2", "a" * 64, version().write() + " ", version().write() + " -1"])
def test_another_text_equals_no_log(text):
    assert LogVersion.read(text) == LogVersion((), (), frozenset())
    assert LogVersion.read(text) != version()


@pytest.mark.parametrize(
    "other",
    [
        version(satisfaction=5),
        version(notes=Notes("Shy!", "", "Read\nWrite")),
        version(notes=Notes("Shy", "Well done", "Read\nWrite")),
        version(notes=Notes("Shy", "", "Read")),
        version(notes=Notes("", "Shy", "Read\nWrite")),
        version(due=((1, "Sing"), (2, "Jump"))),
        version(due=((1, "Sing"),)),
        version(done=()),
        version(done=(1, 2)),
    ],
)
def test_all_that_is_shown_counts(other):
    assert other != version()


def test_what_saving_would_not_change_counts_for_nothing():
    alike = Notes("\r\nShy ", "  ", "Write\r\n\r\n  Read \r\nWrite")
    assert version(notes=alike, due=((2, "Dance"), (1, "Sing"))) == version()


def test_what_was_not_touched_here_is_as_it_was_saved_elsewhere():
    later = Notes("Not so shy", "Well done", "Read\nWrite")
    assert version().rebase(Notes("Shy ", "", "Read"), later) == Notes("Not so shy", "Well done", "Read")
    assert version().list_clashes(Notes("Able", "", "Read"), later) == ["private_note"]
    assert version().list_clashes(Notes("Not so shy", "", "Read"), later) == []


def test_of_an_unknown_version_all_counts_as_touched():
    typed = Notes("Able", "", "Read\nWrite")
    assert LogVersion.read("").rebase(typed, SAVED) == typed
    assert LogVersion.read("").list_clashes(typed, SAVED) == ["private_note"]


def test_ticks_are_changed_by_who_changed_them():
    later = version(done=(3,))
    assert version(done=(2,)).rebase_done(frozenset({1, 2}), later) == {1, 3}
    assert version(done=(2, 3)).rebase_done(frozenset({2}), later) == frozenset()


def test_too_much_is_refused_by_its_field():
    with pytest.raises(TooLong) as refused:
        version(notes=Notes("", "x" * 4001, ""))
    assert refused.value.field == "shared_note"
