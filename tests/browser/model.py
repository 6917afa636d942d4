"""Task times by the keystroke-level model: its seconds are added up instead of being slept through.

A person who knows the page decides (1.35 s), points (1.1 s), presses (0.2 s) and types (0.2 s a key). Each answer of
the system counts 0.3 s, what a page is allowed, so that the figure is the same on every machine; how long the answers
really took is kept beside it in `measured`.
"""

from time import perf_counter

from playwright.sync_api import Locator, Page, expect

DECIDE, POINT, PRESS, KEY, ANSWER = 1.35, 1.1, 0.2, 0.2, 0.3

COUNT = "addEventListener('click', event => event.isTrusted && countClick(), true)"


class Task:
    """One task on one page, from its first decision to its last answer."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seconds = 0.0
        self.measured: list[float] = []
        self.clicks: list[str] = []
        page.expose_binding("countClick", lambda source: self.clicks.append(source["page"].url))
        page.add_init_script(COUNT)
        page.reload()

    def decide(self) -> None:
        """Choose among what is shown."""
        self.seconds += DECIDE

    def press(self, target: Locator, shows: Locator) -> None:
        """Decide, point and press; wait until the answer shows."""
        self.seconds += DECIDE + POINT + PRESS + ANSWER
        began = perf_counter()
        target.click()
        expect(shows).to_be_visible()
        self.measured.append(perf_counter() - began)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Decide, point, press, and point again to where the button is let go."""
        self.seconds += DECIDE + 2 * (POINT + PRESS)
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*end)
        self.page.mouse.up()

    def type(self, text: str, keys: int) -> None:
        """Decide what to write, and write it by so many keys where the focus is."""
        self.seconds += DECIDE + KEY * keys
        self.page.keyboard.insert_text(text)

    def __str__(self) -> str:
        answers = ", ".join(f"{seconds:.2f}" for seconds in self.measured)
        return f"{len(self.clicks)} clicks, {self.seconds:.1f} s by the model (answers took {answers} s)"
