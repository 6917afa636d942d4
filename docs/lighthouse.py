"""Measure every page with Lighthouse: `make lighthouse`. Rewrites docs/lighthouse.md; ends with 1 below 100.

`python -m docs.lighthouse /slots /calls` measures pages anew, and rewrites their lines alone.
"""

import json
import logging
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median

from flask import Flask
from tenacity import retry, retry_if_exception_type, stop_after_attempt

from app.domain.clock import utc_now
from docs.demo import chromium, demo_site, session_of

HERE = Path(__file__).parent
# Lighthouse, and the Node that it needs, for the first `node` that is found runs it.
TOOLS = HERE / "tools" / "lighthouse" / "node_modules" / ".bin"
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
RUNS = int(os.environ.get("RUNS", "3"))
CATEGORIES = {
    "performance": "fast", "accessibility": "accessible", "best-practices": "sound", "agentic-browsing": "for agents",
    "seo": "found",
}  # fmt: skip
# Who looks, and at what.
PAGES = {
    "": ("/", "/coaches", "/coaches/1", "/coaches/1/reviews",
         "/slots", "/slots/{slot}", "/login", "/login/link", "/register", "/forgot",
         "/time-zone", "/help", "/privacy", "/terms", "/accessibility", "/api/docs", "/api/docs/guide",
         "/api/docs/addresses", "/api/docs/shapes"),
    "amara": ("/", "/coaches", "/coaches/1", "/slots", "/slots/{slot}", "/calls", "/calls?view=past", "/calls/hours",
              "/calls/{call}", "/calls/{call}/cancel", "/calls/{call}/move",
              "/calls/{past_call}/review", "/settings", "/settings/security",
              "/settings/security/authenticator", "/settings/security/passkeys/new", "/settings/calendar",
              "/settings/data", "/settings/data/erase", "/messages", "/notifications", "/saved",
              "/waitlist", "/waitlist/join",
              "/settings/tokens", "/settings/webhooks", "/settings/calendar/connect", "/settings/notifications"),
    "ines": ("/", "/schedule?week={next_week}", "/schedule/series", "/schedule/time-off", "/schedule/rules",
             "/slots/{booked_slot}/withdraw", "/calls", "/calls/{call}",
             "/calls/{call}/cancel", "/calls/{call}/move", "/feedback", "/calls/{ended_call}/feedback",
             "/reviews", "/history", "/dashboard", "/students", "/students/{student}", "/settings/coach"),
}  # fmt: skip
# Where the number of such a page is found: in the last link of its kind, for the next call is too near to be changed.
LISTS = {"slot": ("/slots", "slots"), "call": ("/calls", "calls"), "ended_call": ("/history", "calls"),
         "past_call": ("/calls?view=past", "calls"),
         "student": ("/students", "students"),
         "booked_slot": ("/schedule?week={next_week}", "slots")}  # fmt: skip
SLOWEST_PAINT = 1.2


@dataclass(frozen=True)
class Measure:
    """The medians of one page."""

    who: str
    path: str
    scores: dict[str, int]
    paint: float
    shift: float
    kilobytes: float

    @property
    def is_good(self) -> bool:
        """Return whether the page is as good as can be (goal rows 7, 14 and 16)."""
        return set(self.scores.values()) == {100} and self.paint <= SLOWEST_PAINT and self.shift == 0

    def row(self) -> str:
        """Write the page as a line of the table."""
        cells = [str(self.scores.get(category, "–")) for category in CATEGORIES]
        return (
            f"| {self.who or 'visitor'} | `{self.path}` | {' | '.join(cells)}"
            f" | {self.paint:.2f} | {self.shift:g} | {self.kilobytes:.1f} |"
        )


def places(app: Flask, cookie: str) -> dict[str, str]:
    """Return what stands for the names in braces, as far as this person sees such pages."""
    known = {"next_week": f"{utc_now() + timedelta(days=7):%G-W%V}"}
    for name, (path, kind) in LISTS.items():
        html = app.test_client(use_cookies=False).get(path.format(**known), headers={"Cookie": cookie}).text
        if found := re.findall(rf'href="/{kind}/(\d+)["?#/]', html):
            known[name] = found[-1]
    return known


