"""Every form: what is wrong is said on top and beside its field, and nothing that was typed is lost."""

import re
from datetime import timedelta

import pytest

from tests import factories
from tests.conftest import NOW
from tests.mailbox import link_to

EMPTY_WORDS = re.compile(r"\b([Nn]o|[Nn]othing|[Nn]obody|[Ff]irst|All calls have)\b")

# Who, on which page, sends which form to, with what that is wrong.
WRONG = [
    (None, "/login", "/login", {"email": "", "password": "x"}),
    (None, "/login/link", "/login/link", {"email": "nobody"}),
    (None, "/forgot", "/forgot", {"email": "nobody"}),
    (None, "/register", "/register", {"name": "Erin", "email": "erin@example.org", "phone": "12", "password": "short"}),
    (None, "/time-zone", "/time-zone", {"timezone": "Lissabon"}),
    ("bob", "/settings", "/settings", {"name": "Bobby", "phone": "12"}),
    ("bob", "/settings/security", "/settings/security/address", {"email": "nobody", "present": "x"}),
    ("bob", "/settings/security", "/settings/security/password", {"present": "x", "password": "short"}),
    ("bob", "/settings/security/authenticator", "/settings/security/authenticator/begin", {"present": "x"}),
    ("bob", "/settings/security/passkeys/new", "/settings/security/passkeys/begin", {"present": "x"}),
    ("bob", "/settings/data/erase", "/settings/data/erase", {"email": "other@example.org", "present": "x"}),
    ("bob", "/calls/{call}/cancel", "/calls/{call}/cancel", {"reason": "x" * 5000}),
    ("charlie", "/slots/{open_slot}", "/slots/{open_slot}/book", {"note": "x" * 5000}),
    ("alice", "/calls/{call}/cancel", "/calls/{call}/cancel", {"reason": ""}),
    ("alice", "/schedule", "/schedule/slots", {"on": "2027-03-08", "starts_at": "", "place": "Room 2"}),
    ("alice", "/schedule/series", "/schedule/series", {"at": "14:00", "first_on": "2027-03-08", "until": ""}),
    ("alice", "/schedule/rules", "/schedule/rules", {"weekdays": "6", "at_1": "20:00", "first_on": "2027-03-08",
                                                     "until": "2027-03-01", "weeks_ahead": "3", "place": "Room 2"}),
    ("alice", "/schedule/time-off", "/schedule/time-off", {"first_day": "2027-03-09", "last_day": "2027-03-08",
                                                           "from_time": "12:00"}),
    ("alice", "/schedule/time-off", "/schedule/ill", {"first_day": "2027-03-01", "last_day": "", "reason": "ill"}),
    ("alice", "/settings/coach", "/settings/coach", {"headline": "Maths", "about": "Patient.", "subjects": "Maths",
                                                     "rate": "cheap", "place": "Faro"}),
    ("bob", "/settings/tokens", "/settings/tokens", {"name": "", "scopes": "write", "days": "30", "present": "x"}),
    ("bob", "/settings/webhooks", "/settings/webhooks", {"url": "nowhere", "events": "call.booked"}),
]  # fmt: skip


@pytest.mark.parametrize(("who", "path", "action", "typed"), WRONG, ids=lambda value: str(value)[:40])
def test_what_is_wrong_is_said_first_and_what_was_typed_is_kept(site, world, who, path, action, typed):
    """Goal row 26."""
    path, action = path.format(**vars(world)), action.format(**vars(world))
    refused_kindly((site.as_(who) if who else site.visitor()).get(path), action, typed)


def refused_kindly(page, action, typed):
    answer = page.submit(action, **typed)
    assert answer.status == 422, answer.text
    assert answer.one("title").get_text(strip=True).startswith("Error:")
    assert answer.one(".summary[autofocus]").get_text(strip=True)
    for link in answer.all(".summary a[href^='#']"):
        assert answer.all(f"[id='{link['href'][1:]}']"), link
    secret = {str(field["name"]) for field in answer.all("input[type=password]")}
    kept = answer.form(action)
    assert {name: kept[name] for name in typed if name not in secret} == {
        name: text for name, text in typed.items() if name not in secret
    }
    assert not any(kept[name] for name in secret if name in kept), "a password is sent back"


def test_wrong_words_about_a_call_that_has_ended_are_told_and_kept(site, world, at_now):
    """Goal row 26."""
    at_now.move_to(NOW + timedelta(days=3))
    path = f"/calls/{world.call}/review"
    page = site.as_("bob").get(path)
    refused_kindly(page, path, {"comment": "Clear.", "shows_first_name": "y"})
    assert page.submit(path, rating="5", comment="Clear.").status == 303
    at_now.shift(timedelta(days=8))
    path = f"/calls/{world.call}/review/reply"
    refused_kindly(site.as_("alice").get("/reviews"), path, {"reply": "x" * 5000})


def test_a_report_without_a_reason_is_told(site, world):
    """Goal row 26."""
    number = site.do(lambda: factories.message(world.alice, world.bob, world.bob))
    path = f"/messages/{number}/report"
    refused_kindly(site.as_("bob").get(path), path, {"reason": ""})
    refused_kindly(site.as_("bob").get(path), path, {"reason": "x" * 5000})


def test_a_wrong_new_password_is_told_and_not_sent_back(site, world):
    """Goal row 26."""
    site.visitor().get("/forgot").submit("/forgot", email="bob@example.org")
    path = link_to(site, "bob@example.org")
    refused_kindly(site.visitor().get(path), path, {"password": "short"})


EMPTY = [
    (None, "/"), (None, "/coaches"), (None, "/slots"), ("charlie", "/"), ("charlie", "/calls"),
    ("charlie", "/calls?view=past"), ("charlie", "/calls?view=cancelled"), ("dora", "/"), ("dora", "/calls"),
    ("dora", "/feedback"), ("dora", "/history"), ("dora", "/students"), ("charlie", "/messages"),
    ("charlie", "/notifications"), ("charlie", "/waitlist"), ("charlie", "/calls/hours"), ("dora", "/dashboard"),
    ("dora", "/reviews"), ("dora", "/schedule/rules"), ("dora", "/schedule/time-off"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "path"), EMPTY)
def test_a_list_with_nothing_in_it_says_so_and_leads_on(site, who, path):
    """Goal row 27, case I1."""
    site.do(lambda: factories.person("charlie") and factories.coach("dora"))
    answer = (site.as_(who) if who else site.visitor()).get(path)
    assert answer.status == 200
    said = [part for part in answer.all("main p, main h2") if EMPTY_WORDS.search(part.get_text(" ", strip=True))]
    assert said, answer.text
    assert answer.all("main .actions a, main p a, main form button"), answer.html


# Who does what, and how it is taken back on the page that follows.
UNDO = [
    ("bob", "/calls/{call}/cancel", "/calls/{call}/cancel", {}, "/calls/{call}/restore"),
    ("alice", "/calls/{call}/cancel", "/calls/{call}/cancel", {"reason": "ill"}, "/calls/{call}/restore"),
    ("alice", "/schedule?week=2027-W09", "/slots/{open_slot}/withdraw", {}, "/schedule/undo"),
]


@pytest.mark.parametrize(("who", "path", "action", "typed", "back"), UNDO)
def test_what_takes_something_away_is_undone_on_the_page_that_says_so(site, world, who, path, action, typed, back):
    """Goal row 23."""
    path, action, back = (text.format(**vars(world)) for text in (path, action, back))
    done = site.as_(who).get(path).submit(action, **typed).follow()
    assert done.all(f'form[action^="{back}"] button')
    assert "Undone" in done.submit(back).follow().text
