"""Calls after they are booked, in a real browser: the goals of the experience, by their row."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.hands import focused
from tests.browser.test_axe import findings
from tests.conftest import NOW

DATABASES = ("sqlite",)

HEAR = """window.heard = []; for (const id of ['live', 'alert'])
    new MutationObserver(() => window.heard.push(document.getElementById(id).textContent.trim()))
        .observe(document.getElementById(id), { childList: true })"""


@pytest.fixture
def two_ended(site, world, at_now):
    """Two calls have ended: Bob's, then Charlie's; return the second."""
    second = site.do(lambda: factories.call(world.open_slot, world.charlie))
    at_now.move_to(NOW + timedelta(days=4))
    return second


def hear(page: Page) -> None:
    page.evaluate(HEAR)


def test_what_happens_without_a_new_page_is_announced_once(world, two_ended, open_as):
    """Goal row 25."""
    alice = open_as("alice", "/feedback", permissions=["clipboard-read", "clipboard-write"])
    hear(alice)
    alice.get_by_role("button", name="4 Good").click()
    alice.get_by_label("Notes, only you see them").wait_for()
    alice.get_by_role("button", name="Save the notes").click()
    alice.get_by_role("heading", name="Charlie Chand").wait_for()
    assert alice.evaluate("window.heard") == ["Saved: 4, Good.", "The notes are saved."]

    alice.goto("/history")
    hear(alice)
    alice.get_by_label("Score").select_option("4")
    expect(alice.locator("#history-title")).to_have_text("1 call")
    assert alice.evaluate("window.heard") == ["1 call"]
    assert "score=4" in alice.url

    alice.goto(f"/calls/{world.call}")
    hear(alice)
    alice.get_by_role("button", name="Copy the number").click()
    expect(alice.locator("#live")).to_have_text("Copied: +1 212-555-0102")
    assert alice.evaluate("window.heard") == ["Copied: +1 212-555-0102"]
    assert alice.evaluate("navigator.clipboard.readText()") == "+1 212-555-0102"
    assert focused(alice) == "Copy the number"


def test_the_call_button_is_for_what_makes_calls(world, open_as):
    desk = open_as("bob", f"/calls/{world.call}")
    expect(desk.get_by_role("link", name="Call Alice Archer")).to_be_hidden()
    phone = open_as("bob", f"/calls/{world.call}", has_touch=True, is_mobile=True)
    expect(phone.get_by_role("link", name="Call Alice Archer")).to_be_visible()
    expect(open_as("bob", f"/calls/{world.call}", java_script_enabled=False).locator("[data-copy]")).to_be_hidden()


def test_the_receipt_prints_on_one_sheet(world, open_as):
    """Goal row 28."""
    bob = open_as("bob", f"/calls/{world.call}")
    pages = re.findall(rb"/Type\s*/Page\b", bob.pdf(format="A4"))
    assert len(pages) == 1
    bob.emulate_media(media="print")
    for hidden in ("header", "footer", ".actions", ".skip"):
        expect(bob.locator(hidden).first).to_be_hidden()
    for shown in ("+44 20 7946 0101", "Wed, Mar 3", "Alice Archer calls you", "Reference S-", "Chapter three"):
        expect(bob.get_by_text(shown).first).to_be_visible()


def test_no_page_of_past_calls_breaks_a_rule(world, two_ended, site, open_as):
    """Goal rows 8 and 19."""
    call = site.do(lambda: factories.call(factories.slot(world.alice, NOW + timedelta(days=9)), world.bob))
    other = site.do(lambda: factories.slot(world.alice, NOW + timedelta(days=10)))
    alice = open_as("alice")
    found = {}
    for path in ("/", "/feedback", f"/calls/{world.call}/feedback", "/history", "/history?from=x&score=1", "/students",
                 f"/students/{world.bob}", f"/calls/{world.call}", f"/calls/{call}/move?to={other}"):  # fmt: skip
        alice.goto(path)
        found[path] = findings(alice)
    alice.goto(f"/calls/{world.call}/feedback")
    alice.get_by_role("button", name="4 Good").click()
    alice.get_by_label("Notes, only you see them").wait_for()
    found["notes"] = findings(alice)
    alice.goto(f"/calls/{call}/cancel")
    alice.get_by_role("button", name="Cancel the call").click()
    expect(alice.locator(".summary")).to_be_focused()
    found["no reason"] = findings(alice)
    alice.get_by_label("Reason").fill("ill")
    alice.get_by_role("button", name="Cancel the call").click()
    expect(alice.get_by_role("button", name="Undo")).to_be_visible()
    found["undo"] = findings(alice)
    assert {path: broken for path, broken in found.items() if broken} == {}
