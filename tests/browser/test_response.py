"""How much our pages do for a press, and how soon the next page is there: goal rows 15 and 18.

Row 15 asks for an answer within 50 ms, and within 100 ms on a device that is four times slower. How long an answer
takes tells more of the machine that runs the tests than of the page; what the page itself does for it (scripts, styles
and layout, by the clock of its own thread) is the same on a busy one. `--log-cli-level INFO` shows what is measured.
"""

import logging
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.hands import PHONE
from tests.browser.test_week import EMPTY_WEEK, drag

DATABASES = ("sqlite",)
GOAL = 100 / 4  # milliseconds of work
TRIES = 3

log = logging.getLogger(__name__)

WORK = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
PAINTED = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
BLOCK = "addEventListener('change', () => { const end = performance.now() + 1000; while (performance.now() < end); })"

Press = Callable[[Page], object]


@pytest.fixture
def watch(open_as) -> Callable[[str, str], tuple[Page, CDPSession]]:
    """Return how a person opens a page whose work is counted."""

    def watched(who: str, path: str, script: str = "") -> tuple[Page, CDPSession]:
        page = open_as(who, "/help", **PHONE)
        page.add_init_script(script)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(path)
        return page, session

    return watched


def spent(session: CDPSession) -> float:
    """Return the milliseconds that the page has worked so far."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000 * sum(metric["value"] for metric in metrics if metric["name"] in WORK)


def work_for(page: Page, session: CDPSession, press: Press) -> float:
    page.evaluate(PAINTED)
    before = spent(session)
    press(page)
    page.evaluate(PAINTED)
    return spent(session) - before


def tick(page: Page) -> None:
    page.get_by_label("Mon, Mar 8, 8:00–10:00 AM").click()


def paint_four(page: Page) -> None:
    drag(page, 2, 0, 4)


def walk_and_tick(page: Page) -> None:
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")


def publish(page: Page) -> None:
    page.get_by_role("button", name="Publish week").click()
    page.get_by_role("button", name="Undo").wait_for()


def undo(page: Page) -> None:
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#week-note")).to_contain_text("Undone.")


def sift(page: Page) -> None:
    page.get_by_label("What do you want to work on?").press_sequentially("ali")
    expect(page).to_have_url(re.compile("q=ali"))


def look(page: Page) -> None:
    page.locator("a[id$=-book]").first.click()
    page.get_by_label("What should your coach know?").wait_for()


@pytest.mark.parametrize(
    ("who", "path", "presses"),
    [("alice", EMPTY_WEEK, (tick, paint_four, walk_and_tick, publish, undo)), ("charlie", "/slots", (sift, look))],
)
def test_no_press_waits_for_the_page(world, watch, who, path, presses):
    """Goal row 15."""
    best: dict[str, float] = {}
    for _ in range(TRIES):
        page, session = watch(who, path)
        took = {press.__name__: work_for(page, session, press) for press in presses}
        best = {name: min(time, best.get(name, time)) for name, time in took.items()}
        if max(best.values()) <= GOAL:
            break
    log.info("row 15: %s ms of work", {name: round(time, 1) for name, time in best.items()})
    assert {name: time for name, time in best.items() if time > GOAL} == {}


def test_a_script_that_blocks_is_found(world, watch):
    """Goal row 15: the measure itself."""
    page, session = watch("alice", EMPTY_WEEK, BLOCK)
    assert work_for(page, session, tick) > GOAL


def test_a_page_is_fetched_while_the_pointer_rests_on_its_link(world, open_as):
    """Goal row 18."""
    page = open_as(None, "/help")
    page.get_by_role("navigation").get_by_role("link", name="Find a coach").click()
    link = page.get_by_role("heading", name="Alice Archer").get_by_role("link")
    with page.expect_request(lambda request: request.headers.get("sec-purpose") == "prefetch"):
        link.hover()
    link.click()
    page.get_by_role("heading", name="Alice Archer", level=1).wait_for()
    navigation = page.evaluate("performance.getEntriesByType('navigation')[0].deliveryType")
    log.info("row 18: painted after %s ms", page.evaluate("performance.getEntriesByName('first-paint')[0]?.startTime"))
    assert navigation == "navigational-prefetch"
