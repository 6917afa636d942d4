"""`flask users`: people's accounts."""

import secrets
import sys
from typing import Any

import click
from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.cli import facts
from app.cli.acting import administrator, note_phones_shown
from app.cli.commands import Group, limit_option, option, rehearsal_option, show_phone_option
from app.cli.inputs import Names
from app.cli.output import Column, say, show_list, show_record
from app.db import transact
from app.domain.clock import utc_now
from app.domain.passwords import make_hash
from app.services import account_views, accounts, coaches

users = Group("users", help=_l("People's accounts."))

ROLES = click.Choice(["student", "coach"])

COLUMNS = (
    Column(_l("ID"), lambda user: user["id"], is_whole=True, is_number=True),
    Column(_l("Name"), lambda user: user["name"]),
    Column(_l("E-mail"), lambda user: user["email"]),
    Column(_l("Role"), lambda user: user["role"], rank=2, is_whole=True),
    Column(_l("Time zone"), lambda user: user["timezone"], rank=4),
    Column(_l("Phone"), lambda user: user["phone"], rank=5, is_whole=True),
    Column(_l("Status"), lambda user: user["status"], rank=1, is_whole=True),
)

new_password_option = option(
    "--password-stdin", is_flag=True, help=_l("Read the password from stdin; without it one is made and printed once.")
)


@users.verb(
    "create",
    "create --email ines@example.org --name 'Inês Carvalho' --role coach --phone '+351 912 345 678' "
    "--timezone Europe/Lisbon --subjects maths,physics",
    "create --email bob@example.org --name Bob --phone +12125550102 --password-stdin < password.txt",
    help=_l("Make an account."),
)
@option("--email", required=True, help=_l("The address the person signs in with."))
@option("--name", required=True, help=_l("The name that others see."))
@option("--role", type=ROLES, default="student", show_default=True, help=_l("What the person is."))
@option("--phone", required=True, help=_l("The phone number, best with its country code."))
@option("--timezone", help=_l("IANA name of the person's zone; the programme's unless given."))
@option("--locale", help=_l("The person's language, like en; the programme's unless given."))
@new_password_option
@option("--subjects", type=Names(), help=_l("What a coach teaches, between commas."))
@option("--unconfirmed", is_flag=True, help=_l("The person has yet to confirm the address; until then no booking."))
@rehearsal_option
def create(
    *,
    email: str,
    name: str,
    role: str,
    phone: str,
    timezone: str | None,
    locale: str | None,
    password_stdin: bool,
    subjects: list[str] | None,
    unconfirmed: bool,
) -> None:
    """Make an account."""
    if subjects and role != "coach":
        raise click.UsageError(gettext("--subjects is for a coach: add --role coach."))
    config, actor, now = current_app.config["COACHBOOK"], administrator(), utc_now()
    password = _read_password(password_stdin)
    password_hash = make_hash(password, about=(email,))

    def work() -> int:
        number = accounts.create(
            actor=actor,
            email=email,
            name=name,
            phone=phone,
            phone_region=config.phone_region,
            timezone=timezone or config.programme_timezone,
            locale=locale or config.default_locale,
            password_hash=password_hash,
            is_confirmed=not unconfirmed,
            now=now,
        )
        if role == "coach":
            coaches.appoint(actor=actor, user_id=number, now=now)
            if subjects:
                coaches.edit(actor=actor, email=email, subject_names=subjects, now=now)
        return number

    number = transact(work)
    made = account_views.get(email)
    told = gettext("Account %(number)s made: %(name)s (%(email)s)", number=number, name=made.name, email=made.email)
    _say_password(told, None if password_stdin else password, **facts.account(made, shows_phone=False))


@users.verb("list", "list --role coach", "list --search ines --json", help=_l("List accounts by name."))
@option("--role", type=ROLES, help=_l("Coaches alone, or those who are none."))
@option("--search", help=_l("Only those that have this in their name or address."))
@show_phone_option
@limit_option
def list_users(*, role: str | None, search: str | None, show_phone: bool, limit: int) -> None:
    """List accounts by name."""
    found = account_views.list_accounts(role=role, search=search, limit=limit + 1)
    if show_phone:
        note_phones_shown({line.number for line in found[:limit] if line.phone})
    rows = [facts.account(line, shows_phone=show_phone) for line in found]
    show_list(rows, COLUMNS, limit=limit, empty=gettext("No accounts."))


