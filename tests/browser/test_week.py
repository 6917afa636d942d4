"""Painting a week: goals 3 (mouse), 4 (finger), 5 (keyboard), 11 (no script), 14 (nothing jumps) and 25 (said once)."""

import re
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.db import db
from app.domain.week import Frame
from app.services import accounts, week_views
from tests import factories
from tests.conftest import NOW

DATABASES = ("sqlite",)

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
EMPTY_WEEK = "/schedule?week=2027-W10"
MONDAY = date(2027, 3, 8)
RULES = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}

# Everything that moves in the page, also right after a person's action; and every announcement.
WATCH = """() => {
  window.shifts = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shifts += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  window.said = [];
  const says = document.getElementById("week-says");
  new MutationObserver(() => window.said.push(says.textContent)).observe(says, { childList: true });
}"""

# After a finger has let go, or a key, the page rolls on a little.
UNTIL_STILL = """new Promise(tell => { let at, same = 0; const look = setInterval(() => {
    same = at === scrollY ? same + 1 : 0; at = scrollY; if (same > 2) { clearInterval(look); tell(); } }, 100); })"""


# Whatever is written in a booked cell and does not fit into it; a pixel is what rounding makes.
CUT = """() => [...document.querySelectorAll(".cell.booked :is(.at, .who)")].filter((part) => {
  const [edge, box] = [part.closest(".cell"), part].map((element) => element.getBoundingClientRect());
  return box.top < edge.top || box.bottom > edge.bottom || part.scrollWidth > part.offsetWidth + 1;
}).map((part) => part.textContent)"""

# How far the words of a booked cell stay from its upper and lower edge.
ROOM = """() => Math.min(...[...document.querySelectorAll(".cell.booked :is(.at, .who)")].flatMap((part) => {
    const [inner, outer] = [part, part.closest(".cell")].map(each => each.getBoundingClientRect());
    return [inner.top - outer.top, outer.bottom - inner.bottom];
  }))"""


@pytest.fixture
def is_open(site, world):
    """Return how many of Alice's slots are open in the week."""

    def count() -> int:
        frame = Frame(MONDAY, "Europe/London", timedelta(hours=2), NOW)
        return site.do(lambda: len(week_views.get(world.alice, frame).version.open_starts))

    return count


def middle(page: Page, row: int, column: int) -> tuple[float, float]:
    """Return the middle of a cell of the grid; the first is Monday, 8 o'clock."""
    box = page.locator(".grid tbody tr").nth(row).locator("td").nth(column).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, row: int, first: int, last: int) -> None:
    page.mouse.move(*middle(page, row, first))
    page.mouse.down()
    page.mouse.move(*middle(page, row, last))
    page.mouse.up()


def test_three_drags_and_a_click_publish_nine_slots(world, is_open, open_as):
    """Goal rows 3, 14 and 25."""
    alice = open_as("alice", EMPTY_WEEK, viewport=DESK)
    alice.evaluate(WATCH)
    for row in (0, 3, 5):
        drag(alice, row, 1, 3)
    expect(alice.locator("#week-count")).to_have_text("9 to add, 0 to remove")
    expect(alice.locator("#week-publish")).to_have_text("Publish week: 9 changes")
    assert alice.evaluate("window.said") == [f"{count} to add, 0 to remove" for count in (3, 6, 9)]
    alice.get_by_role("button", name="Publish week").click()
    expect(alice.locator("#week-note")).to_have_text("Saved: 9 added, 0 removed.")
    assert is_open() == 9
    assert alice.evaluate("window.said").pop() == "Saved: 9 added, 0 removed."
    assert alice.evaluate("document.activeElement.id") == "week-publish"
    assert alice.evaluate("window.shifts") <= 0.01

    alice.get_by_role("button", name="Undo").click()
    expect(alice.locator("#week-note")).to_be_focused()
    assert is_open() == 0


def test_a_click_is_a_click_and_headers_fill_and_clear(world, open_as):
    alice = open_as("alice", EMPTY_WEEK, viewport=DESK)
    count = alice.locator("#week-count")
    drag(alice, 2, 1, 1)
    expect(count).to_have_text("1 to add, 0 to remove")
    expect(alice.locator("#week-publish")).to_have_text("Publish week: 1 change")
    alice.get_by_role("button", name="Tue 9").click()
    expect(count).to_have_text("7 to add, 0 to remove")
    alice.get_by_role("button", name="8 AM", exact=True).click()
    expect(count).to_have_text("13 to add, 0 to remove")
    alice.get_by_role("button", name="Tue 9").click()
    expect(count).to_have_text("6 to add, 0 to remove")
    drag(alice, 0, 6, 0)
    expect(count).to_have_text("")


