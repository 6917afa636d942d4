"""The documentation's examples, run as a newcomer copies them: from an account to the review of its first call."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from flask import Flask

from app.domain import clock
from app.web.api_guide import STEPS, example
from docs.demo import demo_site
from tests import factories
from tests.mailbox import link_to
from tests.pages import Site

YOU, COACH = "you@example.org", "alice@example.org"
# What a newcomer sees anyway, told as a failure.
CURL = 'curl() { command curl --fail-with-body --silent --show-error "$@"; echo; }\n'


@dataclass
class Newcomer:
    """Somebody with a terminal and the documentation page."""

    app: Flask
    server: str
    kind: str
    folder: Path
    known: dict[str, str] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)

    def run(self, name: str) -> str:
        """Run the example of a step and return what it printed."""
        text = self.example(name, self.kind)
        command = ["bash", "-euo", "pipefail", "-c", CURL + text] if self.kind == "sh" else [sys.executable, "-c", text]
        known = {"SERVER": f"{self.server}/api/v1", "PATH": os.environ["PATH"], **self.known}
        ended = subprocess.run(command, cwd=self.folder, env=known, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, f"{name}: {ended.stdout}{ended.stderr}"
        self.done.append(name)
        return ended.stdout

    def example(self, name: str, kind: str) -> str:
        with self.app.app_context():
            return example(name, kind, server=self.server)

    def log_in(self) -> None:
        told = self.run("login")
        self.known["TOKEN"] = json.loads(told)["token"] if self.kind == "sh" else told.split()[0]
        body = {"email": COACH, "password": factories.PASSWORD}
        self.known["COACH_TOKEN"] = self.ask("POST", "/auth/login", body)["token"]

    def ask(self, method: str, path: str, body: Any = None, *, who: str = "TOKEN") -> Any:
        """Ask the API without any example."""
        headers = {"Content-Type": "application/json"}
        if who in self.known:
            headers["Authorization"] = f"Bearer {self.known[who]}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.server}/api/v1{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or "null")

    def publish(self, days: int) -> int:
        # At night, which the guide's own slots are not, whatever the hour at which this runs.
        at = (clock.utc_now() + timedelta(days=days)).replace(hour=2, minute=0, second=0, microsecond=0)
        return self.ask("POST", "/slots", {"starts_at": at.isoformat()}, who="COACH_TOKEN")["id"]

    def book(self, slot_id: int) -> int:
        return self.ask("POST", "/calls", {"slot_id": slot_id})["id"]

    def knows(self, **numbers: int) -> None:
        self.known |= {name: str(number) for name, number in numbers.items()}


@pytest.fixture(params=["sh", "py"])
def newcomer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Newcomer]:
    with demo_site(is_empty=True, api_requests_per_minute=10**6) as (app, address):
        one = Newcomer(app, address, request.param, tmp_path)
        (tmp_path / "coachbook.py").write_text(one.example("coachbook", "py"), "utf-8")
        yield one


def enter(newcomer: Newcomer) -> None:
    """Make an account, open the link that was mailed, and get a token."""
    newcomer.run("register")
    site = Site(newcomer.app)
    link = link_to(site, YOU)
    assert site.visitor().get(link).submit("/confirm/").status in (200, 303)
    newcomer.log_in()


@pytest.mark.timeout(300)
def test_the_page_leads_from_an_account_to_the_feedback(newcomer):
    with newcomer.app.app_context():
        coach = factories.coach("alice")
    enter(newcomer)
    newcomer.run("me")
    assert newcomer.ask("GET", "/me")["timezone"] == "Europe/Madrid"

    newcomer.knows(COACH=coach, SLOT=newcomer.publish(5))
    newcomer.run("publish")
    newcomer.run("coaches")
    first, second, third, fourth = (newcomer.publish(days) for days in (6, 7, 8, 9))
    newcomer.knows(SLOT=first, OTHER_SLOT=second)
    newcomer.run("slots")
    newcomer.run("webhooks")
    newcomer.run("calls")
    (call,) = newcomer.ask("GET", "/calls")["items"]
    assert (call["slot"]["id"], call["note"]) == (first, "Integrals, please")

    newcomer.knows(CALL=call["id"], OTHER_CALL=newcomer.book(third))
    newcomer.run("changes")
    found = [(one["slot"]["id"], one["status"]) for one in newcomer.ask("GET", "/calls")["items"]]
    assert found == [(second, "confirmed"), (third, "cancelled")]

    newcomer.knows(OTHER_CALL=newcomer.book(fourth))
    clock.set_offset(timedelta(days=31))
    newcomer.log_in()
    newcomer.run("feedback")
    newcomer.run("review")
    logged = newcomer.ask("GET", f"/calls/{call['id']}/feedback", who="COACH_TOKEN")
    assert (logged["satisfaction"], logged["private_note"]) == (5, "Ready for more.")
    assert "private_note" not in newcomer.ask("GET", f"/calls/{call['id']}/feedback")

    newcomer.run("logout")
    with pytest.raises(HTTPError, match="401"):
        newcomer.ask("GET", "/me")
    assert {*newcomer.done, "coachbook", "verify"} == {name for name, *_ in STEPS}
