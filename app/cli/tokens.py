"""`flask tokens`: what lets a program act for a person."""

from datetime import date

import click
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.cli import facts
from app.cli.acting import administrator
from app.cli.commands import Group, dry_run_option, limit_option, option
from app.cli.inputs import NUMBER, Day, Names, end_of
from app.cli.output import Column, Row, say, show_list
from app.db import transact
from app.domain.clock import utc_now
from app.domain.tokens import Scope
from app.services import account_views
from app.services import tokens as service
from app.services.tokens import TokenLine

tokens = Group("tokens", help=_l("Tokens with which a program acts for a person."))

COLUMNS = (
    Column(_l("ID"), lambda token: token["id"], is_whole=True, is_number=True),
    Column(_l("Person"), lambda token: token["user"]),
    Column(_l("Name"), lambda token: token["name"]),
    Column(_l("Begins with"), lambda token: token["prefix"], rank=1, is_whole=True),
    Column(_l("May"), lambda token: ", ".join(token["scopes"]), is_whole=True),
    Column(_l("Status"), lambda token: token["status"], is_whole=True),
    Column(_l("Made"), lambda token: facts.moment(token["created_at"]), rank=4, is_whole=True),
    Column(_l("Expires"), lambda token: facts.moment(token["expires_at"]), rank=2, is_whole=True),
    Column(
        _l("Last used"), lambda token: facts.moment(token["last_used_at"]) or gettext("never"), rank=3, is_whole=True
    ),
)


@tokens.verb(
    "create",
    "create --user ines@example.org --name 'Calendar script'",
    "create --user ines@example.org --name 'Timetable' --scopes read,write --expires 2027-06-30",
    help=_l("Make a token and print it, once: only its hash is kept."),
)
@option("--user", "email", required=True, help=_l("For whom the program acts, by e-mail address."))
@option("--name", required=True, help=_l("What the token is for."))
@option("--scopes", type=Names(), default=Scope.READ.value, show_default=True, help=_l("What it may: read, write."))
@option("--expires", type=Day(), help=_l("Its last day, in the programme's zone; until it is revoked unless given."))
@dry_run_option
def create(*, email: str, name: str, scopes: list[str], expires: date | None, dry_run: bool) -> None:
    """Make a token and print it once."""
    actor, now, expires_at = administrator(), utc_now(), end_of(expires, formats.zone())
    number, token = transact(
        lambda: service.create(actor=actor, email=email, name=name, scopes=scopes, expires_at=expires_at, now=now),
    )
    if dry_run:
        say(gettext("Would make a token for %(email)s", email=email.strip().lower()), dry_run=True)
        return
    made = service.get(number, now=now)
    told = gettext("Token %(number)s made for %(email)s: %(name)s", number=number, email=made.email, name=made.name)
    shown_once = gettext("Token: %(token)s (shown only now)", token=token)
    say(f"{told}\n{shown_once}", **_facts(made), token=token, dry_run=False)


@tokens.verb(
    "list", "list", "list --user ines@example.org --json", help=_l("List tokens, the newest first, ended ones too.")
)
@option("--user", help=_l("Only this person's, by e-mail address."))
@limit_option
def list_tokens(*, user: str | None, limit: int) -> None:
    """List tokens."""
    user_id = account_views.get(user).number if user else None
    rows = [_facts(line) for line in service.list_tokens(user_id=user_id, now=utc_now(), limit=limit + 1)]
    show_list(rows, COLUMNS, limit=limit, empty=gettext("No tokens."), zone=formats.zone())


@tokens.verb("revoke", "revoke 12", "revoke 12 --dry-run", help=_l("Let a token count no more, at once and for good."))
@click.argument("token", type=NUMBER)
@dry_run_option
def revoke(*, token: int, dry_run: bool) -> None:
    """Let a token count no more."""
    actor, now = administrator(), utc_now()
    is_fresh = transact(lambda: service.revoke(actor=actor, number=token, now=now))
    line = service.get(token, now=now)
    if not is_fresh:
        told = gettext("Token %(number)s was revoked before: %(name)s, of %(email)s")
    elif dry_run:
        told = gettext("Would revoke token %(number)s: %(name)s, of %(email)s")
    else:
        told = gettext("Token %(number)s revoked: %(name)s, of %(email)s")
    say(told % {"number": token, "name": line.name, "email": line.email}, **_facts(line), dry_run=dry_run)


def _facts(line: TokenLine) -> Row:
    return {
        "id": line.number,
        "user": line.email,
        "name": line.name,
        "prefix": line.prefix,
        "scopes": line.scopes,
        "status": line.status.value,
        "created_at": line.created_at,
        "expires_at": line.expires_at,
        "last_used_at": line.last_used_at,
        "revoked_at": line.revoked_at,
    }
