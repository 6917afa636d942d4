"""Two people chat in two browsers, each at another web server, with the streams in a third process."""

from time import monotonic, sleep

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import PATIENCE

DATABASES = ("postgresql",)

SOON = 2.0
LINES = 4


@pytest.fixture
def open_as(chromium, proxy, as_person):
    """Return how a person opens a page through the proxy, in a browser of their own."""
    contexts: list[BrowserContext] = []

    def open_page(who: str, path: str) -> Page:
        context = chromium.new_context(base_url=proxy, ignore_https_errors=True, locale="en-US")
        contexts.append(context)
        context.add_cookies(
            [
                {"name": one.name, "value": str(one.value), "url": proxy, "secure": True}
                for one in as_person(who).cookies
            ]
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("data-live", "on")
        return page

    yield open_page
    for context in contexts:
        context.close()


def sent_through(nodes):
    """Return how many messages the web servers have written of."""
    return sum(node.log.read_text().count('"POST", "route": "/messages/') for node in nodes.web)


@pytest.mark.parametrize("proxy", ["haproxy"], indirect=True)
def test_messages_come_to_the_other_browser_by_themselves_in_both_directions(open_as, nodes, town, report):
    """Row 25, across processes."""
    path = f"/messages/{town.thread}"
    pages = {who: open_as(who, path) for who in ("alice", "bob")}
    fields = {"alice": pages["alice"].get_by_label("Message to Bob Baker"),
              "bob": pages["bob"].get_by_label("Message to Alice Archer")}  # fmt: skip
    delays, before = [], sent_through(nodes)
    for number in range(LINES):
        writer, reader = ("alice", "bob") if number % 2 else ("bob", "alice")
        fields[writer].fill(f"Line {number}")
        began = monotonic()
        pages[writer].get_by_role("button", name="Send").click()
        expect(pages[reader].locator(".bubble:not(.own) .words").last).to_have_text(f"Line {number}")
        delays.append(monotonic() - began)
    until = monotonic() + PATIENCE / 1000
    while sent_through(nodes) < before + LINES:  # a line of the log comes after the answer
        assert monotonic() < until, "messages went past the servers"
        sleep(0.05)
    report(f"chat across processes, seconds from click to the other page: {[round(one, 2) for one in delays]}")
    # They would come by a question every 15 seconds too, without streams.
    assert sorted(delays)[len(delays) // 2] < SOON
