"""The main job in a browser while a web server and then the primary are killed: `python -m bench.failover.main_job`."""

import re
from collections import Counter
from collections.abc import Iterator
from time import monotonic
from urllib.parse import urlsplit

import psycopg
from playwright.sync_api import Browser, sync_playwright
from rich.console import Console

from app.services import demo
from bench.failover.cluster import ADDRESS, DATABASE_URL, Cluster, run_cluster
from bench.failover.person import Person
from bench.written import write
from docs.demo import chromium

DESK = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 360, "height": 740}, "java_script_enabled": False}
WAYS = {"desk": DESK, "phone, no JavaScript": PHONE}
STUDENT, COACH = "amara", "Inês Carvalho"
FOUND = f"article.coach h3 a:has-text('{COACH}')"
PHONE_NUMBER = re.compile(r"\+\d[\d ]{8,}")
Step = tuple[str, str, float]


def main() -> None:
    """Do the main job twice, and write what people saw into docs/scale.md."""
    console, lines = Console(soft_wrap=True), []
    told: Counter[str] = Counter()
    with run_cluster(demo=True) as cluster, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for way, device in WAYS.items():
            job = MainJob(cluster, browser, device)
            for what, killed, seconds in job.steps():
                lines.append(f"| {way} | {what} | {killed} | {seconds:.1f} |")
                console.print(lines[-1])
            told += job.told
        browser.close()
    seen = "\n".join(f"- {count} ×: “{sentence}”" for sentence, count in sorted(told.items()))
    table = "\n".join(["| browser | step | killed just before | seconds |", "| --- | --- | --- | --- |", *lines])
    console.print(seen)
    write("docs/scale.md", "the main job under fire", f"{table}\n\nWhat the pages said meanwhile:\n\n{seen}")


class MainJob:
    """A student and a coach at their browsers."""

    def __init__(self, cluster: Cluster, browser: Browser, device: dict[str, object]) -> None:
        self._cluster = cluster
        self._student, self._coach = (
            Person(
                browser.new_context(base_url=ADDRESS, locale="en-US", timezone_id="Europe/Lisbon", **device).new_page()
            )
            for _ in range(2)
        )

    @property
    def told(self) -> Counter[str]:
        """Return what pages said that did not work."""
        return self._student.told + self._coach.told

    def steps(self) -> Iterator[Step]:
        """Do one step after the other; yield what was done, what had been killed, and how many seconds it took."""
        student, cluster = self._student, self._cluster
        yield "sign in", "", self._sign_in(student, STUDENT)
        yield "find the coach", "", student.open(f"/coaches?q={COACH}", FOUND)
        yield "look at the coach", "", student.press(student.page.locator(FOUND).first, "#open-slots a.chip")
        yield (
            "choose a time",
            "",
            student.press(student.page.locator("#open-slots a.chip").last, "button:has-text('Book this call')"),
        )
        cluster.kill("web1")
        yield (
            "book, see the number",
            "a web server",
            student.press(self._main("button", "Book this call"), "text=/\\+\\d/"),
        )
        call = int(urlsplit(student.page.url).path.rpartition("/")[2])
        assert PHONE_NUMBER.search(student.page.locator("main").inner_text())  # noqa: S101  # what a browser shows
        cluster.mend("web1")
        student.press(self._main("link", "Move to another time"), "#slot_id a.chip")
        student.press(student.page.locator("#slot_id a.chip").last, "button:has-text('Move the call')")
        yield "move the call", "the primary", self._without_primary("Move the call", "text=The call is moved to")
        student.open(f"/calls/{call}/cancel", "button:has-text('Cancel the call')")
        yield (
            "cancel the call",
            "the primary",
            self._without_primary("Cancel the call", "text=The call is cancelled"),
        )
        yield from self._log()
        self._check(call)

    def _log(self) -> Iterator[Step]:
        page = self._coach.page
        yield "coach: sign in", "", self._sign_in(self._coach, "ines")
        self._coach.open("/feedback", "button:has-text('4 Good')")
        self._cluster.kill("web2")
        yield (
            "coach: give a score",
            "the other web server",
            self._coach.press(page.get_by_role("button", name="4 Good").first, "textarea"),
        )
        self._cluster.mend("web2")

    def _without_primary(self, button: str, sign: str) -> float:
        lost = self._cluster.primary()
        self._cluster.kill(lost)
        seconds = self._student.press(self._main("button", button), sign)
        self._cluster.mend(lost)
        return seconds

    def _sign_in(self, person: Person, who: str) -> float:
        began = monotonic()
        person.open("/login", "#email")
        person.page.get_by_label("E-mail address").fill(f"{who}@example.org")
        person.page.get_by_label("Password", exact=True).fill(demo.PASSWORD)
        person.press(
            person.page.locator("main").get_by_role("button", name="Sign in", exact=True), "nav a:has-text('Messages')"
        )
        return monotonic() - began

    def _main(self, role, name: str):
        return self._student.page.locator("main").get_by_role(role, name=name).first

    def _check(self, call: int) -> None:
        with psycopg.connect(DATABASE_URL) as connection:
            found = connection.execute("SELECT status FROM calls WHERE id = %s", (call,)).fetchone()
        if found != ("cancelled",):
            raise RuntimeError(f"call {call} stands as {found}")


if __name__ == "__main__":
    main()
