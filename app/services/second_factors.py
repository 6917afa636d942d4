"""All that a person signs in with beside the password, taken away by an administrator."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.actors import Actor
from app.services import audit, authenticators, outbox, passkeys, people, sign_ins


@dataclass(frozen=True, slots=True)
class Removed:
    """What there was to take away."""

    had_app: bool
    passkeys: int


def reset(*, actor: Actor, email: str, now: datetime) -> Removed:
    """Take app, recovery codes and passkeys away from a person who has lost them, and end their sessions.

    The person is told: whoever asks for this at the programme need not be who they say. Raises NotFound.
    """
    person = people.get_by_email(email, locked=True)
    removed = Removed(authenticators.forget(person.id), passkeys.forget(person.id))
    if removed.had_app or removed.passkeys:
        sign_ins.end_all(person.id)
        outbox.write("second_factor_reset", to=person, now=now)
        audit.record(actor, "second_factor.reset", "user", person.id, now=now, passkeys=removed.passkeys)
    return removed