def swipe(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Move a finger as a person does, in small steps."""
    touch = page.context.new_cdp_session(page)
    for step in range(13):
        x, y = (here + (there - here) * step / 12 for here, there in zip(start, end, strict=True))
        kind = "touchMove" if step else "touchStart"
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_finger_taps_paints_across_and_scrolls_down(world, is_open, open_as):
    """Goal row 4."""
    alice = open_as("alice", EMPTY_WEEK, viewport=PHONE, has_touch=True)
    button = alice.get_by_role("button", name="Publish week").bounding_box()
    assert button["y"] + button["height"] <= PHONE["height"]
    assert alice.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    alice.evaluate(WATCH)
    count = alice.locator("#week-count")

    swipe(alice, middle(alice, 4, 3), (middle(alice, 4, 3)[0], middle(alice, 4, 3)[1] - 150))
    alice.wait_for_function("() => scrollY > 100")
    expect(count).to_have_text("")
    alice.evaluate(UNTIL_STILL)
    alice.evaluate("scrollTo(0, 0)")

    swipe(alice, middle(alice, 0, 0), middle(alice, 0, 4))
    expect(count).to_have_text("5 to add, 0 to remove")
    swipe(alice, middle(alice, 1, 6), middle(alice, 1, 4))
    expect(count).to_have_text("8 to add, 0 to remove")
    alice.evaluate(UNTIL_STILL)  # a tap that follows at once only stops the swipe
    alice.touchscreen.tap(*middle(alice, 5, 5))
    expect(count).to_have_text("9 to add, 0 to remove")
    assert alice.evaluate("scrollY") == 0
    alice.touchscreen.tap(button["x"] + 5, button["y"] + 5)
    expect(alice.locator("#week-note")).to_have_text("Saved: 9 added, 0 removed.")
    assert is_open() == 9
    assert alice.evaluate("window.shifts") <= 0.01


def test_forty_keys_publish_nine_slots(world, is_open, open_as):
    """Goal row 5."""
    alice = open_as("alice", EMPTY_WEEK, viewport=DESK)
    keys = ["Tab", "Enter"]  # past the navigation
    for key in keys:
        alice.keyboard.press(key)
    while not alice.evaluate("document.activeElement.matches('.grid input')"):
        alice.keyboard.press("Tab")
        keys.append("Tab")
    row = ["Space", "Shift+ArrowRight", "Shift+ArrowRight"]
    back = ["Space", "Shift+ArrowLeft", "Shift+ArrowLeft"]
    for key in [*row, "ArrowDown", *back, "ArrowDown", *row, "Control+Enter"]:
        alice.keyboard.press(key)
        keys.append(key)
    expect(alice.locator("#week-note")).to_have_text("Saved: 9 added, 0 removed.")
    assert is_open() == 9
    assert len(keys) <= 40
    assert alice.evaluate("document.activeElement.value") == "2027-03-10T12:00Z"

    for key, value in (
        ("Home", ""),
        ("ArrowRight", "2027-03-08T12:00Z"),
        ("End", "2027-03-14T12:00Z"),
        ("Control+Home", ""),
        ("ArrowDown", "2027-03-08T08:00Z"),
        ("ArrowUp", ""),
        ("Control+End", "2027-03-14T20:00Z"),
        ("ArrowDown", "2027-03-14T20:00Z"),
    ):
        alice.keyboard.press(key)
        assert alice.evaluate("document.activeElement.value") == value, key
    assert alice.locator(".grid [tabindex='0']").count() == 1
    assert alice.evaluate("document.activeElement.tabIndex") == 0


def test_space_on_a_time_that_is_booked_or_past_does_not_roll_the_page(world, open_as):
    alice = open_as("alice", "/schedule", viewport=PHONE)
    for cell in ("a.cell.booked", "td:has(.past)"):
        alice.locator(f".grid {cell}").first.focus()
        before = alice.evaluate("scrollY")
        alice.keyboard.press("Space")
        alice.evaluate(UNTIL_STILL)
        assert alice.evaluate("scrollY") == before, cell


def test_without_script_the_week_is_ticked_published_and_undone(world, is_open, open_as):
    alice = open_as("alice", EMPTY_WEEK, viewport=PHONE, java_script_enabled=False)
    for label in ("Mon, Mar 8, 8:00–10:00 AM", "Tue, Mar 9, 2:00"):
        alice.get_by_label(label).check()
    alice.get_by_label("Tue, Mar 9, 2:00").press("Enter")
    expect(alice.locator("#live")).to_contain_text("Saved: 2 added, 0 removed.")
    alice.goto("/schedule?week=2027-W11")
    alice.get_by_role("button", name="Copy last week").click()
    expect(alice.get_by_label("Mon, Mar 15, 8:00–10:00 AM")).to_be_checked()
    alice.goto(EMPTY_WEEK)
    alice.get_by_label("Tue, Mar 9, 2:00").uncheck()
    alice.get_by_role("button", name="Publish week").click()
    expect(alice.locator("#live")).to_contain_text("Saved:")
    assert is_open() == 1
    alice.get_by_role("button", name="Undo").click()
    expect(alice.locator("#live")).to_contain_text("Undone.")
    assert is_open() == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_week_that_changed_keeps_the_draft_and_says_what_changed(site, world, open_as, scheme):
    """Case A7."""
    alice = open_as("alice", EMPTY_WEEK, viewport=PHONE, color_scheme=scheme)
    alice.get_by_label("Tue, Mar 9, 2:00").check()
    site.do(lambda: factories.slot(world.alice, NOW + timedelta(days=7, hours=3)))
    alice.get_by_role("button", name="Publish week").click()
    expect(alice.locator(".summary")).to_be_focused()
    expect(alice.locator(".summary")).to_contain_text("Mon, Mar 8, 12:00–2:00 PM: published")
    expect(alice.locator("#week-count")).to_have_text("1 to add, 0 to remove")
    assert Axe().run(alice, options=RULES).response["violations"] == []
    alice.get_by_role("button", name="Publish week").click()
    expect(alice.locator("#week-note")).to_have_text("Saved: 1 added, 0 removed.")
    assert Axe().run(alice, options=RULES).response["violations"] == []


@pytest.mark.parametrize(("width", "least"), [(320, 37.6), (360, 43.3)])
def test_a_box_takes_all_of_its_cell(world, open_as, width, least):
    """Goal row 20."""
    alice = open_as("alice", EMPTY_WEEK, viewport={"width": width, "height": 740})
    boxes = [label.bounding_box() for label in alice.locator("label.cell").all()]
    assert len(boxes) == 49
    assert min(box["width"] for box in boxes) >= least
    assert min(box["height"] for box in boxes) >= 44


@pytest.mark.parametrize(
    "name", ["Wilhelmina Alexandrina Margaretha van den Oudenrijn", "نور الهدى", "Nguyễn Thị Minh Khai", "Bo"]
)
def test_names_in_cells_are_not_cut_at_an_edge(site, world, open_as, name):
    def book() -> None:
        accounts.edit(actor=factories.ADMIN, email="bob@example.org", name=name, phone_region="US", now=NOW)
        db.session.commit()
        factories.call(factories.slot(world.alice, NOW + timedelta(days=1, hours=1)), world.bob)

    site.do(book)
    alice = open_as("alice", "/schedule", viewport=PHONE)
    for width in (320, 360, 768, 1280):
        alice.set_viewport_size({"width": width, "height": 800})
        assert alice.evaluate("document.documentElement.scrollWidth") == width
        # One of them stands between the bands, with its time above the name.
        assert alice.evaluate(CUT) == [], width
        if width >= 768:
            assert alice.evaluate(ROOM) >= 3, width


def test_a_copy_is_published_by_two_clicks(site, world, open_as):
    alice = open_as("alice", EMPTY_WEEK, viewport=DESK)
    alice.get_by_role("button", name="Copy last week").click()
    expect(alice.locator("#week-note")).to_be_focused()
    expect(alice.locator("#week-note")).to_have_text("Copied 2 of 2. Publish the week to open them.")
    alice.get_by_role("button", name="Publish week").click()
    expect(alice.locator("#week-note")).to_have_text("Saved: 2 added, 0 removed.")


def test_a_week_is_printed_as_a_list_on_one_sheet_with_its_zone(world, is_open, open_as):
    """Goal row 28."""
    alice = open_as("alice", EMPTY_WEEK, viewport=DESK)
    for row in range(3):
        drag(alice, row, 0, 6)
    alice.get_by_role("button", name="Publish week").click()
    expect(alice.locator("#week-note")).to_have_text("Saved: 21 added, 0 removed.")
    alice.emulate_media(media="print")
    expect(alice.locator(".week-list")).to_contain_text("Times in London (UTC+0).")
    for hidden in ("nav", "week-grid", "#publish-title", ".week-list button"):
        expect(alice.locator(hidden).first).to_be_hidden()
    assert len(re.findall(rb"/Type\s*/Page\b", alice.pdf(format="A4"))) == 1


def test_a_printed_week_offers_nothing_to_press(world, open_as):
    alice = open_as("alice", "/schedule", viewport=DESK)
    expect(alice.locator(".week-list")).to_contain_text("Withdraw…")
    alice.emulate_media(media="print")
    expect(alice.get_by_role("link", name="Call with Bob Baker")).to_be_visible()
    expect(alice.get_by_text("Withdraw…")).to_be_hidden()
