"""Take pictures of the pages from the demo data: `make screenshots`."""

import logging
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Thread

from flask_migrate import upgrade
from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from app import create_app
from app.db import db, transact
from app.domain.clock import utc_now
from app.services import demo
from config import Config

IMAGES = Path(__file__).parent / "images"
SEED = 7
PHONE, DESK = {"width": 390, "height": 780}, {"width": 1280, "height": 800}

# Name, who looks (None for a visitor), where, how large, in which colours.
PICTURES = (
    ("landing", None, "/", DESK, "light"),
    ("coaches", None, "/coaches", DESK, "light"),
    ("profile", None, "/coaches/1", PHONE, "light"),
    ("slots", "amara", "/slots", PHONE, "dark"),
    ("home", "amara", "/", PHONE, "light"),
    ("calls", "ines", "/calls", DESK, "light"),
    ("week", "ines", "/schedule?week={next_week}", DESK, "light"),
    ("week-phone", "ines", "/schedule?week={next_week}", PHONE, "dark"),
    ("feedback", "ines", "/feedback", PHONE, "light"),
    ("history", "ines", "/history", DESK, "dark"),
)


@contextmanager
def demo_site() -> Iterator[str]:
    """Serve the demo from a database of its own; yield the address."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Config.for_tests(database_url=f"sqlite:///{folder}/demo.db", env="development"))
        with app.app_context():
            upgrade(directory=str(Path(app.root_path).parent / "migrations"))
            transact(lambda: demo.load(seed=SEED, now=utc_now()))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        with app.app_context():
            db.engine.dispose()


def sign_in(page: Page, who: str) -> None:
    """Sign in with a demo account."""
    page.goto("/login")
    page.get_by_label("E-mail address").fill(f"{who}@example.org")
    page.get_by_label("Password").fill("demo")
    page.locator("main").get_by_role("button", name="Sign in").click()


def main() -> None:
    """Take every picture and say its size."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is not installed; `make packages` does it where it may.")
    IMAGES.mkdir(exist_ok=True)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with demo_site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, who, path, size, colours in PICTURES:
            context = browser.new_context(base_url=address, viewport=size, color_scheme=colours)  # type: ignore[arg-type]
            page = context.new_page()
            if who:
                sign_in(page, who)
            page.goto(path.format(next_week=f"{utc_now() + timedelta(days=7):%G-W%V}"))
            picture = page.screenshot(path=IMAGES / f"{name}.png")
            sys.stdout.write(f"{name}.png  {path}  {size['width']} px, {colours}  {len(picture) // 1024} kB\n")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
