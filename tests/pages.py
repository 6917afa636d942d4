"""A person at a browser without JavaScript, or with HTMX; every page that comes back is checked for soundness."""

import os
import re
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import time_machine
from bs4 import BeautifulSoup, Tag
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from app.db import db, transact
from app.models import SignIn
from tests.factories import PASSWORD

T = TypeVar("T")

# Answers that were found sound, but for their secrets: many tests open the same pages.
_sound: set[int] = set()

# What is new in every answer.
SECRETS = re.compile(r'(name="(?:csrf_token|key)"[^>]* value=")([^"]+)')
# The end of a sentence with the next one right after it; what has blocks or breaks within is no line of words.
STUCK = re.compile(r"[a-z)][.!?](?:[A-Z][a-z]|\d)")
BLOCKS = ["p", "ul", "br", "form", "h2", "h3", "details", "article"]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


class Page:
    """One answer, parsed."""

    def __init__(self, visitor: "Visitor", response: TestResponse) -> None:
        self.visitor = visitor
        self.response = response
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        self.is_whole = self.html.lstrip().startswith("<!doctype html>")
        if response.mimetype == "text/html" and self.html and self.status not in (301, 302, 303, 308):
            said = hash((self.status, SECRETS.sub(r"\1", self.html)))
            if said not in _sound:
                check_sound(self)
                _sound.add(said)
                _keep(self.html, said)

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.html, "html5lib")

    @property
    def text(self) -> str:
        """Return what a person reads, on one line."""
        return " ".join(self.soup.get_text(" ").split())

    @property
    def location(self) -> str:
        return self.response.headers.get("Location", "")

    def one(self, selector: str) -> Tag:
        """Return the only element that the selector finds."""
        found = self.soup.select(selector)
        assert len(found) == 1, f"{len(found)} elements match {selector}"
        return found[0]

    def all(self, selector: str) -> list[Tag]:
        return list(self.soup.select(selector))

    def form(self, action: str) -> dict[str, Any]:
        """Return what a form would send as it stands."""
        fields: dict[str, Any] = {}
        for field in self._form(action).select("input[name], textarea[name], select[name]"):
            if field.get("type") in ("checkbox", "radio") and field.get("checked") is None:
                continue
            if field.name == "textarea":
                fields[field["name"]] = field.get_text().removeprefix("\n")
            elif field.name == "select":
                chosen = field.select_one("option[selected]") or field.select_one("option")
                fields[field["name"]] = chosen.get("value", chosen.get_text()) if chosen else ""
            else:
                fields[field["name"]] = field.get("value", "")
        return fields

    def _form(self, action: str) -> Tag:
        """Return the form that is sent to this address, or the first to one that begins so; those that act in front."""
        found = sorted(
            self.all(f'form[action^="{action}"]'),
            key=lambda form: (form["action"] != action, form.get("method") != "post"),
        )
        assert found, f"no form is sent to {action}"
        return found[0]

    def submit(self, action: str, *, htmx: bool = False, **typed: Any) -> "Page":
        """Send a form of this page, with what is typed into it."""
        target = self._form(action)["action"]
        return self.visitor.post(str(target), {**self.form(action), **typed}, htmx=htmx)

    def click(self, words: str) -> "Page":
        """Open the link with these words."""
        return self.visitor.get(str(self.one(f'a:-soup-contains("{words}")')["href"]))

    def follow(self) -> "Page":
        """Go where a redirect points."""
        assert self.status == 303, f"{self.status} is no redirect: {self.text[:300]}"
        return self.visitor.get(self.location)


class Visitor:
    """A browser of its own."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def get(self, path: str, *, htmx: bool = False, **headers: str) -> Page:
        return Page(self, self.client.get(path, headers={**(HTMX if htmx else {}), **headers}))

    def post(self, path: str, data: dict[str, Any], *, htmx: bool = False, **headers: str) -> Page:
        return Page(self, self.client.post(path, data=data, headers={**(HTMX if htmx else {}), **headers}))

    def sign_in(self, who: str) -> "Visitor":
        token = SECRETS.search(self.get("/login").html)
        form = {"csrf_token": token[2], "email": f"{who}@example.org", "password": PASSWORD}
        answer = self.post("/login", form)
        assert answer.status == 303, answer.text
        return self


class Site:
    """The whole programme: browsers in front, the database behind."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def do(self, work: Callable[[], T]) -> T:
        """Run work behind the pages, in a context of its own."""
        with self.app.app_context():
            return work()

    def leap(self, clock: time_machine.Traveller, to: datetime) -> None:
        """Move the clock as if everybody who is signed in had stayed at it."""
        clock.move_to(to)
        self.do(lambda: transact(lambda: db.session.execute(update(SignIn).values(created_at=to, seen_at=to))))

    def visitor(self) -> Visitor:
        return Visitor(self.app)

    def as_(self, who: str) -> Visitor:
        return self.visitor().sign_in(who)


def _keep(html: str, said: int) -> None:
    """Leave an answer, named by the test that got it, in the folder that HTML_ANSWERS names, if it does."""
    if folder := os.environ.get("HTML_ANSWERS"):
        test = re.sub(r"\W+", "-", os.environ.get("PYTEST_CURRENT_TEST", ""))[:150]
        Path(folder, f"{test}-{said % 2**32:08x}.html").write_text(html, "utf-8")


def check_sound(page: Page) -> None:
    """Hold an answer to what every page and every fragment must be."""
    soup = page.soup
    ids = [element["id"] for element in soup.select("[id]")]
    doubled = {name for name in ids if ids.count(name) > 1}
    assert not doubled, f"ids stand twice: {doubled}"
    inline = [name for element in soup.find_all(True) for name in element.attrs if name == "style" or name[:2] == "on"]
    assert not inline, f"inline style or script: {inline}"
    assert not soup.select("style, script:not([src])"), "inline style or script"
    for form in soup.select("form"):
        assert form.get("action"), f"a form without action: {form}"
        if form.get("method") == "post":
            assert form.select_one("[name=csrf_token]"), f"a form without its token: {form['action']}"
    for label in soup.select("label[for]"):
        assert label["for"] in ids, f"a label for nothing: {label}"
    for field in soup.select("input:not([type=hidden]), textarea, select"):
        named = field.find_parent("label") or soup.select_one(f'label[for="{field.get("id")}"]')
        assert named, f"a field without label: {field}"
    for element in soup.select("[aria-describedby], [aria-labelledby]"):
        for name in f"{element.get('aria-describedby', '')} {element.get('aria-labelledby', '')}".split():
            assert name in ids, f"described by nothing: {element.name} {name}"
    for element in soup.select("[hx-target]"):
        target = str(element["hx-target"])
        assert not target.startswith("#") or target[1:] in ids, f"a swap into nothing: {target}"
    lines = [element.get_text() for element in soup.select("p, li, span") if not element.find(BLOCKS)]
    stuck = [line for line in lines if STUCK.search(line)]
    assert not stuck, f"no blank between sentences: {stuck}"
    if page.is_whole:
        assert len(soup.select("h1")) == 1, "a page has one h1"
        assert [title for title in soup.select("title") if title.get_text(strip=True)], "a page has a title"
        assert soup.select("html[lang]"), "a page tells its language"
        assert {"live", "alert"} <= set(ids) or not soup.select("header"), "live regions are there from the start"
    else:
        assert not soup.select("h1"), "a fragment has no h1"
        if page.status >= 400:
            title = soup.title.text if soup.title else ""
            assert title.startswith("Error:"), "a refused fragment names its error in the title"
