"""How long the main tasks take a person, by the model. `--log-cli-level INFO` shows the figures."""

import logging
from datetime import timedelta

import pytest

from tests.browser.hands import DESK, PHONE
from tests.browser.model import Task
from tests.browser.test_week import EMPTY_WEEK, middle
from tests.conftest import NOW

DATABASES = ("sqlite",)

log = logging.getLogger(__name__)

pytestmark = pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])


def test_booking_after_signing_in(world, open_as, screen):
    """Goal row 1."""
    page = open_as("charlie", "/", **screen)
    task = Task(page)
    task.decide()
    book = page.get_by_role("button", name="Book this call")
    task.press(page.locator("#soonest").get_by_role("link", name="with Alice Archer, book"), shows=book)
    task.press(book, shows=page.get_by_text("+44 20 7946 0101").first)
    log.info("row 1: %s", task)
    assert len(task.clicks) == 2
    assert task.seconds <= 10


def test_booking_from_the_landing_page_with_an_account(world, open_as, screen):
    """Goal row 2."""
    page = open_as(None, "/", **screen)
    task = Task(page)
    task.decide()
    sign_in = page.get_by_role("link", name="Sign in to book")
    task.press(page.locator("#soonest").get_by_role("link", name="with Alice Archer, book"), shows=sign_in)
    task.press(sign_in, shows=page.get_by_label("Password"))
    page.get_by_label("E-mail address").fill("charlie@example.org")  # as the browser's own memory does
    page.get_by_label("Password").fill("correct horse battery")
    book = page.get_by_role("button", name="Book this call")
    task.press(page.locator("main").get_by_role("button", name="Sign in"), shows=book)
    assert page.url.endswith(f"/slots/{world.open_slot}")
    task.press(book, shows=page.get_by_text("+44 20 7946 0101").first)
    log.info("row 2: %s", task)
    assert len(task.clicks) == 4  # three, and that of signing in
    assert task.seconds <= 20


def test_scoring_a_call_and_writing_a_note(world, at_now, open_as, screen):
    """Goal row 6."""
    at_now.move_to(NOW + timedelta(days=3))
    page = open_as("alice", "/", **screen)
    task = Task(page)
    notes = page.get_by_label("Notes, only you see them")
    task.press(page.get_by_role("button", name="4 Good"), shows=notes)
    log.info("row 6, score: %s", task)
    assert len(task.clicks) == 1
    assert task.seconds <= 4
    # Five words as a phone's keyboard takes them: the first letter, then the suggestion.
    task.type("Fractions are going well now", keys=5 * 2)
    task.press(page.get_by_role("button", name="Save the notes"), shows=page.get_by_text("The notes are saved."))
    log.info("row 6, with a note: %s", task)
    assert len(task.clicks) == 2
    assert task.seconds <= 10


def test_publishing_a_week_by_drags_or_a_copy_of_the_last(world, open_as, screen):
    """Goal row 3."""
    page = open_as("alice", EMPTY_WEEK, **screen)
    task = Task(page)
    for row in (0, 3, 5):
        task.drag(middle(page, row, 1), middle(page, row, 3))
    publish = page.get_by_role("button", name="Publish week")
    task.press(publish, shows=page.locator("#week-note", has_text="Saved: 9 added"))
    log.info("row 3, three drags: %s", task)
    assert task.seconds <= 15

    page = open_as("alice", "/schedule?week=2027-W11", **screen)
    task = Task(page)
    task.press(
        page.get_by_role("button", name="Copy last week"), shows=page.locator("#week-note", has_text="Copied 9 of 9")
    )
    task.press(
        page.get_by_role("button", name="Publish week"), shows=page.locator("#week-note", has_text="Saved: 9 added")
    )
    log.info("row 3, a copy: %s", task)
    assert len(task.clicks) == 2
    assert task.seconds <= 6
