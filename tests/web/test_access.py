"""Every route against every kind of person: what opens, what does not, and that no phone number leaks (I-11)."""

import re
from datetime import timedelta

import pytest

from app.domain.contacts import shown_phone
from tests import factories
from tests.conftest import NOW
from tests.factories import PEOPLE

# Who may GET what of Alice's and Bob's; a POST without its form is judged by `test_every_post…` below.
ROUTES = {
    "/": {"visitor": 200, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/coaches": {"visitor": 200, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/coaches/{alice}": {"visitor": 200, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/coaches/{bob}": {"visitor": 404, "alice": 404, "bob": 404, "charlie": 404, "dora": 404},
    "/slots": {"visitor": 200, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/slots/{open_slot}": {"visitor": 200, "alice": 403, "bob": 200, "charlie": 200, "dora": 200},
    "/slots/{booked_slot}": {"visitor": 409, "alice": 403, "bob": 303, "charlie": 409, "dora": 409},
    "/slots/{booked_slot}/withdraw": {"visitor": 303, "alice": 200, "bob": 403, "charlie": 403, "dora": 404},
    "/calls": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/calls/hours": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/calls/{call}": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 404, "dora": 404},
    "/calls/{call}/cancel": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 404, "dora": 404},
    "/calls/{call}/decline": {"visitor": 303, "alice": 409, "bob": 403, "charlie": 403, "dora": 404},
    "/calls/{call}/move": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 404, "dora": 404},
    "/calls/{call}/feedback": {"visitor": 303, "alice": 409, "bob": 403, "charlie": 403, "dora": 404},
    "/calls/{call}/review": {"visitor": 303, "alice": 403, "bob": 409, "charlie": 404, "dora": 404},
    "/reviews": {"visitor": 303, "alice": 200, "bob": 403, "charlie": 403, "dora": 200},
    "/coaches/{alice}/reviews": {"visitor": 200, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/feedback": {"visitor": 303, "alice": 200, "bob": 403, "charlie": 403, "dora": 200},
    "/history": {"visitor": 303, "alice": 200, "bob": 403, "charlie": 403, "dora": 200},
    "/history.csv": {"visitor": 303, "alice": 200, "bob": 403, "charlie": 403, "dora": 200},
    "/dashboard": {"visitor": 303, "alice": 200, "bob": 403, "charlie": 403, "dora": 200},
    "/dashboard.csv": {"visitor": 303, "alice": 200, "bob": 403, "charlie": 403, "dora": 200},
    "/students": {"visitor": 303, "alice": 200, "bob": 403, "charlie": 403, "dora": 200},
    "/students/{bob}": {"visitor": 303, "alice": 200, "bob": 403, "charlie": 403, "dora": 404},
    "/messages": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/messages/{thread}": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 404, "dora": 404},
    "/messages/{thread}/news": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 404, "dora": 404},
    "/messages/{thread}/report": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 404, "dora": 404},
    "/messages/coach/{alice}": {"visitor": 303, "alice": 404, "bob": 303, "charlie": 200, "dora": 200},
    "/messages/student/{bob}": {"visitor": 303, "alice": 303, "bob": 403, "charlie": 403, "dora": 404},
    "/stream/viewer": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/schedule": {"visitor": 303, "alice": 200, "bob": 403, "charlie": 403, "dora": 200},
    "/schedule/series": {"visitor": 303, "alice": 200, "bob": 403, "charlie": 403, "dora": 200},
    "/schedule/rules": {"visitor": 303, "alice": 200, "bob": 403, "charlie": 403, "dora": 200},
    "/schedule/rules/{call}": {"visitor": 303, "alice": 404, "bob": 403, "charlie": 403, "dora": 404},
    "/schedule/time-off": {"visitor": 303, "alice": 200, "bob": 403, "charlie": 403, "dora": 200},
    "/time-zone": {"visitor": 200, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/help": {"visitor": 200, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/privacy": {"visitor": 200, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/api/docs": {"visitor": 200, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/api/docs/addresses": {"visitor": 200, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/api/docs/guide": {"visitor": 200, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/api/docs/shapes": {"visitor": 200, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/terms": {"visitor": 200, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/accessibility": {"visitor": 200, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/speculation.json": {"visitor": 200, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/healthz": {"visitor": 200, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/readyz": {"visitor": 200, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/metrics": {"visitor": 404, "alice": 404, "bob": 404, "charlie": 404, "dora": 404},
    "/robots.txt": {"visitor": 200, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/settings": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/settings/coach": {"visitor": 303, "alice": 200, "bob": 403, "charlie": 403, "dora": 200},
    "/coaches/{alice}/photo": {"visitor": 404, "alice": 404, "bob": 404, "charlie": 404, "dora": 404},
    "/login": {"visitor": 200, "alice": 303, "bob": 303, "charlie": 303, "dora": 303},
    "/login/code": {"visitor": 303, "alice": 303, "bob": 303, "charlie": 303, "dora": 303},
    "/login/recovery": {"visitor": 303, "alice": 303, "bob": 303, "charlie": 303, "dora": 303},
    "/login/link": {"visitor": 200, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/login/link/x": {"visitor": 410, "alice": 410, "bob": 410, "charlie": 410, "dora": 410},
    "/confirm/x": {"visitor": 410, "alice": 410, "bob": 410, "charlie": 410, "dora": 410},
    "/reset/x": {"visitor": 410, "alice": 410, "bob": 410, "charlie": 410, "dora": 410},
    "/new-address/x": {"visitor": 303, "alice": 410, "bob": 410, "charlie": 410, "dora": 410},
    "/invitation/x": {"visitor": 410, "alice": 410, "bob": 410, "charlie": 410, "dora": 410},
    "/forgot": {"visitor": 200, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/look-into-your-mail": {"visitor": 200, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/settings/data": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/settings/data/erase": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/settings/security": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/settings/security/authenticator": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/settings/security/passkeys/new": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/settings/security/passkeys/{call}": {"visitor": 303, "alice": 404, "bob": 404, "charlie": 404, "dora": 404},
    "/notifications": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/settings/notifications": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/saved": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/waitlist": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/waitlist/join": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/unsubscribe/x": {"visitor": 410, "alice": 410, "bob": 410, "charlie": 410, "dora": 410},
    "/settings/calendar": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/settings/tokens": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/settings/webhooks": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/settings/webhooks/{call}": {"visitor": 303, "alice": 404, "bob": 404, "charlie": 404, "dora": 404},
    "/settings/calendar/connect": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
    "/settings/calendar/google": {"visitor": 303, "alice": 409, "bob": 409, "charlie": 409, "dora": 409},
    "/settings/calendar/google/return": {"visitor": 303, "alice": 409, "bob": 409, "charlie": 409, "dora": 409},
    "/settings/calendar/choose": {"visitor": 303, "alice": 409, "bob": 409, "charlie": 409, "dora": 409},
    "/calls/{call}/calendar.ics": {"visitor": 303, "alice": 200, "bob": 200, "charlie": 404, "dora": 404},
    "/calendar/{call}.ics": {"visitor": 410, "alice": 410, "bob": 410, "charlie": 410, "dora": 410},
    "/register": {"visitor": 200, "alice": 200, "bob": 200, "charlie": 200, "dora": 200},
}
POSTS = {
    "/slots/{open_slot}/book", "/schedule", "/schedule/copy", "/schedule/undo", "/schedule/slots",
    "/schedule/series", "/schedule/time-off", "/schedule/ill", "/schedule/time-off/{call}/remove",
    "/schedule/rules", "/schedule/rules/preview", "/schedule/rules/{call}", "/schedule/rules/{call}/pause",
    "/schedule/rules/{call}/delete", "/schedule/rules/{call}/bring-back",
    "/slots/{booked_slot}/withdraw",
    "/calls/{call}/cancel", "/calls/{call}/restore", "/calls/{call}/move", "/calls/{call}/outcome",
    "/calls/{call}/feedback", "/calls/{call}/feedback/draft", "/calls/{call}/confirm", "/calls/{call}/decline",
    "/calls/{call}/review", "/calls/{call}/review/reply", "/calls/{call}/attendance",
    "/messages/{thread}", "/messages/{thread}/read", "/messages/{thread}/block", "/messages/{thread}/unblock",
    "/messages/{thread}/report", "/messages/coach/{alice}", "/messages/student/{bob}",
    "/login", "/logout", "/register", "/settings", "/login/link", "/forgot",
    "/login/link/x", "/confirm/x", "/reset/x", "/new-address/x", "/invitation/x",
    "/settings/data/file", "/settings/data/erase",
    "/settings/security/password", "/settings/security/address", "/settings/security/sign-ins/end-others",
    "/login/code", "/login/recovery", "/settings/security/authenticator", "/settings/security/authenticator/begin",
    "/settings/security/authenticator/off", "/settings/security/authenticator/recovery-codes",
    "/login/passkey", "/login/passkey/question", "/settings/security/passkeys", "/settings/security/passkeys/begin",
    "/settings/security/passkeys/{call}/rename", "/settings/security/passkeys/{call}/remove",
    "/settings/security/sign-ins/{call}/end", "/time-zone", "/time-zone/keep",
    "/notifications/read", "/notifications/{call}/read", "/settings/notifications", "/unsubscribe/x",
    "/coaches/{alice}/save", "/coaches/{alice}/unsave", "/coaches/{alice}/alert", "/coaches/{alice}/unalert",
    "/coaches/{alice}/wait", "/waitlist/join", "/waitlist/{call}/leave", "/waitlist/{call}/return",
    "/waitlist/{call}/resume", "/waitlist/offers/{call}/decline",
    "/settings/calendar", "/settings/calendar/end", "/settings/calendar/connect", "/settings/calendar/choose",
    "/settings/calendar/disconnect", "/settings/calendar/google", "/settings/calendar/google/return",
    "/settings/coach", "/settings/photo", "/settings/photo/remove",
    "/settings/tokens", "/settings/tokens/{call}/revoke", "/settings/webhooks", "/settings/webhooks/{call}/enable",
    "/settings/webhooks/{call}/remove", "/settings/webhooks/deliveries/{call}/resend",
}  # fmt: skip
WHO = ("visitor", "alice", "bob", "charlie", "dora")


def visit(site, who):
    return site.visitor() if who == "visitor" else site.as_(who)


def at(path, world):
    return path.format(**vars(world), thread=1)


@pytest.fixture
def other_coach(site, world):
    """Dora coaches too, and Bob has written to Alice."""
    site.do(lambda: (factories.coach("dora"), factories.message(world.alice, world.bob, world.bob)))


def test_the_lists_above_hold_every_route(site):
    known = {re.sub(r"\{\w+\}|\bx$", "<n>", path) for path in (*ROUTES, *POSTS)}
    pages = [rule.rule for rule in site.app.url_map.iter_rules() if not rule.rule.startswith(("/static/", "/api/v1/"))]
    real = {re.sub(r"<[^>]+>", "<n>", page) for page in pages}
    assert known == real


@pytest.mark.usefixtures("other_coach")
@pytest.mark.parametrize("who", WHO)
def test_each_page_opens_for_whom_it_should(site, world, who):
    """Cases D3, E3."""
    person = visit(site, who)
    found = {path: person.get(at(path, world)).status for path in ROUTES}
    assert found == {path: expected[who] for path, expected in ROUTES.items()}


@pytest.mark.usefixtures("other_coach")
@pytest.mark.parametrize("who", WHO)
def test_get_and_head_of_an_action_change_nothing(site, world, who):
    """Case D1."""
    person = visit(site, who)
    for path in POSTS - ROUTES.keys():
        assert person.get(at(path, world)).status == 405
        assert person.client.head(at(path, world)).status_code == 405


@pytest.mark.usefixtures("other_coach")
@pytest.mark.parametrize("who", WHO)
def test_every_post_without_its_token_is_refused(site, world, who):
    person = visit(site, who)
    for path in POSTS:
        assert person.post(at(path, world), {"slot_id": "1", "reason": "x"}).status in (303, 400, 403, 404, 410)
    assert "Booked" in site.as_("bob").get(f"/calls/{world.call}").text


@pytest.mark.usefixtures("other_coach")
@pytest.mark.parametrize("who", ["charlie", "dora"])
def test_a_strangers_post_to_somebody_elses_call_finds_none(site, world, who):
    """Case D3."""
    person = site.as_(who)
    token = person.get(f"/slots/{world.open_slot}").form(f"/slots/{world.open_slot}/book")["csrf_token"]
    for verb, data in {
        "cancel": {"reason": "mine"},
        "restore": {},
        "move": {"slot_id": world.open_slot, "reason": "mine"},
    }.items():
        answer = person.post(f"/calls/{world.call}/{verb}", {"csrf_token": token, "key": "k", "version": "1", **data})
        assert answer.status == 404
    assert "Booked" in site.as_("bob").get(f"/calls/{world.call}").text


def phones_seen(person, world):
    """Return whose numbers, in any spelling, are in what this person can open; their own is in their settings."""
    paths = [at(path, world) for path in ROUTES]
    html = "".join(person.get(path).html + person.get(path, htmx=True).html for path in paths)
    html += "".join(person.get(f"/calls?view={view}").html for view in ("past", "cancelled"))
    digits = re.sub(r"\D", "", html)
    return {
        who
        for who, (_, phone, _) in PEOPLE.items()
        if phone in html or shown_phone(phone) in html or phone.lstrip("+") in digits
    }


@pytest.mark.usefixtures("other_coach")
def test_a_phone_is_seen_by_the_two_parties_alone(site, world):
    """Case E1."""
    seen = {who: phones_seen(visit(site, who), world) - {who} for who in WHO}
    assert seen == {"visitor": set(), "alice": {"bob"}, "bob": {"alice"}, "charlie": set(), "dora": set()}


@pytest.mark.usefixtures("other_coach")
def test_after_cancellation_nobody_sees_a_phone(site, world):
    """Case E1."""
    bob = site.as_("bob")
    bob.get(f"/calls/{world.call}/cancel").submit(f"/calls/{world.call}/cancel")
    assert {who: phones_seen(visit(site, who), world) - {who} for who in WHO} == {who: set() for who in WHO}


def test_a_month_after_the_call_nobody_sees_a_phone(site, world, at_now):
    at_now.move_to(NOW + timedelta(days=31))
    assert phones_seen(site.as_("bob"), world) == {"alice", "bob"}
    at_now.move_to(NOW + timedelta(days=33))
    assert phones_seen(site.as_("bob"), world) == {"bob"}
    assert phones_seen(site.as_("alice"), world) == {"alice"}


def test_an_address_of_another_person_is_on_no_page(site, world):
    """Invariant I-12."""
    for who, others in (("visitor", PEOPLE), ("bob", ("alice", "charlie")), ("alice", ("bob",)), ("charlie", ("bob",))):
        person = visit(site, who)
        html = "".join(person.get(at(path, world)).html for path in ROUTES)
        assert not [other for other in others if f"{other}@example.org" in html]
