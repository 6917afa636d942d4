"""How soon the page answers a hand, on a quick and on a slow device. Goal row 15.

The goal is 50 ms, and 100 ms with a processor four times slower; `--log-cli-level INFO` shows what is measured. What
the test holds is far wider, for a busy machine must not fail it: it finds a script that blocks, not one that dawdles.
"""

import logging

import pytest

from tests.browser.hands import PHONE
from tests.browser.test_week import EMPTY_WEEK, drag

DATABASES = ("sqlite",)
BLOCKED = 1000  # milliseconds

log = logging.getLogger(__name__)

# What takes less than 16 ms is not reported by the browser.
WATCH = """window.slowest = 0; new PerformanceObserver(list => { for (const entry of list.getEntries())
    if (entry.interactionId) window.slowest = Math.max(window.slowest, entry.duration); })
    .observe({ type: "event", durationThreshold: 16, buffered: true })"""
PAINTED = "new Promise(done => requestAnimationFrame(() => setTimeout(() => done(window.slowest), 50)))"


@pytest.mark.parametrize("slower", [1, 4])
def test_no_press_waits_for_the_page(world, open_as, slower):
    """Goal row 15."""
    took = {}
    alice = open_as("alice", EMPTY_WEEK, **PHONE)
    alice.add_init_script(WATCH)
    alice.context.new_cdp_session(alice).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    alice.reload()
    alice.get_by_label("Mon, Mar 8, 8:00–10:00 AM").click()
    drag(alice, 2, 0, 4)
    alice.keyboard.press("ArrowRight")
    alice.keyboard.press("Space")
    took["week"] = alice.evaluate(PAINTED)
    alice.get_by_role("button", name="Publish week").click()
    alice.get_by_role("button", name="Undo").wait_for()
    took["publish"] = alice.evaluate(PAINTED)
    alice.goto("/slots")
    alice.get_by_label("Coach", exact=True).press_sequentially("ali")
    took["filter"] = alice.evaluate(PAINTED)

    charlie = open_as("charlie", "/slots", **PHONE)
    charlie.add_init_script(WATCH)
    charlie.context.new_cdp_session(charlie).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    charlie.reload()
    charlie.get_by_role("link", name="Book Thu, Mar 4").click()
    charlie.get_by_label("What should your coach know?").fill("Fractions")
    charlie.get_by_role("button", name="Book this call").click()
    charlie.get_by_text("You are booked").first.wait_for()
    took["book"] = charlie.evaluate(PAINTED)
    log.info("row 15, %d times slower: %s ms", slower, took)
    assert max(took.values()) > 0, "nothing is measured"
    assert max(took.values()) < BLOCKED, took
