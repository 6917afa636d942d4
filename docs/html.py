"""Check the HTML of every page with the Nu validator: `make html`. Ends with 1 if it finds an error."""

import logging
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from app.domain.clock import utc_now
from docs.demo import demo_site, session_of

VNU = Path(__file__).parent / "tools" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# What HTMX adds to HTML.
OURS = r".*Attribute “hx-[^”]*” not allowed.*"
# Who looks, and at what; each page on the demo and on an empty database, errors too.
PAGES = {
    "": ("/", "/coaches", "/coaches?day=1&time=night&name=nobody", "/coaches/1", "/slots", "/slots?day=2&time=night",
         "/login", "/register", "/login/link", "/forgot", "/look-into-your-mail", "/confirm/x", "/time-zone", "/help",
         "/privacy", "/terms", "/accessibility", "/nowhere", "/dev/components", "/dev/mail"),
    "amara": ("/", "/coaches", "/coaches/1", "/slots", "/calls", "/calls?view=past", "/calls?view=cancelled",
              "/settings", "/settings/security", "/schedule", "/calls/1"),
    "ines": ("/", "/schedule", "/schedule?week={next_week}", "/schedule/series", "/calls", "/calls?view=past",
             "/feedback", "/history", "/students", "/settings", "/slots"),
}  # fmt: skip


def collect(folder: Path, *, is_empty: bool) -> None:
    """Save every page as a file named by who saw it and where."""
    next_week = f"{utc_now() + timedelta(days=7):%G-W%V}"
    with demo_site(is_empty=is_empty) as (app, _):
        for who, paths in PAGES.items():
            if who and is_empty:
                continue
            headers = {"Cookie": session_of(app, who)} if who else {}
            for path in paths:
                page = app.test_client(use_cookies=False).get(path.format(next_week=next_week), headers=headers)
                name = f"{'empty' if is_empty else who or 'visitor'}{path.replace('/', '_').replace('?', '-')}.html"
                (folder / name).write_bytes(page.data)


def main() -> None:
    """Check all pages at once, and say what is wrong."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        collect(folder, is_empty=False)
        collect(folder, is_empty=True)
        pages = sorted(folder.iterdir())
        found = subprocess.run(
            ["java", "-jar", str(VNU), "--errors-only", "--format", "gnu", "--filterpattern", OURS, *map(str, pages)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        sys.stdout.write(found.stderr.replace(f'"file:{place}/', '"'))
    if found.returncode:
        sys.exit(f"The HTML of {len(pages)} pages was checked, and some of it is wrong.")
    sys.stdout.write(f"The HTML of {len(pages)} pages is as it should be.\n")


if __name__ == "__main__":
    main()
