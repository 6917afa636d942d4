"""Every form: what is wrong is said on top and beside its field, and nothing that was typed is lost."""

import re

import pytest

from tests import factories

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
]


@pytest.mark.parametrize(("who", "path", "action", "typed"), WRONG, ids=lambda value: str(value)[:40])
def test_what_is_wrong_is_said_first_and_what_was_typed_is_kept(site, world, who, path, action, typed):
    """Goal row 26."""
    path, action = path.format(**vars(world)), action.format(**vars(world))
    answer = (site.as_(who) if who else site.visitor()).get(path).submit(action, **typed)
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
