"""Every refusal has words, a status and an exit code, and every sentence is filled with facts."""

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from app import formats
from app.cli import refusals
from app.db import transact
from app.domain import errors, passwords
from app.domain.contacts import normal_phone
from app.domain.limits import MAIL_ACCOUNT
from app.domain.photos import LARGEST_FILE
from app.domain.policy import Policy
from app.domain.semesters import check_days
from app.domain.series import WeeklyPattern
from app.domain.time_off import choose
from app.domain.tokens import Scope, check_scopes
from app.domain.waitlist import Window
from app.domain.webhooks import check_events
from app.integrations import backups, holidays, rosters
from app.integrations.pictures import read_square
from app.problems import KINDS, WORDS, describe
from app.services import (
    coaches,
    limits,
)  # fmt: skip
from app.web import maintenance
from tests.conftest import NOW
from tests.factories import ADMIN
from tests.pictures import picture
from tests.refused import START, World

ROOT = Path(__file__).parents[1]
ABSTRACT = {errors.DomainError, errors.Conflict, errors.Invalid, errors.TooMany, errors.FieldError}


def kinds_of(error):
    return {error}.union(*map(kinds_of, error.__subclasses__()))


ERRORS = sorted(kinds_of(errors.DomainError) - ABSTRACT, key=lambda error: error.code)


def test_every_error_has_words_and_all_words_belong_to_an_error():
    assert {error.code for error in ERRORS} == set(WORDS)
    assert set(refusals.WORDS) <= set(WORDS)


def test_no_two_errors_share_a_code():
    assert len({error.code for error in ERRORS}) == len(ERRORS)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_every_error_is_raised_somewhere(error):
    sources = [path.read_text("utf-8") for path in (ROOT / "app").rglob("*.py") if path.name != "errors.py"]
    assert any(re.search(rf"\b{error.__name__}\b", source) for source in sources)


# As the contract gives them; the rest follow their kind.
STATUSES = {
    "slot_taken": 409, "slot_overlap": 409, "student_busy": 409, "slot_withdrawn": 409, "already_cancelled": 409,
    "own_slot": 403, "slot_in_past": 422, "too_soon": 422, "too_far": 422, "too_late_to_cancel": 409,
    "too_early_for_feedback": 409, "over_limit": 409, "no_such_time": 422, "not_found": 404, "wrong_role": 403,
    "idempotency_mismatch": 422, "outside_semester": 422, "busy": 503, "rate_limited": 429,
}  # fmt: skip
EXITS = {
    errors.NotFound: 3, errors.Forbidden: 5, errors.Conflict: 4, errors.Invalid: 2, errors.TooMany: 1,
    errors.Unauthorised: 5,
    errors.Unavailable: 1,
}  # fmt: skip


def made(error):
    return error("field") if issubclass(error, errors.FieldError) else error()


@pytest.mark.usefixtures("app")
def test_statuses_and_exit_codes_are_those_of_the_contract():
    found = {error.code: describe(made(error)) for error in ERRORS}
    assert {code: found[code].status for code in STATUSES} == STATUSES
    for error in ERRORS:
        assert found[error.code].exit_code == next(code for kind, code in EXITS.items() if issubclass(error, kind))
    assert {status for _, status, _ in KINDS} == {401, 403, 404, 409, 422, 429, 503}


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_every_error_reads_well_even_when_the_database_raised_it_without_facts(error):
    problem = describe(made(error))
    assert re.fullmatch(r"[A-Z][^%]*[^.%]", problem.title)
    assert re.fullmatch(r"[A-Z0-9][^%]*[.a-z]", problem.advice)
    assert problem.sentence == f"{problem.title}. {problem.advice}"
    assert problem.field == ("field" if issubclass(error, errors.FieldError) else error.field)


TICK = ("SUMMARY:Tick", "DTSTART:20270301T090000Z", "RRULE:FREQ=SECONDLY")
EVERY_SECOND = "\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *TICK, "END:VEVENT", "END:VCALENDAR"])


def read_holidays(text):
    holidays.read(text.encode(), from_at=NOW, to_at=START, timezone="UTC")


