"""What every answer says to browsers, whatever it answers."""

import re
from contextlib import closing

import pytest
from flask.testing import FlaskClient

from app import create_app
from app.db import db
from config import Config
from tests.factories import PASSWORD
from tests.pages import HTMX, Visitor

BASE = "https://c.example.org"
POLICY = {
    "default-src": "'self'", "img-src": "'self' data:", "object-src": "'none'", "base-uri": "'none'",
    "frame-ancestors": "'none'", "form-action": "'self'",
}  # fmt: skip
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}
# What is no document, but a part of one, needs no more.
OF_PARTS = {"X-Content-Type-Options", "Cross-Origin-Resource-Policy", "Strict-Transport-Security"}
# Whoever has the address of a calendar reads it: not even our own pages are told of it.
SECRET_ADDRESS = {"Referrer-Policy": "no-referrer"}
# The same for everybody.
SHARED = ("/static/app.css 200", "/static/nowhere 404", "/speculation.json 200", "/photo 200")
# A file that comes from a person, opened by itself, may do nothing at all (SEC-31).
PICTURE = {"default-src": "'none'", "sandbox": ""}
DATABASES = ("sqlite",)
HOSTILE = ["\r\nX-Evil: 1", "\nSet-Cookie: evil=1", "%0d%0aX-Evil:%201", "\u010d\u010aX-Evil: 1", "\u2028X-Evil: 1"]


class SecureClient(FlaskClient):
    """A browser that reaches the site by HTTPS."""

    def open(self, *arguments, **settings):
        settings["headers"] = {"Referer": f"{BASE}/", **(settings.get("headers") or {})}
        return super().open(*arguments, base_url=BASE, **settings)


@pytest.fixture
def production(site, pairs, database_url):
    """The same site, as it runs for real."""
    app = create_app(
        Config(env="production", secret_key="abcdefghijklmnopqrstuvwxyz0123456789", base_url=BASE,
               database_url=database_url, mail_url="smtps://mail.example.org")
    )  # fmt: skip
    app.test_client_class = SecureClient
    yield app
    with app.app_context():
        db.engine.dispose()


def enter(app, who):
    browser = Visitor(app)
    return browser.sign_in(who) if who else browser


def answers(app, browser):
    """Yield an answer of every kind from every address: whole, for HTMX, of the wrong method, refused."""
    client = browser.client
    paths = {rule.build(dict.fromkeys(rule.arguments, "1"))[1] for rule in app.url_map.iter_rules()
             if rule.endpoint != "static"}  # fmt: skip
    for path in sorted(paths | {"/nowhere", "/static/app.css", "/static/nowhere"}):
        for method, headers in (("GET", {}), ("GET", HTMX), ("POST", {}), ("PUT", {})):
            with closing(
                client.open(path, method=method, headers=headers, data={} if method == "POST" else None)
            ) as it:
                yield f"{method} {path} {it.status_code}", it


@pytest.mark.parametrize("who", ["", "alice"])
def test_every_answer_carries_every_header(production, who):
    """SEC-20, SEC-24: nothing inline, no other site, nothing for other origins, nothing kept for another person."""
    seen = 0
    for name, answer in answers(production, enter(production, who)):
        seen += 1
        if name.endswith("/static/app.css 200"):
            assert all(answer.headers[header] == ALWAYS[header] for header in OF_PARTS), name
            continue
        parts = answer.headers["Content-Security-Policy"].split(";")
        given = {directive: value for directive, _, value in (part.strip().partition(" ") for part in parts)}
        assert given == (PICTURE if name.endswith("/photo 200") else POLICY), name
        wanted = ALWAYS | (SECRET_ADDRESS if name.startswith("GET /calendar/") else {})
        assert {header: answer.headers.get(header) for header in ALWAYS} == wanted, name
        assert not re.search("(?m)^Access-Control-", str(answer.headers)), name
        if answer.data and answer.status_code != 304:
            kind = answer.headers["Content-Type"]
            assert "charset=utf-8" in kind or not kind.startswith("text/"), f"{name}: {kind}"
        if not name.endswith(SHARED):
            assert answer.headers["Cache-Control"].startswith(("private", "no-store")), name
            assert "Cookie" in answer.headers["Vary"], name
    assert seen > 200


def test_every_cookie_is_bound_to_the_site(production):
    """Cookies that hold a secret are bound to the host, and no script reads them."""
    browser = enter(production, "bob")
    page = browser.get("/settings")
    page.submit("/settings", theme="dark")
    browser.get("/time-zone").submit("/time-zone", timezone="Europe/Paris")
    cookies = {cookie.key: cookie for cookie in browser.client._cookies.values()}
    assert set(cookies) == {"__Host-session", "__Host-device", "theme", "tz"}
    for name, cookie in cookies.items():
        assert cookie.secure, name
        assert cookie.same_site == "Lax", name
        assert cookie.path == "/", name
        assert cookie.http_only or name in ("theme", "tz"), name


@pytest.mark.parametrize("words", HOSTILE)
def test_no_text_becomes_a_header(site, pairs, words):
    """SEC-32: in what a file is called, where a person goes on to, what a zone or a page is named."""
    bob = site.as_("bob")
    token = bob.get("/time-zone").form("/time-zone")["csrf_token"]
    fresh = site.visitor()
    login = fresh.get("/login")
    tried = [
        bob.client.post("/time-zone", data={"csrf_token": token, "timezone": words, "next": "/"}),
        bob.client.post("/time-zone", data={"csrf_token": token, "timezone": "UTC", "next": f"/slots{words}"}),
        bob.client.get("/calls", query_string={"view": words, "after": words}),
        site.as_("alice").client.get("/history.csv", query_string={"student": words, "from": words}),
        site.visitor().client.get("/calls", query_string={"view": words}),
        fresh.client.post("/login", data={**login.form("/login"), "email": "bob@example.org", "password": PASSWORD,
                                          "next": f"/calls{words}"}),
    ]  # fmt: skip
    for answer in tried:
        assert answer.status_code < 500
        assert "X-Evil" not in answer.headers
        assert not any(cookie.startswith("evil") for cookie in answer.headers.getlist("Set-Cookie"))
        assert not [value for _, value in answer.headers if re.search(r"[\r\n\x0b\x0c\u2028]", value)]


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "null"}, {"Origin": "http://[x"},
     {"Origin": "https://evil.example"}, {"Origin": "http://localhost.evil.example"}, {"Origin": "http://localhost:81"},
     {"Origin": ""}],
)  # fmt: skip
def test_a_form_from_another_site_is_refused_whatever_its_token(site, pairs, headers):
    """SEC-22."""
    bob = site.as_("bob")
    page = bob.get(f"/calls/{pairs[0].ahead}/cancel")
    path = f"/calls/{pairs[0].ahead}/cancel"
    assert bob.post(path, page.form(path), **headers).status == 400
    assert "Booked" in bob.get(f"/calls/{pairs[0].ahead}").text
    own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert bob.post(path, {**page.form(path), "reason": "ill"}, **own).status == 303
