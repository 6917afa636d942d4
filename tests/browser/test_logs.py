"""A log in two tabs: nothing that was typed is lost, nor what was saved."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests import past
from tests.conftest import NOW

DATABASES = ("sqlite",)
DAY = timedelta(days=1)
PHONE = {"width": 360, "height": 700}


@pytest.fixture
def path(site, world):
    call = site.do(lambda: past.held(world.alice, world.bob, NOW - DAY, 4, private_note="Shy"))
    return f"/calls/{call}/feedback"


def note(page):
    return page.get_by_label("Notes, only you see them")


@pytest.mark.parametrize("script", [True, False])
def test_the_second_tab_sees_what_the_first_has_saved(path, open_as, script):
    old = open_as("alice", path, viewport=PHONE, java_script_enabled=script)
    other = old.context.new_page()
    other.goto(path)
    note(other).fill("Not so shy")
    other.get_by_label("Next steps you agreed").fill("Read chapter 3")
    other.get_by_role("button", name="Save the notes").click()
    expect(other.get_by_text("Saved: 4, Good").or_(other.get_by_text("The notes are saved.")).first).to_be_visible()

    note(old).fill("Shy, but able")
    old.get_by_role("button", name="Save the notes").click()
    summary = old.locator(".summary")
    expect(summary).to_contain_text("saved elsewhere meanwhile")
    expect(note(old)).to_have_value("Shy, but able")
    expect(old.locator(".log .words")).to_have_text("Not so shy")
    expect(old.get_by_label("Next steps you agreed")).to_have_value("Read chapter 3")
    if script:
        expect(summary).to_be_focused()
    old.get_by_role("button", name="Save the notes").click()
    expect(summary).to_have_count(0)
    other.goto(path)
    expect(note(other)).to_have_value("Shy, but able")
