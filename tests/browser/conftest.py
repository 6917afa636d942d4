"""A real Chromium in front of a real server."""

from collections.abc import Callable, Iterator
from functools import wraps

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.conftest import PATIENCE
from tests.pages import Site
from tests.served_site import serve
from tests.web.conftest import site, world  # noqa: F401  # the same people on the same site


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("browser"))
            # A program that is not ours; what failed is shown, also where the second try passes.
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture
def address(site: Site) -> Iterator[str]:  # noqa: F811  # a fixture
    """Return where the site is served."""
    with serve(site.app) as server:
        yield f"http://127.0.0.1:{server.server_port}"


Open = Callable[..., Page]
# A page's own script is asked for once the page is painted, and what is pressed before is plain HTML's.
# Under a clock of the test's own the browser keeps no times.
ASKED = """() => {
  const own = document.querySelector("meta[name=later]");
  if (!own || !performance.getEntriesByType("navigation").length) return true;
  return performance.getEntriesByName(new URL(own.content, location.href).href).length;
}"""
RUN = """() => {
  const own = document.querySelector("meta[name=later]");
  return own && import(own.content).then(() => true);
}"""


def wait_for_scripts(page: Page) -> None:
    """Let whatever opens a page, or opens it again, wait until its own script has run."""

    def waiting(opens: Callable[..., Response | None]) -> Callable[..., Response | None]:
        @wraps(opens)
        def open_whole(*arguments: object, **settings: object) -> Response | None:
            answer = opens(*arguments, **settings)
            page.wait_for_function(ASKED)
            page.evaluate(RUN)
            return answer

        return open_whole

    page.goto, page.reload = waiting(page.goto), waiting(page.reload)


@pytest.fixture
def complaints() -> list[str]:
    """Return what browsers have complained of so far; a test that means it clears the list."""
    return []


@pytest.fixture
def open_as(site: Site, chromium: Browser, address: str, complaints: list[str]) -> Iterator[Open]:  # noqa: F811  # a fixture
    """Return how a person opens a page in a browser of their own; a complaint of the browser fails the test."""
    contexts: list[BrowserContext] = []

    def open_page(who: str | None = None, path: str = "/", **settings: object) -> Page:
        # A device's zone is the person's: never that of the machine on which the tests run.
        device = {"locale": "en-US", "timezone_id": "Etc/UTC", **settings}
        context = chromium.new_context(base_url=address, **device)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(str(error)) if _is_wrong_script(error) else None)
        page.on("console", lambda message: complaints.append(message.text) if _is_wrong(message) else None)
        page.on("request", lambda request: None if request.url.startswith(address) else complaints.append(request.url))
        if who:
            cookie = site.as_(who).client.get_cookie("session")
            assert cookie
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
        if settings.get("java_script_enabled", True):
            wait_for_scripts(page)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


def _is_wrong_script(error: object) -> bool:
    # The fading from page to page is the browser's own, and so is giving it up when another page comes first;
    # yet Chromium tells that as a rejection which nobody handled (github.com/w3c/csswg-drafts/issues/13726).
    return not str(error).startswith(("Transition was aborted", "Transition was skipped"))


def _is_wrong(message: object) -> bool:
    # Chromium reports each 4xx answer as an error of the page; those are meant.
    return message.type == "error" and "the server responded with a status of" not in message.text
