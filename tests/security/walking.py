"""All that one person is answered: links are followed, forms are sent as they stand, and every byte is kept."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from bs4 import BeautifulSoup, Tag
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.pages import HTMX, Visitor

# More addresses of one kind, with one set of names in the query, tell nothing new.
MOST = 6


@dataclass(frozen=True)
class Answer:
    """One answer, headers and all."""

    name: str
    said: str


@dataclass
class Walk:
    """A person's way through everything that they can reach."""

    browser: Visitor
    ahead: list[str]
    kinds: Counter[object] = field(default_factory=Counter)
    forms: dict[str, dict[str, str]] = field(default_factory=dict)

    def read(self) -> list[Answer]:
        """Return every page and file, whole and as HTMX asks for it."""
        return list(self._read())

    def send(self) -> list[Answer]:
        """Return what comes of every form that was met, sent as it stands by HTMX and without it."""
        cookie = self.browser.client.get_cookie("session")
        found = []
        for path, fields in self.forms.items():
            if path == "/logout" or path.endswith("/book"):  # whoever books has become a party to the call
                continue
            for headers in ({}, HTMX):
                if cookie:  # some forms sign in or out
                    self.browser.client.set_cookie("session", cookie.value)
                with closing(self.browser.client.post(path, data=fields, headers=headers)) as answer:
                    found.append(_kept(f"POST {path}", answer))
        return found

    def _read(self) -> Iterator[Answer]:
        seen = set(self.ahead)
        for path in self.ahead:
            if self._is_enough(path):
                continue
            for headers in ({}, HTMX):
                with closing(self.browser.client.get(path, headers=headers)) as answer:
                    yield _kept(f"GET {path}", answer)
                    fresh = [path for path in self._leads(answer) if path not in seen]
                seen.update(fresh)
                self.ahead += fresh

    def _is_enough(self, path: str) -> bool:
        parts = urlsplit(path)
        try:
            endpoint, _ = self.browser.client.application.url_map.bind("localhost").match(parts.path, method="GET")
        except HTTPException:
            endpoint = parts.path
        kind = endpoint, tuple(sorted(pair.split("=")[0] for pair in parts.query.split("&")))
        self.kinds[kind] += 1
        return endpoint == "static" or self.kinds[kind] > MOST

    def _leads(self, answer: TestResponse) -> Iterator[str]:
        soup = BeautifulSoup(answer.text if answer.mimetype == "text/html" else "", "html.parser")
        for form in soup.select("form[action]"):
            fields = dict(_filled(form))
            if str(form.get("method")).lower() == "post":
                self.forms.setdefault(str(form["action"]), fields)
            else:
                yield f"{form['action']}?{urlencode(fields)}"
        for address in [*(str(link["href"]) for link in soup.select("a[href]")), answer.location or ""]:
            if address.startswith("/"):
                yield urlsplit(address)._replace(fragment="").geturl()


def _filled(form: Tag) -> Iterator[tuple[str, str]]:
    for tag in form.select("input[name], textarea[name], select[name], button[name]"):
        if tag.get("type") in ("checkbox", "radio") and tag.get("checked") is None:
            continue
        chosen = tag.select_one("option[selected]") or tag.select_one("option")
        said = chosen.get("value", chosen.get_text()) if chosen else tag.get("value") or tag.get_text()
        yield str(tag["name"]), str(said)


def _kept(name: str, answer: TestResponse) -> Answer:
    return Answer(f"{name} {answer.status_code}", f"{answer.headers}\n{answer.get_data(as_text=True)}")
