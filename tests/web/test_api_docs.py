"""The API's documentation: everything is on one of its pages, and all of them lead to each other."""

from urllib.parse import urljoin, urlsplit

import pytest

from app.api import openapi
from app.api.errors import TITLES

PAGES = ("/api/docs", "/api/docs/guide", "/api/docs/addresses", "/api/docs/shapes")


@pytest.fixture
def document(app):
    return openapi.document(app)


def places(page) -> set[str]:
    return {element["id"] for element in page.all("main [id]")}


def test_every_address_is_shown(site, document):
    page = site.visitor().get("/api/docs/addresses")
    shown = {code.text for code in page.all("summary code")}
    assert shown == {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}
    assert document["servers"][0]["url"] in page.text


def test_a_refusal_leads_to_what_it_means(site):
    """The `type` of a problem is such a link."""
    visitor = site.visitor()
    refused = visitor.client.get("/api/v1/me").get_json()
    path, _, code = refused["type"].partition("#")
    assert (path, code) == ("/api/docs", "unauthorised")
    assert str(TITLES[code]) in visitor.get(path).one(f"tr[id={code}]").text


def test_every_link_within_leads_to_something(site):
    visitor = site.visitor()
    pages = {path: visitor.get(path) for path in PAGES}
    links = {urlsplit(urljoin(path, link["href"])) for path in PAGES for link in pages[path].all("main a[href]")}
    assert {link.path for link in links} == {*PAGES, "/api/v1/openapi.json"}
    assert [link for link in links if link.fragment and link.fragment not in places(pages[link.path])] == []


def test_what_is_sent_and_answered_leads_to_its_shape(site, document):
    visitor = site.visitor()
    shapes = {name for name, shape in document["components"]["schemas"].items() if "properties" in shape}
    assert places(visitor.get("/api/docs/shapes")) >= shapes
    told = {
        (part, link.text)
        for part in ("addresses", "shapes")
        for link in visitor.get(f"/api/docs/{part}").all("td a, li a")
    }
    assert told >= {("addresses", "CallList"), ("addresses", "SharedFeedback"), ("shapes", "Call"), ("shapes", "Clash")}


@pytest.mark.parametrize("path", PAGES)
def test_each_page_says_which_it_is(site, path):
    page = site.visitor().get(path)
    (current,) = page.all("main nav [aria-current=page]")
    assert current["href"] == path
    assert [link["href"] for link in page.all("main nav a")] == [*PAGES]


@pytest.mark.parametrize(("path", "place"), [("/settings/webhooks", "webhooks"), ("/settings/tokens", "")])
def test_the_settings_lead_to_the_guide(site, world, path, place):
    bob = site.as_("bob")
    (link,) = bob.get(path).all('main a[href^="/api/docs"]')
    target, _, fragment = link["href"].partition("#")
    assert (target, fragment) == ("/api/docs/guide", place)
    assert not place or place in places(bob.get(target))
