"""To Google and back in a real browser, with its rules about forms that lead elsewhere."""

import pytest
from playwright.sync_api import expect

from app.services import calendar_connections
from tests.browser.test_axe import LOOKS, findings
from tests.google import OWN, run_google

DATABASES = ("sqlite",)
ENDS = [LOOKS[1], LOOKS[-2]]


@pytest.fixture
def google(site, address, monkeypatch):
    with run_google() as google:
        changed = {**google.settings, "base_url": address}
        settings = site.app.config["COACHBOOK"].model_copy(update=changed)
        monkeypatch.setitem(site.app.config, "COACHBOOK", settings)
        yield google


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_calendar_is_connected_at_google(site, world, open_as, google, complaints, has_scripts):
    alice = open_as("alice", "/settings/calendar", java_script_enabled=has_scripts)
    alice.get_by_role("link", name="Connect Google Calendar").click()
    expect(alice.get_by_role("button", name="Continue to Google")).to_be_visible()
    if has_scripts:
        assert findings(alice, ENDS) == []
    alice.get_by_role("button", name="Continue to Google").click()
    if not has_scripts:
        expect(alice.get_by_role("heading", name="Connect Google Calendar")).to_be_visible()
        alice.get_by_role("button", name="Connect").click()
    expect(alice.get_by_role("radio", name="Alice Archer")).to_be_checked()
    alice.get_by_role("button", name="Save").click()
    expect(alice.get_by_text("Your calls appear there within a minute")).to_be_visible()
    assert site.do(lambda: calendar_connections.find(world.alice).address) == OWN
    if has_scripts:
        assert findings(alice, ENDS) == []
    # The way to Google is the only one that leads out.
    assert all(told.startswith(google.url) for told in complaints)
    complaints.clear()


def test_what_google_has_said_is_told_where_one_began(world, open_as, google):
    alice = open_as("alice", "/settings/calendar/google/return?error=access_denied")
    expect(alice.get_by_role("heading", name="Google has not let us in")).to_be_visible()
    assert findings(alice, ENDS) == []
