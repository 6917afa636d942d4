"""What stands where on a page: nothing crooked, broken, squeezed, or out of its box."""

from datetime import timedelta
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from app.db import transact
from app.services import reviews
from tests import past
from tests.browser.hands import DESK, PHONE
from tests.conftest import NOW
from tests.factories import acting

DATABASES = ("sqlite",)
DAY = timedelta(days=1)

# How far down an element begins.
TOP = "element => Math.round(element.getBoundingClientRect().top)"


@pytest.mark.parametrize("path", ["/", "/login", "/coaches", "/nowhere"])
def test_help_comes_last_in_the_footer(world, open_as, path):
    """WCAG 3.2.6."""
    assert open_as(None, path).locator("footer a").last.inner_text() == "Help"


def test_the_title_follows_the_queue(site, world, open_as):
    site.do(lambda: past.held(world.alice, world.bob, NOW - DAY))
    site.do(lambda: past.held(world.alice, world.charlie, NOW - 2 * DAY))
    alice = open_as("alice", "/feedback")
    expect(alice).to_have_title("How did it go? 2 left – Coachbook")
    alice.get_by_role("button", name="5 Great").click()
    expect(alice).to_have_title("How did it go? 1 left – Coachbook")
    alice.locator("[name=private_note]").fill("Shy")
    expect(alice.locator("#feedback-draft")).to_contain_text("Draft")
    expect(alice).to_have_title("How did it go? 1 left – Coachbook")
    alice.get_by_role("button", name="Save the notes").click()
    alice.get_by_role("button", name="4 Good").wait_for()
    expect(alice).to_have_title("How did it go? 1 left – Coachbook")


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_errors_of_a_filter_stand_above_a_straight_row(site, world, open_as, width):
    site.do(lambda: past.held(world.alice, world.bob, NOW - DAY, 4))
    alice = open_as("alice", "/history", viewport={"width": width, "height": 900})
    alice.evaluate("document.querySelector('[name=from]').type = 'text'")
    alice.get_by_label("From").fill("yesterday")
    alice.get_by_role("button", name="Show").click()
    expect(alice.locator("#history-errors .summary")).to_be_focused()
    alice.goto("/history?from=yesterday")
    expect(alice.locator("#history-errors + form .error")).to_be_visible()
    labels, fields = (
        [part.evaluate(TOP) for part in alice.locator(f".sift > .field > {kind}").all()]
        for kind in ("label:not(.tick)", ":is(input, select)")
    )
    assert len(labels) == len(fields) == 4
    assert len(set(labels)) == len(set(fields)) == (4 if width == 320 else 1)
    assert alice.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_number_that_is_an_example_breaks_nowhere(world, open_as):
    page = open_as(None, "/register", viewport={"width": 320, "height": 740})
    page.get_by_label("Phone").fill("12")
    page.get_by_role("button", name="Create").click()
    numbers = page.locator(".whole")
    expect(numbers).to_have_count(2)
    for number in numbers.all():
        assert number.evaluate("part => part.getClientRects().length") == 1
        assert "0123" in number.inner_text()


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize("path", ["/", "/coaches"])
def test_the_parts_of_the_head_keep_apart_on_a_narrow_phone(world, open_as, path, width):
    page = open_as(None, path, viewport={"width": width, "height": 740})
    edges = [part.bounding_box() for part in page.locator("header a").all()]
    assert len({round(edge["y"] + edge["height"] / 2) for edge in edges}) <= 2
    for left, right in pairwise(edges):
        assert right["x"] - left["x"] - left["width"] >= 10


def test_a_number_is_a_link_on_what_makes_calls_alone(world, open_as):
    desk, phone = open_as("bob", "/calls", **DESK), open_as("bob", "/calls", has_touch=True, is_mobile=True, **PHONE)
    for page, is_link in ((desk, False), (phone, True)):
        assert page.locator(".phone a[href^='tel:']").first.is_visible() is is_link
        assert page.locator(".phone .read").first.is_visible() is not is_link


def test_reviews_stand_as_far_apart_as_other_cards(site, world, open_as):
    def review(days):
        call = past.held(world.alice, world.bob, NOW - days * DAY, 4)
        transact(lambda: reviews.record(actor=acting(world.bob), call_id=call, rating=5, now=NOW - DAY / 2))

    for days in (1, 2):
        site.do(lambda days=days: review(days))
    alice = open_as("alice", "/reviews", viewport={"width": 360, "height": 740})
    cards = [card.bounding_box() for card in alice.locator(".cards .card").all()]
    assert len(cards) == 2
    assert cards[1]["y"] - cards[0]["y"] - cards[0]["height"] == pytest.approx(12, abs=1)


def test_a_link_to_what_is_wrong_shows_its_label_and_the_error_too(world, open_as):
    bob = open_as("bob", "/settings", **PHONE)
    bob.get_by_label("Your name").fill("")
    bob.get_by_label("Phone number").fill("12")
    bob.get_by_role("button", name="Save").first.click()
    links = bob.locator(".summary a")
    expect(links).to_have_count(2)
    for link in links.all():
        link.click()
        name = link.inner_text().partition(":")[0]
        for shown in (
            bob.locator("label", has_text=name),
            bob.locator(".error", has_text=link.inner_text()[len(name) + 2 :]),
        ):
            box = shown.first.bounding_box()
            assert box["y"] >= 0, name
