"""Take pictures of the pages from the demo data: `make screenshots`."""

import logging
import sys
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import sync_playwright

from app.domain.clock import utc_now
from docs.demo import chromium, demo_site, session_of

IMAGES = Path(__file__).parent / "images"
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


def main() -> None:
    """Take every picture and say its size."""
    IMAGES.mkdir(exist_ok=True)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with demo_site() as (app, address), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for name, who, path, size, colours in PICTURES:
            context = browser.new_context(base_url=address, viewport=size, color_scheme=colours)
            page = context.new_page()
            if who:
                page.set_extra_http_headers({"Cookie": session_of(app, who)})
            page.goto(path.format(next_week=f"{utc_now() + timedelta(days=7):%G-W%V}"))
            picture = page.screenshot(path=IMAGES / f"{name}.png")
            sys.stdout.write(f"{name}.png  {path}  {size['width']} px, {colours}  {len(picture) // 1024} kB\n")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
