"""Passkeys in a real browser, with a device that Chromium makes up."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession, Page, expect

from app import create_app
from app.db import db
from app.services import passkeys
from config import Config
from tests.factories import PASSWORD
from tests.pages import Site
from tests.served_site import serve

DATABASES = ("sqlite",)
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def site(site, database_url) -> Iterator[Site]:
    """Return the site at the address of its server, which has a name, as passkeys need it."""
    with serve(site.app, host="localhost") as server:
        base_url = f"http://localhost:{server.server_port}"
        server.app = app = create_app(Config.for_tests(database_url=database_url, base_url=base_url))
        yield Site(app)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def address(site) -> str:
    return site.app.config["COACHBOOK"].base_url


def plug_in(page: Page) -> tuple[CDPSession, str]:
    """Give a page a device that asks nobody."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    added = devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return devices, added["authenticatorId"]


def add(page: Page, name: str) -> None:
    page.goto("/settings/security/passkeys/new")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Make the passkey").click()


def sign_out(page: Page) -> None:
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def enter(page: Page) -> None:
    page.goto("/login?next=/calls")
    page.get_by_role("button", name="Sign in with a passkey").click()


def test_a_passkey_is_added_signs_in_and_once_removed_opens_nothing(site, world, open_as):
    page = open_as("bob", "/settings/security")
    plug_in(page)
    add(page, "My laptop")
    expect(page.get_by_text("“My laptop” signs you in from now on.")).to_be_visible()
    sign_out(page)
    enter(page)
    page.wait_for_url(lambda url: "/login" not in url)
    page.goto("/settings/security")
    page.get_by_role("link", name="My laptop").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_text("The passkey is removed.")).to_be_visible()
    assert site.do(lambda: passkeys.list_of(world.bob)) == []
    sign_out(page)
    enter(page)
    expect(page.locator(".summary")).to_be_focused()
    assert page.title().startswith("Error:")
    page.goto("/calls")
    assert "/login" in page.url


def test_a_device_that_has_a_passkey_or_does_not_know_who_holds_it_is_told(site, world, open_as):
    page = open_as("bob", "/settings/security")
    devices, device = plug_in(page)
    add(page, "My laptop")
    expect(page.locator("#live")).to_contain_text("signs you in")
    add(page, "Once more")
    expect(page.locator("#alert")).to_have_text("This device has a passkey for your account already.")
    sign_out(page)
    devices.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    enter(page)
    expect(page.locator("#alert")).to_contain_text("nobody was signed in")
    assert len(site.do(lambda: passkeys.list_of(world.bob))) == 1


def test_a_browser_without_scripts_is_offered_no_passkey(world, open_as):
    page = open_as(None, "/login", java_script_enabled=False)
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    page = open_as("bob", "/settings/security/passkeys/new", java_script_enabled=False)
    expect(page.get_by_text("This browser cannot make a passkey here.")).to_be_visible()
