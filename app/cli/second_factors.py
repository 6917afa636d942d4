"""`flask users reset-factor`: help for somebody who has lost what they sign in with."""

import click
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.cli.acting import administrator
from app.cli.commands import rehearsal_option
from app.cli.output import say
from app.cli.users import users
from app.db import transact
from app.domain.clock import utc_now
from app.services import second_factors


@users.verb(
    "reset-factor",
    "reset-factor bob@example.org",
    help=_l("Take a person's authenticator app, recovery codes and passkeys away, and end their sessions."),
)
@click.argument("email")
@rehearsal_option
def reset_factor(*, email: str) -> None:
    """Take a person's second factor and passkeys away."""
    actor, now = administrator(), utc_now()
    removed = transact(lambda: second_factors.reset(actor=actor, email=email, now=now))
    email = email.strip().lower()
    if not removed.had_app and not removed.passkeys:
        told = gettext("%(email)s signs in with the password alone already", email=email)
    else:
        keys = ngettext("%(num)s passkey", "%(num)s passkeys", removed.passkeys)
        app = gettext("the authenticator app") if removed.had_app else gettext("no authenticator app")
        told = gettext(
            "%(email)s signs in with the password alone; taken away: %(app)s, %(keys)s", email=email, app=app, keys=keys
        )
    say(told, email=email, authenticator=removed.had_app, passkeys=removed.passkeys)
