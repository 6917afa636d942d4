"""The page on privacy: it tells of all that is kept."""

import pytest

from app.db import Base
from tests.architecture.test_erasure import names_a_person

# What the page says of each table that names a person.
TOLD = {
    "users": "e-mail address", "coach_profiles": "words about themselves", "photos": "photo", "slots": "open times",
    "coach_subjects": "subjects", "coach_languages": "languages", "calls": "what they write when they book",
    "commitments": "what they write when they book", "feedback": "private notes and scores",
    "feedback_versions": "private notes and scores", "conversations": "Messages are read by", "messages": "Messages",
    "phone_views": "somebody was shown it", "sign_ins": "Where you are signed in", "passkeys": "passkeys",
    "pending_sign_ins": "Where you are signed in", "authenticators": "authenticator app",
    "recovery_codes": "recovery codes", "api_tokens": "API tokens", "webhooks": "webhooks that you made",
    "webhook_deliveries": "what a webhook was told", "calendar_feeds": "private address of your calendar",
    "calendar_connections": "calendar that you connect", "calendar_entries": "calendar that you connect",
    "calendar_busy_times": "hours it says you are busy", "outbox_messages": "Mails to you",
    "muted_mails": "which you switched off", "coach_words": "words about themselves",
    "reviews": "review is then there for everybody", "review_versions": "review is then there for everybody",
    "no_show_notices": "somebody who misses calls is warned", "attendance": "Who came to a call",
    "next_steps": "Next steps are seen by", "drafts": "drafts of notes", "holds": "a time that is held for you",
    "saved_coaches": "Coaches that you saved", "slot_alerts": "of whose new times you want to hear",
    "wishes": "on the waitlist for", "offers": "and were offered",
    "weekly_rules": "weekly times", "time_off": "when they are off",
    "audit_entries": "what was changed, by whom and when", "idempotency_records": "sending twice counts once",
}  # fmt: skip


def test_every_table_that_names_a_person_is_told_of(site):
    named = {table.name for table in Base.metadata.sorted_tables if names_a_person(table)}
    assert named - set(TOLD) == set(), "say on the page what is kept there"
    text = site.visitor().get("/privacy").text
    assert {words for words in TOLD.values() if words not in text} == set()


@pytest.mark.parametrize(
    ("days", "told"), [(0, "kept until you erase your account"), (400, "nobody has used for 400 days are erased")]
)
def test_how_long_things_are_kept_is_what_the_settings_say(site, monkeypatch, days, told):
    config = site.app.config["COACHBOOK"].model_copy(update={"retention_days": days})
    monkeypatch.setitem(site.app.config, "COACHBOOK", config)
    assert told in site.visitor().get("/privacy").text


def test_the_cookies_that_are_told_of_are_those_that_are_set(site, world):
    """One that stays until sign-out, and the four that are named beside it."""
    bob = site.as_("bob")
    bob.get("/settings").submit("/settings", theme="dark")
    page = bob.get("/time-zone")
    page.submit("/time-zone", timezone="Europe/Paris")
    token = page.form("/time-zone")["csrf_token"]
    bob.post("/time-zone/keep", {"csrf_token": token})
    cookies = {cookie.key for cookie in bob.client._cookies.values()}
    assert cookies == {"session", "device", "tz", "tz_kept", "theme"}
    text = bob.get("/privacy").text
    for told in ("keeps you signed in", "knows a browser again", "two keep your time zone", "keeps your colours"):
        assert told in text
