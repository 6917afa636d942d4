"""A person at a browser who does what the page says, and to whom no page may be shown that says nothing."""

from collections import Counter
from collections.abc import Callable
from time import monotonic, sleep

from playwright.sync_api import Locator, Page, Response, TimeoutError

# Beside the page that is open; what takes its place is known by its status.
ALERT = "#alert .summary"
READING, PATIENCE = 2.0, 120


class Broken(Exception):
    """A page that leaves a person alone."""


class Person:
    """One, in a browser of their own."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.told: Counter[str] = Counter()
        page.set_default_timeout(60_000)

    def open(self, path: str, sign: str) -> float:
        """Open a page and, if need be, again; return after how many seconds it showed what it is opened for."""
        return self._until(lambda: self.page.goto(path), self.page.locator(sign))

    def press(self, control: Locator, sign: str) -> float:
        """Press a button or a link and, if need be, again; return after how many seconds it had worked."""
        return self._until(control.click, self.page.locator(sign))

    def _until(self, act: Callable[[], object], sign: Locator) -> float:
        began = monotonic()
        status = self._do(act)
        while not self._has_worked(status, sign):
            self._read()
            if monotonic() - began > PATIENCE:
                raise Broken(f"it did not work for {PATIENCE} s")
            sleep(READING)
            again = self.page.get_by_role("button", name="Try again")
            if again.is_visible():
                status = self._do(again.click)
            elif self.page.locator(ALERT).is_visible():
                status = self._do(act)
            else:
                status = self._do(self.page.reload)
        return monotonic() - began

    def _has_worked(self, status: int, sign: Locator) -> bool:
        try:
            if status < 500:
                self.page.locator(ALERT).or_(sign).first.wait_for()
        except TimeoutError as error:
            raise Broken(f"{self.page.url}: {self.page.locator('body').inner_text()}") from error
        return status < 500 and sign.first.is_visible()

    def _do(self, act: Callable[[], object]) -> int:
        """Do something, and return the status of the answer."""
        with self.page.expect_response(_is_answer) as answer:
            act()
        self.page.wait_for_load_state()
        return answer.value.status

    def _read(self) -> None:
        """Take note of what the page says. Raises Broken if that is not what to do."""
        alert = self.page.locator(ALERT)
        said = " ".join((alert if alert.is_visible() else self.page.locator("main")).inner_text().split())
        if "again" not in said.casefold():
            raise Broken(f"{self.page.url}: {said}")
        self.told[said.removesuffix(" Home").removesuffix(" Try again")] += 1


def _is_answer(response: Response) -> bool:
    is_page = response.request.resource_type in ("document", "fetch", "xhr") and "/stream" not in response.url
    return is_page and not 300 <= response.status < 400
