"""Check the HTML of every page with the Nu validator: `make html`. Ends with 1 if it finds an error."""

import logging
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from docs.demo import demo_site
from docs.walk import Walk

VNU = Path(__file__).parent / "tools" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# What HTMX adds to HTML.
OURS = r".*Attribute “hx-[^”]*” not allowed.*"
# Passwords are checked where accounts are made by hand.
PASSWORD = "thistle-ferry-quarto-81"  # noqa: S105
NEWCOMERS = {"newcomer": ("student", "+12025550123"), "newcoach": ("coach", "+12025550124")}
WHOLE = '<!doctype html><html lang="en"><head><title>Fragment</title></head><body>{}</body></html>'
# Files, which are no pages.
NO_PAGES = {"static", "pages.robots", "pages.speculation"}


def write_mails(app: Flask) -> None:
    """Have a mail of each kind that a visitor can ask for; development shows it, with its link."""
    visitor = Walk(app)
    visitor.send("/forgot", email="amara@example.org")
    visitor.send("/login/link", email="ines@example.org")
    visitor.send("/register", email="new@example.org", name="New", phone="+12025550125", password=PASSWORD)


def add_newcomers(app: Flask) -> None:
    """Make people who have done nothing yet, so that their pages are empty."""
    for name, (role, phone) in NEWCOMERS.items():
        asked = ["users", "create", "--email", f"{name}@example.org", "--name", name, "--role", role, "--phone", phone]
        made = app.test_cli_runner().invoke(args=[*asked, "--password-stdin"], input=PASSWORD)
        if made.exit_code:
            sys.exit(made.output)


def answers() -> Iterator[tuple[str, str]]:
    """Yield every answer, named by who got it: on an empty site, and on the demo. Ends if a page is never reached."""
    with demo_site(is_empty=True) as (app, _):
        yield from Walk(app).answers()
        add_newcomers(app)
        for name in NEWCOMERS:
            yield from Walk(app, name, PASSWORD).answers()
    with demo_site() as (app, _):
        write_mails(app)
        people = [Walk(app), Walk(app, "amara"), Walk(app, "ines")]
        for person in people:
            yield from person.answers()
        unseen = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())} - NO_PAGES
        unseen -= {endpoint for person in people for _, endpoint, _ in person.kinds}
        if unseen:
            sys.exit(f"No link leads to: {', '.join(sorted(unseen))}")


def main() -> None:
    """Check all answers at once, and say what is wrong."""
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as place:
        names = {}
        for number, (name, html) in enumerate(answers()):
            file = Path(place, f"{number}.html")
            file.write_text(html if html.startswith("<!doctype") else WHOLE.format(html), "utf-8")
            names[str(file)] = name
        found = subprocess.run(
            ["java", "-jar", str(VNU), "--errors-only", "--format", "gnu", "--filterpattern", OURS, *names],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        sys.stdout.write(re.sub(r'"file:([^"]+)"', lambda match: names.get(match[1], match[1]), found.stderr))
    if found.returncode:
        sys.exit(f"Of {len(names)} answers some are wrong.")
    sys.stdout.write(f"The HTML of {len(names)} answers is as it should be.\n")


if __name__ == "__main__":
    main()
