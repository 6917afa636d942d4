"""`flask doctor`: is everything in order, told check by check."""

from collections.abc import Iterator

import click
from flask import current_app
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.cli import doctor_calendars, doctor_mail
from app.cli.checks import FAILURE, OK, WARNING, Check
from app.cli.checks import check as _check
from app.cli.commands import Command
from app.cli.output import Column, note, show_list
from app.domain.clock import utc_now
from app.domain.timezones import zone_names
from app.services import doctor, doctor_database
from app.services.doctor import Finding

RESULTS = {OK: _l("ok"), WARNING: _l("WARN"), FAILURE: _l("FAIL")}

NAMES = {
    "slots_overlap": _l("A coach's slots do not overlap"),
    "slot_held_twice": _l("One student holds a slot"),
    "own_student": _l("Nobody is their own student"),
    "two_places_at_once": _l("Nobody is in two places at once"),
    "commitments_differ": _l("People's busy times are those of their calls"),
    "slot_made_late": _l("Slots were made before their start"),
    "call_booked_late": _l("Calls were booked and moved before their start"),
    "call_beside_slot": _l("A call is at its slot's time"),
    "slot_status": _l("A slot is booked just while a call holds it"),
    "restored": _l("A call brings back a cancelled one of the same two people"),
    "steps": _l("Calls went through allowed steps only"),
    "status": _l("Calls stand where their last step led"),
    "feedback": _l("Feedback is its coach's, on completed calls, from 1 to 5"),
    "feedback_versions": _l("Earlier versions of feedback are kept"),
    "review": _l("Reviews are their student's, on completed calls, from 1 to 5"),
    "review_versions": _l("Earlier versions of reviews are kept"),
    "review_shown": _l("A review shows once both have said how it went"),
    "idempotency": _l("A key is used once by a person"),
    "offer_held": _l("What is held from the waitlist is offered"),
    "offer_wished_for": _l("Offers are for students who wait"),
    "slot_length": _l("Slots last 15 minutes to 8 hours"),
    "wall_time": _l("Slots are at the time their coach chose"),
    "coach_words": _l("Coaches are found by what is said of them"),
    "slot_published": _l("The audit tells of each slot's publication"),
    "slot_withdrawn": _l("The audit tells of each withdrawal"),
    "call_confirmed": _l("The audit tells of each confirmed request"),
    "call_booked": _l("The audit tells of each booking"),
    "call_cancelled": _l("The audit tells of each cancellation"),
    "call_moved": _l("The audit tells of each move"),
    "feedback_recorded": _l("The audit tells of each feedback"),
    "feedback_changed": _l("The audit tells of each change of feedback"),
    "review_recorded": _l("The audit tells of each review"),
    "review_changed": _l("The audit tells of each change of a review"),
    "user_created": _l("The audit tells of each account"),
}
KINDS = {"slot": _l("slot"), "call": _l("call"), "user": _l("user")}

COLUMNS = (
    Column(_l("Check"), lambda check: check["check"], wraps=True),
    Column(_l("Result"), lambda check: RESULTS[check["result"]], is_whole=True),
    Column(_l("Detail"), lambda check: check["detail"], wraps=True),
)


@click.command(
    "doctor",
    cls=Command,
    help=_l("Check settings, the database and every invariant on the data as it is; exit 1 if something is wrong."),
    epilog="flask doctor\nflask doctor --json",
)
@click.pass_context
def doctor_command(ctx: click.Context) -> None:
    """Check that everything is in order."""
    checks = [*_check_settings(), *doctor_mail.check_server(), *_check_database()]
    show_list(checks, COLUMNS, empty="")
    failures = sum(check["result"] == FAILURE for check in checks)
    warnings = sum(check["result"] == WARNING for check in checks)
    told = [
        ngettext("%(num)s failure", "%(num)s failures", failures),
        ngettext("%(num)s warning", "%(num)s warnings", warnings),
    ]
    note(", ".join(told))
    if failures:
        ctx.exit(1)


def _check_settings() -> Iterator[Check]:
    config = current_app.config["COACHBOOK"]
    is_production = config.env == "production"
    is_weak = len(config.secret_key) < 32
    if is_weak:
        told = gettext("too short: set COACHBOOK_SECRET_KEY to 32 random characters or more")
    else:
        told = gettext("%(count)s characters", count=len(config.secret_key))
    yield _check("secret_key", gettext("Secret key"), (FAILURE if is_production else WARNING) if is_weak else OK, told)
    is_local = not config.base_url.startswith("https://")
    yield _check("base_url", gettext("Address"), WARNING if is_local else OK, config.base_url)
    told = gettext(
        "%(count)s zones, the programme's is %(zone)s", count=len(zone_names()), zone=config.programme_timezone
    )
    yield _check("zones", gettext("Time zones"), OK, told)
    if config.clock_offset:
        yield _check("clock", gettext("Clock"), WARNING, gettext("shifted by %(offset)s", offset=config.clock_offset))


def _check_database() -> Iterator[Check]:
    """Yield the checks of the database; those of the rows only when its tables are the expected ones."""
    title = gettext("Database")
    try:
        state = doctor_database.examine()
    except Exception as error:
        trouble = doctor_database.trouble_of(error)
        if trouble is None:
            raise
        yield _check("database", title, FAILURE, trouble)
        return
    is_unsafe = bool(state.wrong_settings)
    # A test server may do without safety; a file of SQLite is opened with our own settings.
    unsafe = FAILURE if state.name.startswith("SQLite") else WARNING
    told = ", ".join((state.name, *state.wrong_settings))
    yield _check("database", title, unsafe if is_unsafe else OK, told)
    if state.revision != state.head:
        told = gettext("at %(revision)s of %(head)s: run flask db upgrade", revision=state.revision, head=state.head)
        yield _check("migrations", gettext("Migrations"), FAILURE, told)
        return
    yield _check("migrations", gettext("Migrations"), OK, gettext("at %(revision)s", revision=state.revision))
    yield _listed("rules", gettext("Constraints and triggers"), doctor_database.list_missing_rules(), _l("missing"))
    yield _listed("orphans", gettext("References"), doctor_database.list_orphans(), _l("point at nothing"))
    yield from doctor_mail.check_sending()
    yield from doctor_calendars.check_calendars()
    yield from map(_check_finding, doctor.check_invariants(now=utc_now()))


def _check_finding(finding: Finding) -> Check:
    told = ", ".join(f"{KINDS[finding.kind]} {number}" for number in finding.examples)
    title = f"{finding.number} {NAMES[finding.name]}"
    result = FAILURE if finding.examples else OK
    return _check(f"{finding.number}.{finding.name}", title, result, f"{told} …" if finding.has_more else told)


def _listed(code: str, title: str, names: list[str], what: object) -> Check:
    return _check(code, title, FAILURE if names else OK, f"{what}: {', '.join(names)}" if names else "")
