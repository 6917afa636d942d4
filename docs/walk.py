"""Every answer that a person can get: links are followed from page to page, then forms are sent without fields."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from app.services import demo

# Where no link leads: what only developers see, links from mails that count no more, and an address of nothing.
FIRST = ("/", "/schedule", "/look-into-your-mail", "/dev/components", "/dev/mail", "/confirm/x", "/login/link/x",
         "/reset/x", "/new-address/x", "/invitation/x", "/nowhere")  # fmt: skip
# Pages of one kind that are read: of calls alone there are a thousand.
MOST = 3
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@dataclass
class Walk:
    """One person in a browser of their own, with what they have seen."""

    app: Flask
    who: str = ""
    password: str = demo.PASSWORD
    kinds: Counter[object] = field(default_factory=Counter)
    forms: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        if self.who:
            self.send("/login", email=f"{self.who}@example.org", password=self.password)

    def send(self, path: str, **typed: str) -> TestResponse:
        """Fill in the form that stands on the page of its own address."""
        token = BeautifulSoup(self.client.get(path).text, "html5lib").select("main [name=csrf_token]")[0]["value"]
        return self.client.post(path, data={"csrf_token": str(token), **typed})

    def answers(self) -> Iterator[tuple[str, str]]:
        """Yield each answer's name and its HTML."""
        ahead, seen = list(FIRST), set(FIRST)
        for path in ahead:
            if self._is_enough("GET", path):
                continue
            answer = self.client.get(path)
            if answer.mimetype == "text/html" and not answer.location:
                yield f"{self.who} GET {path}", answer.text
            found = [path for path in self._leads(answer) if path not in seen]
            seen.update(found)
            ahead += found
        yield from self._refusals()

    def _refusals(self) -> Iterator[tuple[str, str]]:
        # Some forms sign in or out: each is sent as the person was when the last page had been read.
        session, stranger = self.client.get_cookie("session"), self.app.test_client(use_cookies=False)
        cookie = {"Cookie": f"session={session.value}"} if session else {}
        for path, token in self.forms.items():
            if path == "/logout" or self._is_enough("POST", path):
                continue
            for kind, headers in (("POST", {}), ("HTMX", HTMX)):
                answer = stranger.post(path, data={"csrf_token": token}, headers=headers | cookie)
                if answer.mimetype == "text/html" and not answer.location and answer.data:
                    yield f"{self.who} {kind} {path}", answer.text

    def _is_enough(self, method: str, path: str) -> bool:
        parts = urlsplit(path)
        try:
            endpoint, _ = self.app.url_map.bind("127.0.0.1").match(parts.path, method=method)
        except HTTPException:
            endpoint = path
        kind = method, endpoint, tuple(sorted(pair.split("=")[0] for pair in parts.query.split("&")))
        self.kinds[kind] += 1
        return endpoint == "static" or self.kinds[kind] > MOST

    def _leads(self, answer: TestResponse) -> Iterator[str]:
        """Yield where an answer's links, its filters with what cannot be, and its redirect lead."""
        soup = BeautifulSoup(answer.text if answer.mimetype == "text/html" else "", "html5lib")
        addresses = [str(link["href"]) for link in soup.select("a[href]")] + [answer.location or ""]
        for form in soup.select("form"):
            fields = form.select("input[name], select[name], button[name]")
            if str(form.get("method")).lower() == "post":
                self.forms[str(form["action"])] = next(str(f["value"]) for f in fields if f["name"] == "csrf_token")
            else:
                addresses.append(f"{form['action']}?{urlencode({str(f['name']): 'x' for f in fields})}")
        for address in addresses:
            parts = urlsplit(address)
            if parts.path.startswith("/") and parts.scheme in ("", "http") and parts.hostname in (None, "127.0.0.1"):
                yield parts._replace(scheme="", netloc="", fragment="").geturl()
