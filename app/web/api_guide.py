"""How a program does the main job, step by step, with examples that tests run as they stand."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app, render_template
from flask_babel import lazy_gettext as _l

from app.domain.clock import utc_now

# Name, what it is called, and what is to be known of it.
STEPS: tuple[tuple[str, Any, Any], ...] = (
    (
        "coachbook",
        _l("Before you begin"),
        _l("With curl nothing is needed. The examples in Python share this small file."),
    ),
    (
        "register",
        _l("Make an account"),
        _l("A mail comes with a link: open it, then sign in. (Where Coachbook is only tried out, mail is at /dev/mail.)"
           " Everybody is a student; the programme makes coaches."),
    ),
    (
        "login",
        _l("Get a token"),
        _l("It acts for you for 30 days. Keep it (export TOKEN=…, and likewise what has a name in capitals below) and"
           " send it with every request. Tokens that last longer, or only read, are made in the settings. A coach's is"
           " COACH_TOKEN."),
    ),
    ("me", _l("Your profile"), _l("What is left out stays as it is.")),
    (
        "coaches",
        _l("Find a coach"),
        _l("By subject, name, weekday (1 is Monday) and time of day: night, morning, afternoon or evening. COACH is the"
           " “id” of one."),
    ),
    (
        "publish",
        _l("Publish times, as a coach"),
        _l("One slot, a weekly series (which with “dry_run” is only told date by date), and a slot taken back by its"
           " “id”."),
    ),
    (
        "slots",
        _l("Find a time"),
        _l("All open ones, soonest first; “why_not” says what keeps you from booking. SLOT and OTHER_SLOT below are"
           " the “id” of two of them."),
    ),
    (
        "calls",
        _l("Book it"),
        _l("The key makes sure that a request which is sent twice, for its answer was lost, books once. The answer has"
           " the coach's phone number, and its “id” is CALL below."),
    ),
    (
        "changes",
        _l("Move or cancel a call"),
        _l("Students may until some hours before it; coaches always, with a “reason”. OTHER_CALL is another one."),
    ),
    (
        "feedback",
        _l("Log how it went, as a coach"),
        _l("After the end of the call, and as often as you like: the last one counts. The student sees the shared note"
           " alone, once they have said how it went. Where nobody came, that is its outcome."),
    ),
    (
        "review",
        _l("Say how it went, as a student"),
        _l("Once for each call; it may be changed for 14 days. Neither you nor the coach sees what the other said"
           " before both have, or seven days have passed. Then everybody may read it, without your name."),
    ),
    (
        "webhooks",
        _l("Be told what happens"),
        _l("Each event is sent to your address as JSON: “id”, “type”, “created_at” and “data” with the numbers of the"
           " call or the slot. Answer with 2xx within 5 seconds; else it is sent again for a day, with the same “id”,"
           " so leave out what you have seen. Order is not promised: “version” of a call rises with each change."),
    ),
    (
        "verify",
        _l("Make sure that it is from here"),
        _l("With the secret that was told when the webhook was made, the headers and the body as it came. Libraries for"
           " Standard Webhooks do the same."),
    ),
    ("logout", _l("End the token"), _l("It opens nothing from then on.")),
)  # fmt: skip
LANGUAGES = {"sh": "curl", "py": "Python"}
MISSING = {("coachbook", "sh"), ("verify", "sh")}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, with an example for each language."""

    name: str
    title: str
    words: str
    examples: dict[str, str]


def steps() -> list[Step]:
    """Return all steps, with examples for this installation, whose days lie ahead."""
    return [
        Step(
            name,
            str(title),
            str(words),
            {called: example(name, kind) for kind, called in LANGUAGES.items() if (name, kind) not in MISSING},
        )
        for name, title, words in STEPS
    ]


def example(name: str, kind: str, *, server: str = "") -> str:
    """Return an example as it can be copied and run."""
    server = server or current_app.config["COACHBOOK"].base_url
    monday = utc_now().date() - timedelta(days=utc_now().weekday())
    days = {"soon": monday + timedelta(days=14), "later": monday + timedelta(days=28)}
    return render_template(f"api/guide/{name}.{kind}.txt", server=f"{server}/api/v1", **days).strip()