def cookie_of(app: Flask, who: str) -> str:
    """Return the cookie that a browser keeps: one of another name than signed in is given it on its first page."""
    answer = app.test_client(use_cookies=False).get(
        "/", headers={"Cookie": session_of(app, who), "User-Agent": "another"}
    )
    return answer.headers["Set-Cookie"].partition(";")[0]


def measure(url: str, who: str, path: str, cookie: str) -> Measure:
    """Run Lighthouse on a page some times, as on a phone, and take the medians."""
    reports = [_run(url, cookie) for _ in range(RUNS)]
    # What only people who are signed in see is not to be found.
    found = [name for name in CATEGORIES if name != "seo" or not cookie]
    return Measure(
        who,
        path,
        {name: round(100 * median(report["categories"][name]["score"] or 0 for report in reports)) for name in found},
        median(report["audits"]["largest-contentful-paint"]["numericValue"] / 1000 for report in reports),
        median(report["audits"]["cumulative-layout-shift"]["numericValue"] for report in reports),
        median(report["audits"]["total-byte-weight"]["numericValue"] / 1000 for report in reports),
    )


@retry(stop=stop_after_attempt(3), retry=retry_if_exception_type(subprocess.CalledProcessError))
def _run(url: str, cookie: str) -> dict[str, dict[str, dict[str, float]]]:
    """Return a report; now and then a browser of its own does not begin to load the page."""
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        command = [
            str(TOOLS / "lighthouse"), url, "--quiet", "--output=json", f"--output-path={report.name}",
            f"--chrome-flags={FLAGS}", f"--only-categories={','.join(CATEGORIES)}",
            f"--extra-headers={json.dumps({'Cookie': cookie} if cookie else {})}",
        ]  # fmt: skip
        path = f"{TOOLS}{os.pathsep}{os.environ['PATH']}"
        subprocess.run(command, check=True, env={**os.environ, "PATH": path, "CHROME_PATH": chromium()})
        result: dict[str, dict[str, dict[str, float]]] = json.load(report)
    return result


def table(measures: list[Measure]) -> str:
    """Write all pages as a table."""
    head = " | ".join(CATEGORIES.values())
    return "\n".join(
        [
            "# Lighthouse",
            "",
            f"Each page of the demo, as on a slow phone, median of {RUNS}; `make lighthouse` writes this file. The",
            "scores are Lighthouse's performance, accessibility, best practices, agentic browsing and search engines;",
            "then the largest paint in seconds, layout shift, and kilobytes sent for a first visit.",
            "",
            f"| who | page | {head} | paint | shift | kB |",
            "|---|---|" + "---:|" * (len(CATEGORIES) + 3),
            *(measure.row() for measure in measures),
            "",
        ]
    )


def renewed(known: str, measures: list[Measure]) -> str:
    """Return a table with the lines of some of its pages written anew."""
    rows = {measure.row().rpartition("` |")[0]: measure.row() for measure in measures}
    return "\n".join(rows.get(line.rpartition("` |")[0], line) for line in known.split("\n"))


def main() -> None:
    """Measure every page, or those that the arguments name, and write the table, or their lines of it."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    measures = []
    with demo_site() as (app, address):
        for who, paths in PAGES.items():
            cookie = cookie_of(app, who) if who else ""
            known = places(app, cookie)
            for path in paths:
                if sys.argv[1:] and path not in sys.argv[1:]:
                    continue
                found = measure(address + path.format(**known), who, path, cookie)
                measures.append(found)
                sys.stdout.write(found.row() + "\n")
                sys.stdout.flush()
    written = HERE / "lighthouse.md"
    written.write_text(renewed(written.read_text("utf-8"), measures) if sys.argv[1:] else table(measures), "utf-8")
    if not all(found.is_good for found in measures):
        sys.exit("Not every page is at 100 with its largest paint within 1.2 s and no shift.")


if __name__ == "__main__":
    main()
