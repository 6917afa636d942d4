"""What people write stays text: on every page, in whatever place of it, and in mails."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import update

from app.db import db, transact
from app.domain.clock import utc_now
from app.mails.writing import put_into_words
from app.models import CoachProfile, User
from app.services import outbox
from tests.security import town
from tests.security.test_canaries import walk

# Out of an attribute, of an element that takes its text as it is, of a template, of a comment.
HOSTILE = "'\"><x-canary hx-get=/x onclick=x>{{7*7}}</title></textarea><!--</script>"
# Where an attribute may repeat what somebody wrote.
MAY_QUOTE = {"value", "aria-label", "title", "alt", "href", "action", "data-copy", "content", "placeholder", "hx-get"}


@pytest.fixture
def hostile(site, monkeypatch):
    """The two pairs, who write nothing but what would break a page."""
    shorter = {"hook": "hook", "key": HOSTILE[:40]}
    monkeypatch.setattr(town, "canary", lambda kind, pair: shorter.get(kind, HOSTILE))
    pairs = town.settle(site)
    values = dict.fromkeys(("headline", "about"), HOSTILE)
    values = {name: value for name, value in values.items() if name in CoachProfile.__table__.c}
    assert values
    site.do(lambda: transact(lambda: db.session.execute(update(User).values(name=HOSTILE))))
    site.do(lambda: transact(lambda: db.session.execute(update(CoachProfile).values(**values))))
    return pairs


def broken(name: str, html: str) -> list[str]:
    """Return what of the hostile text a page took for something else than text."""
    found = []
    for element in BeautifulSoup(html, "html5lib").find_all(True):
        if "canary" in element.name or any("canary" in attribute for attribute in element.attrs):
            found.append(f"{name}: {element.name}")
        found += [
            f"{name}: {element.name} {attribute}"
            for attribute, value in element.attrs.items()
            if "x-canary" in str(value) and attribute not in MAY_QUOTE
        ]
    return found


@pytest.mark.parametrize("who", ["alice", "bob", "visitor"])
def test_no_page_takes_what_somebody_wrote_for_its_own(site, hostile, who):
    """SEC-21, ASVS 1.2.1: names, notes, reasons, messages, profiles, looked for and repeated in forms."""
    journey = walk(site, hostile, who)
    journey.ahead += [f"/coaches?q={HOSTILE}&subject={HOSTILE}", f"/slots?q={HOSTILE}", f"/login?next=/{HOSTILE}"]
    answers = journey.read()
    for fields in journey.forms.values():
        fields |= {name: HOSTILE for name in fields if name not in ("csrf_token", "key", "version", "week", "hours")}
    answers += journey.send()
    pages = [(answer.name, answer.said.partition("<!doctype html>")[2]) for answer in answers]
    assert sum("x-canary" in html for _, html in pages) > 5
    assert [place for name, html in pages for place in broken(name, html)] == []
    assert not any("'\"&gt;49" in html or "onclick=x&gt;49" in html for _, html in pages), "a template was run"


def test_no_mail_takes_what_somebody_wrote_for_its_own(site, hostile):
    """SEC-21, SEC-30."""
    for message in site.do(lambda: outbox.list_latest(limit=50)):
        mail = site.do(lambda message=message: put_into_words(message, now=utc_now()))
        assert broken(message.kind, mail.html) == []
        assert "{{7*7}}" in mail.text
