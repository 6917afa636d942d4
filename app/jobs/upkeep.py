"""What time does while nobody looks: holds, requests and offers lapse, and weekly rules open what comes nearer."""

from functools import partial

from flask import current_app

from app.db import db, transact
from app.domain.actors import Actor, Channel
from app.domain.clock import utc_now
from app.services import answering, demand, holds, no_shows, offers, rule_opening, waitlist, wishes

WORKER = Actor(None, Channel.CLI, "worker")


def clear_holds() -> None:
    """Let go of the slots that were held for long enough."""
    transact(lambda: holds.clear_lapsed(now=utc_now()))


def open_rules() -> int:
    """Open what weekly rules have to open now, each rule in a transaction of its own; return how many slots."""
    policy, now = current_app.config["COACHBOOK"].policy, utc_now()
    due = rule_opening.list_due(policy=policy, now=now)
    # What was read is done with: each rule is read anew under its coach's lock.
    db.session.rollback()

    def open_slots(rule_id: int) -> list[int]:
        return transact(lambda: rule_opening.open_slots(actor=WORKER, rule_id=rule_id, policy=policy, now=now))

    return sum(len(open_slots(rule_id)) for rule_id in due)


def offer_slots() -> int:
    """End the wishes and offers whose time is over, and offer what is free; return how many offers were made.

    Each is a transaction of its own; several workers may do the same, and each slot is offered once (case F8).
    """
    policy, now = current_app.config["COACHBOOK"].policy, utc_now()
    over = wishes.list_over(now=now)
    db.session.rollback()
    for wish_id in over:
        transact(partial(wishes.end_over, wish_id, actor=WORKER, now=utc_now()))
    ended = offers.list_ended(policy=policy, now=now)
    db.session.rollback()
    for offer_id in ended:
        transact(partial(offers.settle, offer_id, policy=policy, now=utc_now()))
    due = waitlist.list_due(policy=policy, now=utc_now())
    db.session.rollback()
    made = [
        transact(partial(waitlist.offer_next, actor=WORKER, slot_id=slot_id, policy=policy, now=utc_now()))
        for slot_id in due
    ]
    return sum(offer is not None for offer in made)


def end_requests() -> None:
    """End the requests that nobody has answered in time, each in a transaction of its own."""
    due = answering.list_lapsed(now=utc_now())
    db.session.rollback()
    for call_id in due:
        transact(partial(answering.lapse, call_id, now=utc_now()))


def forget_demand() -> None:
    """Forget what was wanted long ago."""
    transact(lambda: demand.forget(now=utc_now()))


def weigh_no_shows() -> None:
    """Warn whoever missed calls, or pause their booking, each student in a transaction of their own."""
    policy = current_app.config["COACHBOOK"].policy
    due = no_shows.list_due(policy=policy, now=utc_now())
    db.session.rollback()
    for student_id in due:
        transact(partial(no_shows.weigh, student_id, actor=WORKER, policy=policy, now=utc_now()))


# For whoever has it all done in one go, from cron.
ALL = (end_requests, clear_holds, open_rules, offer_slots, weigh_no_shows, forget_demand)