@users.verb("show", "show bob@example.org", "show bob@example.org --show-phone", help=_l("Show one account."))
@click.argument("email")
@show_phone_option
def show(*, email: str, show_phone: bool) -> None:
    """Show one account."""
    line = account_views.get(email)
    if show_phone and line.phone:
        note_phones_shown({line.number})
    user = facts.account(line, shows_phone=show_phone)
    lines: list[tuple[Any, Any]] = [
        (gettext("ID"), user["id"]),
        (gettext("Name"), user["name"]),
        (gettext("E-mail"), user["email"]),
        (gettext("Role"), user["role"]),
        (gettext("Status"), user["status"]),
        (gettext("Phone"), user["phone"]),
        (gettext("Time zone"), user["timezone"]),
        (gettext("Language"), user["locale"]),
        (gettext("Made"), facts.moment(user["created_at"])),
        (gettext("Confirmed"), facts.moment(user["confirmed_at"]) or gettext("not yet")),
        (gettext("Deactivated"), facts.moment(user["deactivated_at"])),
    ]
    show_record(user, lines, zone=formats.zone())


@users.verb(
    "edit",
    "edit bob@example.org --timezone America/New_York",
    "edit bob@example.org --email robert@example.org",
    help=_l("Change an account; what is not given stays as it is."),
)
@click.argument("email_now", metavar="EMAIL")
@option("--email", help=_l("Another address to sign in with."))
@option("--name", help=_l("Another name."))
@option("--phone", help=_l("Another phone number."))
@option("--timezone", help=_l("IANA name of another zone."))
@option("--locale", help=_l("Another language, like en."))
@rehearsal_option
def edit(*, email_now: str, email: str | None, **changes: str | None) -> None:
    """Change an account."""
    actor, now, region = administrator(), utc_now(), current_app.config["COACHBOOK"].phone_region
    if email is None and not any(value is not None for value in changes.values()):
        raise click.UsageError(gettext("Say what to change: --email, --name, --phone, --timezone or --locale."))
    changed = transact(
        lambda: accounts.edit(actor=actor, email=email_now, phone_region=region, now=now, new_email=email, **changes)
    )
    if changed:
        told = gettext("%(email)s: changed %(what)s", email=email_now, what=", ".join(changed))
    else:
        told = gettext("%(email)s: nothing to change", email=email_now)
    say(told, email=(email or email_now).strip().lower(), changed=list(changed))


@users.verb(
    "set-password",
    "set-password bob@example.org",
    "set-password bob@example.org --password-stdin < password.txt",
    help=_l("Give a person another password and end their sessions."),
)
@click.argument("email")
@new_password_option
@rehearsal_option
def set_password(*, email: str, password_stdin: bool) -> None:
    """Give a person another password."""
    actor, now = administrator(), utc_now()
    password = _read_password(password_stdin)
    password_hash = make_hash(password, about=(email,))
    transact(lambda: accounts.set_password(actor=actor, email=email, password_hash=password_hash, now=now))
    told = gettext("%(email)s has another password and is signed out everywhere", email=email)
    _say_password(told, None if password_stdin else password, email=email.strip().lower())


@users.verb(
    "invite",
    "invite bob@example.org",
    help=_l("Mail a person a link, good for 14 days, with which they choose their password and confirm the address."),
)
@click.argument("email")
@rehearsal_option
def invite(*, email: str) -> None:
    """Mail a person a link with which they choose their password."""
    actor, now = administrator(), utc_now()
    transact(lambda: accounts.invite(actor=actor, email=email, now=now))
    told = gettext("An invitation is on its way to %(email)s", email=email.strip().lower())
    say(told, email=email.strip().lower())


def _read_password(from_stdin: bool) -> str:
    if not from_stdin:
        return secrets.token_urlsafe(12)
    if sys.stdin.isatty():
        return str(click.prompt(gettext("Password"), hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")


def _say_password(sentence: str, password: str | None, **facts_told: Any) -> None:
    """Tell what was done, with the password if one was made: it can be read nowhere else."""
    if password is None:
        say(sentence, **facts_told)
        return
    shown_once = gettext("Password: %(password)s (shown only now)", password=password)
    say(f"{sentence}\n{shown_once}", **facts_told, password=password)
