"""Waiting for a time, and answering what is offered."""

from app.domain.errors.kinds import Conflict, Invalid


class OfferOver(Conflict):
    code = "offer_over"


class TooManyWishes(Conflict):
    code = "too_many_wishes"


class UntilPast(Invalid):
    code = "until_past"
    field = "until_on"


class UntilTooFar(Invalid):
    code = "until_too_far"
    field = "until_on"
