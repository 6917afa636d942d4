"""A log that is open twice: what was saved elsewhere is not written over unseen, and what was typed is not lost."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain.clock import utc_now
from app.services import call_logs, feedback
from tests import past
from tests.conftest import NOW
from tests.factories import acting

DAY = timedelta(days=1)
BOTH = "saved elsewhere meanwhile"


@pytest.fixture
def calls(site, world):
    """Alice and Bob had two calls, both scored; at the first one they agreed on two things."""

    def make():
        first, second = (past.held(world.alice, world.bob, NOW - days * DAY, 4) for days in (3, 1))
        notes = call_logs.Notes("Shy", "", "Read\nWrite")
        transact(
            lambda: call_logs.save(
                actor=acting(world.alice), call_id=first, satisfaction=4, notes=notes, done=(), now=utc_now(),
                version=call_logs.find(first).version.write(),
            )
        )  # fmt: skip
        return first, second

    return site.do(make)


@pytest.fixture
def path(calls):
    return f"/calls/{calls[0]}/feedback"


def saved(site, call):
    return site.do(lambda: call_logs.find(call))


@pytest.mark.parametrize("htmx", [False, True])
def test_the_second_of_two_tabs_shows_both_and_saves_with_the_next_press(site, calls, path, htmx):
    alice = site.as_("alice")
    old, other = alice.get(path), alice.get(path)
    other.submit(path, private_note="Not so shy", next_steps="Read\nSing", shared_note="Well done")
    both = old.submit(path, htmx=htmx, private_note="Shy, but able", next_steps="Read\nWrite")
    assert both.status == 409
    assert both.text.startswith("Error:")
    assert BOTH in both.one(".summary[autofocus]").get_text()
    assert both.form(path)["private_note"] == "Shy, but able"
    assert [words.get_text() for words in both.all(".words")] == ["Not so shy"]
    # Where nothing was written here, what is saved comes up.
    assert (both.form(path)["next_steps"], both.form(path)["shared_note"]) == ("Read\nSing", "Well done")
    assert saved(site, calls[0]).notes == call_logs.Notes("Not so shy", "Well done", "Read\nSing")

    assert both.submit(path).status == 303
    assert saved(site, calls[0]).notes == call_logs.Notes("Shy, but able", "Well done", "Read\nSing")


@pytest.mark.parametrize("change", [{"next_steps": "Read"}, {"private_note": ""}, {"shared_note": "Well done"}])
def test_each_part_that_was_saved_elsewhere_counts(site, calls, path, change):
    alice = site.as_("alice")
    old = alice.get(path)
    alice.get(path).submit(path, **change)
    both = old.submit(path, private_note="Shy, but able")
    assert both.status == 409
    assert both.submit(path).status == 303
    expected = {"shared_note": "", "next_steps": "Read\nWrite", **change, "private_note": "Shy, but able"}
    assert saved(site, calls[0]).notes == call_logs.Notes(**expected)


def test_a_score_that_was_changed_elsewhere_stays(site, calls, path):
    alice = site.as_("alice")
    old = alice.get(path)
    assert alice.get(f"{path}?edit=1").submit(path, satisfaction="5").status == 303
    both = old.submit(path, private_note="Shy, but able")
    assert both.status == 409
    assert "Saved: 5, Great" in both.text
    both.submit(path)
    assert saved(site, calls[0]).satisfaction == 5


def test_the_score_pressed_alone_needs_no_version(site, calls, path):
    alice = site.as_("alice")
    scores = alice.get(f"{path}?edit=1")
    alice.get(path).submit(path, private_note="Not so shy")
    assert scores.submit(path, satisfaction="1").status == 303
    assert saved(site, calls[0]).notes.private_note == "Not so shy"


def test_what_was_ticked_elsewhere_stays_ticked(site, calls):
    alice, path = site.as_("alice"), f"/calls/{calls[1]}/feedback"
    old = alice.get(path)
    read, write = (box["value"] for box in old.all("[name=done]"))
    assert old.submit(path, done=read).status == 303
    both = old.submit(path, done=write)
    assert both.status == 409
    assert [box["value"] for box in both.all("[name=done]:checked")] == [read, write]
    assert both.submit(path, done=[read, write]).status == 303
    # To take a tick away is a change like any other, and a refused form remembers it.
    refused = alice.get(path).submit(path, done=write, private_note="x" * 5000)
    assert [box["value"] for box in refused.all("[name=done]:checked")] == [write]
    refused.submit(path, done=write, private_note="")
    assert [step.done_at is not None for step in saved(site, calls[1]).due] == [False, True]


def test_a_step_that_the_page_did_not_show_is_not_ticked_by_its_number(site, calls):
    """SQLite gives the number of a step that is gone to the next one."""
    alice, path = site.as_("alice"), f"/calls/{calls[1]}/feedback"
    old = alice.get(path)
    _read, write = (box["value"] for box in old.all("[name=done]"))
    first = f"/calls/{calls[0]}/feedback"
    alice.get(first).submit(first, next_steps="Read\nBring a pen")
    assert old.submit(path, done=write).status == 409
    assert not any(step.done_at for step in saved(site, calls[1]).due)


def test_saving_twice_is_no_clash(site, calls, path):
    page = site.as_("alice").get(path)
    for _press in range(2):
        answer = page.submit(path, private_note=" Able\r\n", next_steps="Sing\r\nRead")
        assert answer.status == 303


@pytest.mark.parametrize("version", ["", "x", "1 2 3", "f" * 5000])
def test_a_form_without_a_version_shows_both(site, calls, path, version):
    both = site.as_("alice").get(path).submit(path, private_note="Able", version=version)
    assert both.status == 409
    assert [words.get_text() for words in both.all(".words")] == ["Shy"]
    assert both.submit(path).status == 303


def test_a_draft_from_before_another_save_writes_nothing_over(site, calls, path):
    alice = site.as_("alice")
    old, draft = alice.get(path), f"{path}/draft"
    alice.get(path).submit(path, private_note="Not so shy", shared_note="Well done")
    kept = alice.post(draft, {**old.form(path), "private_note": "Shy, but able"}, htmx=True)
    assert "not saved yet" in kept.text
    assert BOTH in kept.text
    page = alice.get(path)
    assert page.status == 200
    assert BOTH in page.one(".summary").get_text()
    assert [words.get_text() for words in page.all(".words")] == ["Not so shy"]
    assert page.form(path)["shared_note"] == "Well done"
    assert page.submit(path).status == 303
    assert saved(site, calls[0]).notes.private_note == "Shy, but able"


def test_a_draft_of_one_note_leaves_what_a_program_writes_into_another(site, calls, path, world):
    alice = site.as_("alice")
    alice.post(f"{path}/draft", {**alice.get(path).form(path), "private_note": "Shy, but able"}, htmx=True)

    def program():
        feedback.record(
            actor=acting(world.alice), call_id=calls[0], satisfaction=3, shared_note="Well done", now=utc_now()
        )

    site.do(lambda: transact(program))
    page = alice.get(path)
    assert BOTH not in page.text
    assert (page.form(path)["private_note"], page.form(path)["shared_note"]) == ("Shy, but able", "Well done")
    assert page.submit(path).status == 303


def drafted(alice, tab, path, **typed):
    """Type in a tab and pause: return the answer, and what stands in the tab then."""
    form = {**tab, **typed}
    kept = alice.post(f"{path}/draft", form, htmx=True)
    return kept, {**form, "shown": kept.one("input[name=shown]")["value"]}


def test_two_tabs_that_type_into_the_same_note_lose_nothing(site, calls, path):
    alice = site.as_("alice")
    first, second = alice.get(path), alice.get(path)
    kept, typed = drafted(alice, first.form(path), path, private_note="Shy, but able")
    assert "not saved yet" in kept.text
    # Who types on is no other tab, even if its last answer was lost.
    for shown in (typed["shown"], first.form(path)["shown"]):
        kept, typed = drafted(alice, {**typed, "shown": shown}, path, private_note=typed["private_note"] + "!")
        assert kept.status == 200
    refused, other = drafted(alice, second.form(path), path, private_note="Bold")
    assert refused.status == 409
    assert "What you type is not kept" in refused.text
    assert "Draft of" not in refused.text
    assert alice.get(path).form(path)["private_note"] == "Shy, but able!!"

    both = alice.post(path, other)
    assert both.status == 409
    assert "These notes were typed elsewhere, too" in both.one(".summary[autofocus]").get_text()
    assert both.form(path)["private_note"] == "Bold"
    assert [words.get_text() for words in both.all(".words")] == ["Shy, but able!!"]
    assert saved(site, calls[0]).notes.private_note == "Shy"
    assert both.submit(path).status == 303
    assert saved(site, calls[0]).notes.private_note == "Bold"
    assert "not saved yet" not in alice.get(path).text


def test_a_tab_whose_answers_are_lost_is_not_taken_for_two(site, calls, path):
    alice = site.as_("alice")
    tab = alice.get(path).form(path)
    drafted(alice, tab, path, private_note="Shy, but abel", shared_note="Well")
    kept, _ = drafted(alice, tab, path, private_note="Shy, but able")
    assert kept.status == 200
    page = alice.get(path).form(path)
    assert (page["private_note"], page["shared_note"]) == ("Shy, but able", "")
    assert alice.post(path, {**tab, "private_note": "Shy and able"}).status == 303
    assert saved(site, calls[0]).notes.private_note == "Shy and able"
    assert "not saved yet" not in alice.get(path).text


def test_a_tab_whose_answers_are_lost_knows_its_own_part_of_a_draft_of_two(site, calls, path):
    alice = site.as_("alice")
    first, second = (alice.get(path).form(path) for _tab in range(2))
    drafted(alice, first, path, private_note="Shy, but abel")
    drafted(alice, second, path, shared_note="Well done")
    kept, _ = drafted(alice, first, path, private_note="Shy, but able")
    assert kept.status == 200
    # What another tab kept is none of the second's, that has kept something beside it.
    refused, _ = drafted(alice, second, path, shared_note="Well done", private_note="Bold")
    assert refused.status == 409
    page = alice.get(path).form(path)
    assert (page["private_note"], page["shared_note"]) == ("Shy, but able", "Well done")


def test_words_of_one_tab_that_are_among_those_of_the_other_are_not_lost(site, calls, path):
    alice = site.as_("alice")
    first, second = (alice.get(path).form(path) for _tab in range(2))
    drafted(alice, first, path, private_note="ok")
    refused, _ = drafted(alice, second, path, private_note="took notes")
    assert refused.status == 409
    assert alice.get(path).form(path)["private_note"] == "ok"


@pytest.mark.parametrize("window", ["", "x", "f" * 5000])
def test_a_tab_without_a_name_of_its_own_is_another_one(site, calls, path, window):
    alice = site.as_("alice")
    tab = {**alice.get(path).form(path), "window": window}
    drafted(alice, tab, path, private_note="Bold")
    refused, _ = drafted(alice, tab, path, private_note="Shy, but able")
    assert refused.status == 409


def test_two_tabs_that_type_into_different_notes_keep_both(site, calls, path):
    alice = site.as_("alice")
    first, second = alice.get(path), alice.get(path)
    drafted(alice, first.form(path), path, private_note="Shy, but able")
    kept, typed = drafted(alice, second.form(path), path, shared_note="Well done")
    assert kept.status == 200
    page = alice.get(path).form(path)
    assert (page["private_note"], page["shared_note"]) == ("Shy, but able", "Well done")

    assert alice.post(path, typed).status == 303
    assert saved(site, calls[0]).notes == call_logs.Notes("Shy", "Well done", "Read\nWrite")
    page = alice.get(path)
    assert "not saved yet" in page.text
    assert (page.form(path)["private_note"], page.form(path)["shared_note"]) == ("Shy, but able", "Well done")


def test_what_was_typed_and_taken_back_is_no_draft(site, calls, path):
    alice = site.as_("alice")
    _, typed = drafted(alice, alice.get(path).form(path), path, private_note="Shy, but able")
    kept, _ = drafted(alice, typed, path, private_note="Shy")
    assert "not saved yet" not in kept.text
    assert "not saved yet" not in alice.get(path).text


def test_without_javascript_a_draft_that_was_typed_elsewhere_too_shows_both(site, calls, path):
    alice = site.as_("alice")
    second = alice.get(path)
    drafted(alice, alice.get(path).form(path), path, private_note="Shy, but able")
    both = alice.post(f"{path}/draft", {**second.form(path), "private_note": "Bold"})
    assert both.status == 409
    assert [words.get_text() for words in both.all(".words")] == ["Shy, but able"]
