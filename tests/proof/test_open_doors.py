"""Each page is opened to those who may not see it, and the matrix of tests/web/test_access.py is seen to find it."""

import pytest

from app.web.access import Access
from tests.proof.results import Result, tell
from tests.web.conftest import site, world  # noqa: F401  # the usual people, not the rows of tests/rules
from tests.web.test_access import ROUTES, at, other_coach, visit  # noqa: F401  # found by its name

DATABASES = ("sqlite",)
# Who is let in wrongly when a policy is a step too open.
STEPS = {(Access.SIGNED_IN, Access.PUBLIC): "visitor", (Access.COACH, Access.SIGNED_IN): "charlie"}


def looks_right(person, path, world, expected) -> bool:  # noqa: F811  # a fixture
    """Return whether the page answers as the matrix says; one that breaks over a person it never expected does not."""
    try:
        return person.get(at(path, world)).status == expected
    except Exception:
        return False


@pytest.mark.usefixtures("other_coach")
def test_a_page_that_is_open_to_one_more_is_found(site, world, database):  # noqa: F811  # a fixture
    addresses = site.app.url_map.bind("localhost")
    people = {who: visit(site, who) for who in STEPS.values()}
    tried, missed = 0, []
    for path, expected in ROUTES.items():
        endpoint, _ = addresses.match(at(path, world))
        view = site.app.view_functions[endpoint]
        for (before, after), who in STEPS.items():
            if view.access is before:
                assert looks_right(people[who], path, world, expected[who])
                view.access = after
                missed += [path] if looks_right(people[who], path, world, expected[who]) else []
                view.access = before
                tried += 1
    tell(Result("seeded bugs: a page is open to one more than its policy", tried, "pages", len(missed), database))
    assert missed == []
    assert tried > 40
