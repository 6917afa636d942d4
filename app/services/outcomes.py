"""How calls ended: they took place, or were missed."""

from datetime import datetime

from app.domain import calls as rules
from app.domain.actors import Actor
from app.domain.calls import CallStatus, Role
from app.domain.errors import WrongRole
from app.domain.webhooks import Event
from app.models import Call
from app.services import audit, calls, webhook_events


def record(*, actor: Actor, call_id: int, outcome: CallStatus, now: datetime) -> None:
    """Say that an ended call took place (COMPLETED) or was missed (NO_SHOW), or correct what was said.

    Raises NotFound, WrongRole for its student, AlreadyCancelled, TooEarlyForOutcome, CallEnded, FeedbackExists.
    """
    role, now = calls.lock(actor, call_id, now=now)
    if role is Role.STUDENT:
        raise WrongRole()
    write(actor=actor, call=calls.get_locked(call_id), outcome=outcome, now=now)


def write(*, actor: Actor, call: Call, outcome: CallStatus, now: datetime) -> None:
    """Write the outcome of a call whose people are locked. Raises as `record` does."""
    rules.check_can_give_outcome(calls.facts_of(call), now=now)
    if call.status == outcome:
        return
    was = call.status
    calls.change(call, status=outcome.value, outcome_at=now)
    audit.record(actor, f"call.{outcome.value}", "call", call.id, now=now, was=was)
    webhook_events.tell_call(Event(f"call.{outcome.value}"), call, now=now)
