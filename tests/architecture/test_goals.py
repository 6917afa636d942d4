"""Each goal of the experience is held by a test that names its row, and each page is looked at and measured."""

import re

from docs import lighthouse
from tests.architecture.tree import ROOT
from tests.browser import places

# Server time and the command line have tests of their own kind; a first start needs a machine of its own.
ROWS = {*range(1, 17), *range(18, 30), 32}
# Pages that a person meets once, and that are like others.
NOT_MEASURED = {"/confirm/<token>", "/look-into-your-mail", "/messages/coach/<number:person_id>"}
NAMED = re.compile(r"[Gg]oal rows? (\d+(?:(?:, | and | to )\d+)*)")


def covered(app, paths):
    """Return the addresses, as the routes write them, that some of these paths lead to."""
    addresses, found = app.url_map.bind("127.0.0.1"), set()
    for path in paths:
        if path != "/nowhere":
            rule, _ = addresses.match(re.sub(r"\{\w+\}", "1", path).split("?")[0], return_rule=True)
            found.add(rule.rule)
    return found


def pages(app):
    rules = {rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.endpoint != "static"}
    return {rule for rule in rules if not rule.startswith(("/api/v1/", "/dev/"))} - {*places.NO_PAGE}


def test_each_row_is_named_by_a_test():
    said = " ".join(" ".join(path.read_text("utf-8").split()) for path in ROOT.glob("tests/**/test_*.py"))
    named = {int(row) for rows in NAMED.findall(said) for row in re.findall(r"\d+", rows)}
    assert ROWS - named == set()


def test_each_page_is_looked_at_in_a_browser(app):
    """Goal rows 8, 14 and 20: a new page is added to tests/browser/places.py."""
    seen = covered(app, {path for paths in places.PAGES.values() for path in paths})
    assert pages(app) - {*places.ELSEWHERE} - seen == set()


def test_each_page_is_measured_by_lighthouse(app):
    """Goal row 7: a new page is added to docs/lighthouse.py."""
    seen = covered(app, {path for paths in lighthouse.PAGES.values() for path in paths})
    assert pages(app) - {*places.ELSEWHERE} - seen == NOT_MEASURED


def test_a_page_is_good_at_100_painted_soon_and_still():
    """Goal rows 7, 14 and 16."""
    full = dict.fromkeys(lighthouse.CATEGORIES, 100)
    assert lighthouse.Measure("", "/", full, paint=1.2, shift=0, kilobytes=20).is_good
    assert not lighthouse.Measure("", "/", full | {"seo": 99}, paint=1, shift=0, kilobytes=20).is_good
    assert not lighthouse.Measure("", "/", full, paint=1.3, shift=0, kilobytes=20).is_good
    assert not lighthouse.Measure("", "/", full, paint=1, shift=0.01, kilobytes=20).is_good
