"""No form and no program writes a column that it was not made for."""

import re
from datetime import datetime
from urllib.parse import urlencode

import pytest
from sqlalchemy import Column

from app.db import Base
from app.models import SignIn
from tests.pages import HTMX
from tests.security.secrets import rows
from tests.security.test_credentials import session_of
from tests.security.walking import Walk

NUMBER, WORDS, INSTANT = "424242", "mass canary", "2031-05-05T05:05"
# A number within a random key is none of ours.
WRITTEN = re.compile(rf"\b{NUMBER}\b|{WORDS}|2031-05-05")
# Fields that a form of these addresses has, although not on every page that sends it.
DECLARED = {
    "feedback": {"private_note", "shared_note", "satisfaction"}, "cancel": {"reason"}, "move": {"reason"},
    "withdraw": {"reason"},
}  # fmt: skip


def marker(column: Column) -> str:
    """Return a value that a column of this type would take, and that is found again."""
    kind = column.type.python_type
    return NUMBER if kind in (int, float) else INSTANT if kind is datetime else WORDS


COLUMNS = {column.name: marker(column) for table in Base.metadata.sorted_tables for column in table.columns
           if column.name != "key"}  # fmt: skip


def forms(site, who: str) -> Walk:
    walk = Walk(site.as_(who), ["/"])
    walk.read()
    assert len(walk.forms) > 12
    return walk


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_no_form_takes_a_column_that_it_does_not_show(site, pairs, who):
    """SEC-02, SEC-03, SEC-09: an owner, a status, a price, a start or an end from outside counts for nothing."""
    walk = forms(site, who)
    client, identity = walk.browser.client, session_of(walk.browser)["_user_id"]
    cookie = client.get_cookie("session").value
    for path, fields in walk.forms.items():
        if path == "/logout":
            continue
        own = set(fields) | DECLARED.get(path.partition("?")[0].rpartition("/")[2], set())
        more = {name: value for name, value in COLUMNS.items() if name not in own}
        for headers in ({}, HTMX):
            client.set_cookie("session", cookie)
            address = f"{path}{'&' if '?' in path else '?'}{urlencode(more)}"
            answer = client.post(address, data={**more, **fields}, headers=headers)
            assert answer.status_code < 500, path
            assert session_of(walk.browser).get("_user_id") in (identity, None), path
            for column, values in rows(site).items():
                assert not WRITTEN.search(values), f"{path} wrote {column}"


def test_the_shapes_of_the_api_take_nothing_that_they_do_not_name(site):
    """SEC-02."""
    views = [site.app.view_functions[rule.endpoint] for rule in site.app.url_map.iter_rules()]
    shapes = {view.operation.body for view in views if hasattr(view, "operation") and view.operation.body}
    assert len(shapes) >= 5
    assert {shape for shape in shapes if shape.model_config.get("extra") != "forbid"} == set()


def test_the_columns_that_are_tried_are_those_that_there_are():
    assert {"coach_id", "student_id", "status", "starts_at", "confirmed_at", "rate_cents"} <= set(COLUMNS)
    assert SignIn.__table__.c.user_id.name in COLUMNS
