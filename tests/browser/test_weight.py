"""What each page costs to load, as a browser counts it: goal row 13."""

from math import inf

import pytest
from playwright.sync_api import Page

from tests.browser.hands import PHONE
from tests.browser.places import PAGES

DATABASES = ("sqlite",)

KILOBYTE = 1000
FIRST, SECOND = 30 * KILOBYTE, 8 * KILOBYTE
# Page, styles, scripts, and the page's own.
FILES = 4
# When the page's own script was asked for, in milliseconds: 0 before that, without end where there is none.
OWN = """() => {
  const own = document.querySelector("meta[name=later]");
  return own ? performance.getEntriesByName(new URL(own.content, location.href).href)[0]?.startTime ?? 0 : Infinity;
}"""


class Line:
    """Counts the files and the bytes, headers among them, that pages send for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session = page.context.new_cdp_session(page)
        self.session.on("Network.requestWillBeSent", self.ask)
        self.session.on("Network.loadingFinished", self.take)
        self.session.on("Network.loadingFailed", self.take)
        self.session.send("Network.enable")
        self.latest = ""
        self.visits: dict[str, str] = {}
        self.awaited: set[str] = set()
        self.bytes: dict[str, dict[str, float]] = {}

    def ask(self, told: dict) -> None:
        # The signs in fields for dates are the browser's own.
        if told["request"]["url"].startswith("http"):
            self.latest = told["loaderId"] if told["type"] == "Document" else self.latest
            self.visits[told["requestId"]] = told["loaderId"]
            self.awaited.add(told["requestId"])
            self.bytes.setdefault(told["loaderId"], {})[told["requestId"]] = 0

    def take(self, told: dict) -> None:
        number = told["requestId"]
        self.awaited.discard(number)
        if number in self.visits:
            self.bytes[self.visits[number]][number] = told.get("encodedDataLength", 0)

    def visit(self, path: str) -> dict[str, float]:
        """Open a page; return the bytes of each of its files, as they come in."""
        self.page.goto(path)
        self.page.wait_for_function(OWN)
        self.page.wait_for_timeout(120)  # what is fetched once the page is there
        for _ in range(600):
            if not self.awaited:
                break
            self.page.wait_for_timeout(50)
        assert not self.awaited, f"{path} still loads"
        return self.bytes[self.latest]


@pytest.mark.parametrize("who", PAGES)
def test_each_page_weighs_little_and_almost_nothing_when_it_is_visited_again(world, open_as, who):
    """Goal row 13."""
    person = open_as(who, "/help", **PHONE)
    line, heavy = Line(person), []
    for path in PAGES[who]:
        line.session.send("Network.clearBrowserCache")
        first, again = (line.visit(path.format(**vars(world))) for _ in range(2))
        if len(first) > FILES or sum(first.values()) > FIRST or sum(again.values()) > SECOND:
            heavy.append((path, first, again))
    assert heavy == []


@pytest.mark.parametrize("path", ["/schedule", "/feedback"])
def test_a_pages_own_script_is_asked_for_once_the_page_is_there(world, open_as, path):
    """Goal row 16: it takes nothing of the line from what is painted."""
    alice = open_as("alice", path)
    alice.wait_for_function(OWN)
    is_there = alice.evaluate("performance.getEntriesByType('navigation')[0].domInteractive")
    assert is_there < alice.evaluate(OWN) < inf
