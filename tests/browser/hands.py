"""How a person uses a page: with a mouse or a finger, or by keyboard alone."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page

PHONE = {"viewport": {"width": 360, "height": 740}}
DESK = {"viewport": {"width": 1280, "height": 800}}

# Whether the focus is there, and whether it can be seen; the page itself has it only before the first Tab.
LOOK = """target => { const at = document.activeElement, { outlineStyle, outlineWidth } = getComputedStyle(at);
    return [at === target, at === document.body || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2)]; }"""


@dataclass(frozen=True)
class Way:
    """With JavaScript or without, with a pointer or by keyboard alone, on a screen of one size."""

    settings: dict
    has_script: bool = True
    by_keyboard: bool = False

    @property
    def context(self) -> dict:
        """Return the browser's settings."""
        return {**self.settings, "java_script_enabled": self.has_script}


WAYS = [
    pytest.param(Way(settings, **how), id=f"{name}-{width}")
    for width, settings in ((360, PHONE), (1280, DESK))
    for name, how in (("script", {}), ("plain", {"has_script": False}), ("keys", {"by_keyboard": True}))
]


class Hands:
    """What presses and types in one page."""

    def __init__(self, page: Page, way: Way) -> None:
        self.page = page
        self.way = way

    def press(self, target: Locator) -> None:
        """Press a link, a button or a box."""
        if self.way.by_keyboard:
            self.reach(target)
            self.page.keyboard.press("Space" if target.get_attribute("type") == "checkbox" else "Enter")
        else:
            target.click()

    def write(self, target: Locator, text: str) -> None:
        """Fill a field."""
        if self.way.by_keyboard:
            self.reach(target)
            self.page.keyboard.type(text)
        else:
            target.fill(text)

    def reach(self, target: Locator) -> None:
        """Press Tab until the focus is there; all the way it must be seen where the focus is."""
        target.wait_for()
        self.page.wait_for_load_state()
        element = target.element_handle()
        is_there = element.evaluate(LOOK)[0]
        for _ in range(80):
            if is_there:
                return
            self.page.keyboard.press("Tab")
            is_there, is_seen = element.evaluate(LOOK)
            assert is_seen, self.page.evaluate("document.activeElement.outerHTML")
        raise AssertionError(f"no Tab leads to {target}")


def focused(page: Page) -> str:
    """Return the text of what has the focus; never the page itself."""
    page.wait_for_function("() => document.activeElement !== document.body")
    return str(page.evaluate("document.activeElement.textContent"))


def press_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on this element."""
    Hands(page, Way({}, by_keyboard=True)).reach(page.locator(selector))