FAR = date(9999, 12, 31)
YEARS = (date(2027, 3, 1), date(2029, 3, 1))
# How each sentence with facts in it comes about, and what Bob in New York reads.
FILLED = [
    ("slot_overlap", lambda w: w.publish(datetime(2027, 3, 3, 10)), "on Wed, Mar 3, 4:00–6:00 AM."),
    ("missing_scope", lambda w: w.lack(Scope.WRITE), "Use one with the scope “write”."),
    ("slot_held", lambda w: w.hold_and_book(), "That lasts until Mon, Mar 1, 4:00 PM."),
    ("student_busy", lambda w: w.book(w.clashing), "It is on Wed, Mar 3, 4:00–6:00 AM."),
    (
        "over_limit",
        lambda w: w.book(w.other, Policy(max_open_calls=1)),
        "A student may have 1 call ahead at a time. Cancel the one that can still be cancelled, or book again from "
        "Wed, Mar 3, 4:00 AM on.",
    ),
    (
        "over_limit",
        lambda w: w.book(w.other, Policy(max_calls_per_week=1)),
        "A student may have 1 call in a week. Cancel the one in that week that can still be cancelled, or choose a "
        "time in another week: the next with room begins on Sun, Mar 7, 7:00 PM.",
    ),
    ("booking_paused", lambda w: w.miss_calls(), "until Wed, Mar 17, 7:00 AM;"),
    ("opens_later", lambda w: w.come_early(), "from Tue, Mar 2, 4:00 AM on."),
    ("request_lapsed", lambda w: w.answer_late(), "until Wed, Mar 3, 4:00 AM, so"),
    ("call_ended", lambda w: w.cancel(w.bob, w.end), "It ended on Wed, Mar 3, 6:00 AM"),
    ("call_started", lambda w: w.cancel(w.bob, START), "It began on Wed, Mar 3, 4:00 AM."),
    (
        "too_late_to_cancel",
        lambda w: w.cancel(w.bob, START - timedelta(hours=1)),
        "12 hours before the start, which was Tue, Mar 2, 4:00 PM",
    ),
    ("changed_meanwhile", lambda w: w.cancel(w.bob, version=7), "now on Wed, Mar 3, 4:00 AM."),
    ("too_early_for_feedback", lambda w: w.log(NOW), "after Wed, Mar 3, 6:00 AM."),
    ("too_early_for_outcome", lambda w: w.outcome(NOW), "after Wed, Mar 3, 6:00 AM."),
    ("too_early_for_review", lambda w: w.review(NOW), "after Wed, Mar 3, 6:00 AM."),
    ("review_closed", lambda w: [w.review(w.end), w.review(w.end + timedelta(days=15))], "until Wed, Mar 17, 7:00 AM."),
    ("slot_in_past", lambda w: w.publish(datetime(2027, 3, 1, 8)), "after Mon, Mar 1, 4:00 AM."),
    ("slot_in_past", lambda w: w.book(w.other, now=START + timedelta(days=2)), "after Fri, Mar 5, 4:00 AM."),
    ("too_soon", lambda w: w.book(w.other, now=START + timedelta(days=1, minutes=-1)), "after Thu, Mar 4, 4:59 AM."),
    ("too_far", lambda w: w.book(w.other, Policy(booking_horizon=timedelta(days=1))), "before Tue, Mar 2, 4:00 AM."),
    ("too_far", lambda w: w.publish(datetime(2037, 1, 1)), "before Fri, Mar 2, 2029, 4:00 AM."),
    (
        "no_such_time",
        lambda w: w.publish(datetime(2027, 3, 14, 2, 30), "America/New_York"),
        "Choose Sun, Mar 14, 1:30 AM or Sun, Mar 14, 3:30 AM.",
    ),
    ("too_many_times", lambda w: w.rule(times=tuple(time(hour) for hour in range(9))), "Name 8 at most"),
    ("weeks_out_of_range", lambda w: w.rule(weeks_ahead=27), "from 1 to 26 weeks"),
    ("during_time_off", lambda w: w.publish_while_off(), "from Wed, Mar 3, 7:00 PM until Thu, Mar 4, 7:00 PM."),
    ("time_off_too_long", lambda w: choose(*YEARS, None, None, timezone="UTC", now=NOW), "at most 366 days"),
    ("time_off_too_far", lambda w: choose(FAR, FAR, None, None, timezone="UTC", now=NOW), "Choose Fri, Mar 2, 2029 or"),
    ("until_too_far", lambda w: Window(until_on=FAR).check_until(NOW, "UTC"), "Choose Fri, Mar 2, 2029 or"),
    ("calls_inside", lambda w: w.be_off(3), "undecided: 1."),
    ("series_too_long", lambda w: WeeklyPattern(frozenset({1}), time(9), *YEARS), "at most 366 days"),
    (
        "outside_semester",
        lambda w: w.publish_outside(),
        "Spring (Mar 1\u2009–\u20097, 2027), Easter (Mar 9\u2009–\u200912, 2027).",
    ),
    ("semester_overlap", lambda w: w.overlap(), "There is Spring (Mar 1\u2009–\u20097, 2027)."),
    ("semester_too_long", lambda w: check_days(*YEARS), "at most 366 days"),
    ("holidays_too_large", lambda w: read_holidays("BEGIN:VEVENT\n" * 2001), "at most 2000 entries, 200 of them"),
    ("holidays_too_often", lambda w: read_holidays(EVERY_SECOND), "by days: Tick."),
    ("bad_phone", lambda w: normal_phone("12", region="GB"), "Like +44 121 234 5678."),
    ("rate_limited", lambda w: limits.take(*[(MAIL_ACCOUNT, "x")] * 4, now=NOW), "Wait 1 hour,"),
    ("weak_password", lambda w: passwords.make_hash("short"), "At least 10 characters"),
    ("booked_calls_ahead", lambda w: coaches.remove(actor=ADMIN, email="alice@example.org", now=NOW), "first: 1."),
    ("too_close", lambda w: w.crowd(), "keeps 30 minutes free between"),
    ("bad_language", lambda w: w.edit(languages=["Elvish"]), "Write “elvish” in English"),
    ("bad_minutes", lambda w: w.edit(notice_minutes=20_161), "Choose 14 days at most."),
    ("too_many_names", lambda w: w.edit(subject_names=["x"] * 21), "Name 20 at most."),
    ("photo_too_large", lambda w: read_square(bytes(LARGEST_FILE + 1)), "at most 10 MB and 25 megapixels"),
    ("photo_too_small", lambda w: read_square(picture((9, 9))), "at least 192 pixels each way"),
    ("answer_awaited", lambda w: w.ask_on_and_on(), "The limit is 3 messages."),
    ("bad_events", lambda w: check_events(["call.lost"]), "of these: call.booked"),
    ("too_many_webhooks", lambda w: w.hook_on_and_on(), "An account holds 10."),
    ("too_many_wishes", lambda w: w.wish_on_and_on(), "You can be on 10."),
    ("too_many_passkeys", lambda w: w.hold_passkeys(), "An account holds 20."),
    ("bad_scope", lambda w: check_scopes(["fly"]), "of these: read, write"),
    ("roster_not_utf8", lambda w: rosters.read("email\nZoë".encode("latin-1")), "Line 2 cannot be read."),
    ("not_a_backup", lambda w: backups.check("sqlite:///x", Path("none")), "none is none."),
    (
        "backup_failed",
        lambda w: backups.back_up("sqlite:////no/such", Path("/no/such"), progress=print),
        "No such file",
    ),
    ("backup_exists", lambda w: backups.check_free(Path(__file__).parent), "to replace "),
    ("maintenance", lambda w: maintenance.check(__file__), "Come back in about 10 minutes."),
    ("roster_too_long", lambda w: rosters.read(b"email\n" + b"a\n" * (rosters.MOST_ROWS + 1)), "at most 20000 rows"),
    ("roster_broken", lambda w: rosters.read(b'email\na\n"b\n'), "from line 3 on."),
    ("no_address_column", lambda w: rosters.read(b"name\n"), "columns: email, and as many of these as"),
    ("unknown_column", lambda w: rosters.read(b"email,xyz\n"), "It is xyz. The columns are: email, name,"),
    ("misspelt_column", lambda w: rosters.read(b"email,nam\n"), "It is nam. Did you mean name?"),
    ("repeated_column", lambda w: rosters.read(b"email,Name,name\n"), "It is name. Remove"),
    ("repeated_address", lambda w: w.repeat(), "It is on line 2 too."),
    ("subject_in_use", lambda w: w.unteach(), "teach it: 1."),
    ("too_long", lambda w: w.cancel(w.bob, reason="x" * 501), "at most 500 characters; there are 501."),
]


def test_every_sentence_with_facts_is_tried():
    with_facts = {code for code, (_, advice) in WORDS.items() if "%(" in str(advice)}
    assert with_facts == {code for code, *_ in FILLED}


@pytest.mark.usefixtures("app", "at_now")
@pytest.mark.parametrize(("code", "refused", "words"), FILLED, ids=[code for code, *_ in FILLED])
def test_the_sentence_is_filled_with_what_happened(code, refused, words):
    world = World()
    formats.read_as(locale="en", timezone="America/New_York")
    with pytest.raises(errors.DomainError) as raised:
        transact(lambda: refused(world))
    assert raised.value.code == code
    for told in (describe(raised.value), describe(raised.value, words=refusals.WORDS)):
        assert "Look again" not in told.advice
        assert "None" not in told.sentence
    assert words in describe(raised.value).advice.replace("\u202f", " ")
