"""What appears in a page after a press breaks no rule of accessibility either: goal row 8."""

from contextlib import closing
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app import create_app
from app.db import db
from config import Config
from tests import factories
from tests.browser.hands import DESK, PHONE
from tests.browser.test_axe import findings
from tests.conftest import NOW
from tests.served_site import serve

DATABASES = ("sqlite",)


def test_a_time_that_was_just_taken_breaks_no_rule(site, world, open_as):
    site.do(lambda: factories.slot(world.alice, NOW + timedelta(days=3, hours=4)))
    page, whole = open_as("charlie", "/slots", **PHONE), open_as("charlie", f"/slots/{world.open_slot}", **DESK)
    page.locator(f"#slot-{world.open_slot}-book").click()
    page.get_by_label("What should your coach know?").wait_for()
    site.do(lambda: factories.call(world.open_slot, factories.person("dora")))
    for taken in (page, whole):
        taken.get_by_role("button", name="Book this call").click()
        taken.get_by_text("Someone booked that time a moment ago").first.wait_for()
        assert findings(taken) == []


def test_a_list_with_nothing_in_it_breaks_no_rule(site, open_as):
    site.do(lambda: factories.person("charlie") and factories.coach("dora"))
    found = {}
    for who, paths in (("charlie", ("/", "/slots", "/saved")), ("dora", ("/", "/schedule", "/dashboard", "/students"))):
        page = open_as(who)
        for path in paths:
            page.goto(path)
            found[who, path] = findings(page)
    assert {where: broken for where, broken in found.items() if broken} == {}


@pytest.mark.parametrize("screen", [{"viewport": {"width": 320, "height": 740}}, {**DESK, "color_scheme": "dark"}])
def test_a_home_with_a_full_week_and_much_that_is_new_breaks_no_rule_and_fits(site, world, open_as, screen):
    def fill():
        for hours in range(2, 160, 2):
            if hours not in (48, 72):
                factories.slot(world.alice, NOW + timedelta(hours=hours))
        for who in (world.bob, world.charlie, factories.person("dora"), factories.person("eve")):
            factories.message(world.alice, who, who, "Which chapter is next? " * 9)

    site.do(fill)
    alice = open_as("alice", "/", **screen)
    expect(alice.locator(".days a")).to_have_count(7)
    expect(alice.locator(".threads li")).to_have_count(3)
    assert findings(alice) == []
    assert alice.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert alice.evaluate("[...document.querySelectorAll('.days span')].every(span => span.offsetHeight < 25)")


def test_a_rule_that_is_previewed_deleted_and_undone_breaks_no_rule(world, open_as):
    alice = open_as("alice", "/schedule/rules", **PHONE)
    alice.get_by_label("Saturday").check()
    alice.get_by_label("Start 1", exact=True).fill("10:00")
    alice.get_by_label("From", exact=True).fill("2027-03-01")
    expect(alice.locator("#preview")).to_contain_text("This opens")
    assert findings(alice) == []
    alice.get_by_role("button", name="Save the rule").click()
    alice.get_by_role("button", name="Delete").click()
    expect(alice.get_by_role("button", name="Undo")).to_be_focused()
    assert findings(alice) == []


def test_a_coach_who_is_kept_and_let_go_breaks_no_rule(world, open_as):
    bob = open_as("bob", f"/coaches/{world.alice}", **PHONE)
    bob.get_by_role("button", name="Save").first.click()
    bob.get_by_role("button", name="Remove from saved").wait_for()
    assert findings(bob) == []
    bob.goto("/saved")
    bob.get_by_role("button", name="Remove").first.click()
    expect(bob.get_by_role("button", name="Undo")).to_be_visible()
    assert findings(bob) == []


def test_a_week_that_changed_meanwhile_breaks_no_rule(site, world, open_as):
    alice = open_as("alice", "/schedule?week=2027-W10", **PHONE)
    alice.get_by_label("Tue, Mar 9, 2:00").check()
    site.do(lambda: factories.slot(world.alice, NOW + timedelta(days=7, hours=3)))
    alice.get_by_role("button", name="Publish week").click()
    expect(alice.locator(".summary")).to_be_focused()
    assert findings(alice) == []


def test_no_component_breaks_a_rule_in_any_state(database_url, chromium):
    app = create_app(Config.for_tests(database_url=database_url, env="development"))
    with serve(app) as server, closing(chromium.new_page()) as page:
        page.goto(f"http://127.0.0.1:{server.server_port}/dev/components")
        assert page.locator("main *").count() > 200
        # It lies over whatever stands below it just then.
        page.locator(".toast").evaluate("toast => toast.remove()")
        assert findings(page) == []
    with app.app_context():
        db.engine.dispose()
