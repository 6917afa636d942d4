"""What a person was told of, in a sentence that leads to where it stands."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext

from app import formats
from app.domain.notifications import (
    ATTENDANCE_SAID,
    ATTENDANCE_SETTLED,
    BOOKING_PAUSED,
    MESSAGES,
    NEW_REVIEW,
    NO_SHOWS_WARNED,
    REVIEW_DUE,
    SLOTS_OPENED,
    WAITLIST_OFFER,
    WAITLIST_OVER,
    Notice,
)
from app.services.notifications import Notification


class Words(NamedTuple):
    """A sentence, and the page it leads to."""

    sentence: str
    link: str


def words(told: Notification) -> Words:
    """Return what is said of a notification."""
    return SAID[told.kind](told)


def _booked(told: Notification) -> Words:
    if told.is_coach:
        return _of_call(told, gettext("%(name)s booked %(when)s", name=told.other_name, when=_when(told)))
    return _of_call(told, gettext("You are booked with %(name)s: %(when)s", name=told.other_name, when=_when(told)))


def _requested(told: Notification) -> Words:
    if told.is_coach:
        return _of_call(told, gettext("%(name)s asks for %(when)s", name=told.other_name, when=_when(told)))
    return _of_call(told, gettext("You asked %(name)s for %(when)s", name=told.other_name, when=_when(told)))


def _confirmed(told: Notification) -> Words:
    sentence = gettext("The call with %(name)s on %(when)s is confirmed", name=told.other_name, when=_when(told))
    return _of_call(told, sentence)


def _declined(told: Notification) -> Words:
    sentence = gettext("The request of %(name)s for %(when)s was declined", name=told.other_name, when=_when(told))
    if not told.is_coach:
        sentence = gettext("%(name)s declined your request for %(when)s", name=told.other_name, when=_when(told))
    return _of_call(told, sentence)


def _lapsed(told: Notification) -> Words:
    sentence = gettext("The request of %(name)s for %(when)s lapsed", name=told.other_name, when=_when(told))
    if not told.is_coach:
        sentence = gettext("%(name)s did not answer your request for %(when)s", name=told.other_name, when=_when(told))
    return _of_call(told, sentence)


def _moved(told: Notification) -> Words:
    name, when, was = told.other_name, _when(told), _when(told, "_was")
    sentence = gettext("The call with %(name)s is on %(when)s now, not %(was)s", name=name, when=when, was=was)
    return _of_call(told, sentence)


def _cancelled(told: Notification) -> Words:
    return _of_call(
        told, gettext("The call with %(name)s on %(when)s was cancelled", name=told.other_name, when=_when(told))
    )


def _reminded(told: Notification) -> Words:
    return _of_call(told, gettext("Your call with %(name)s begins soon", name=told.other_name))


def _feedback_due(_told: Notification) -> Words:
    return Words(gettext("Calls wait for your score"), url_for("feedback.index"))


def _messages(told: Notification) -> Words:
    link = url_for("messages.show", conversation_id=told.facts["conversation"], _anchor="last")
    return Words(gettext("%(name)s wrote to you", name=told.other_name), link)


def _slots_opened(told: Notification) -> Words:
    link = url_for("coaches.show", coach_id=told.facts["coach"])
    return Words(gettext("%(name)s opened times", name=told.other_name), link)


def _review_due(_told: Notification) -> Words:
    return Words(gettext("Calls wait for your review"), url_for("calls.index", view="past"))


def _new_review(told: Notification) -> Words:
    link = url_for("reviews.index", _anchor=f"review-{told.facts['call']}")
    return Words(gettext("A student reviewed a call with you"), link)


def _attendance_said(told: Notification) -> Words:
    return _of_call(told, gettext("%(name)s says who came to a call", name=told.other_name))


def _attendance_settled(told: Notification) -> Words:
    return _of_call(told, gettext("It is settled who came to a call with %(name)s", name=told.other_name))


def _warned(told: Notification) -> Words:
    return _of_call(told, gettext("You have missed calls; after another one you cannot book for a while"))


def _paused(told: Notification) -> Words:
    until = formats.moment(datetime.fromisoformat(told.facts["until"]))
    return _of_call(told, gettext("You missed calls after a warning and cannot book until %(until)s", until=until))


def _offered(told: Notification) -> Words:
    until = formats.moment(datetime.fromisoformat(told.facts["until"]))
    sentence = gettext("A time with %(name)s is held for you until %(until)s", name=told.other_name, until=until)
    return Words(sentence, url_for("waitlist.index"))


def _over(told: Notification) -> Words:
    sentence = gettext("%(when)s with %(name)s is no longer held for you", name=told.other_name, when=_when(told))
    return Words(sentence, url_for("waitlist.index"))


def _of_call(told: Notification, sentence: str) -> Words:
    return Words(sentence, url_for("calls.show", call_id=told.facts["call"]))


def _when(told: Notification, which: str = "") -> str:
    starts, ends = (datetime.fromisoformat(told.facts[f"{name}{which}"]) for name in ("starts_at", "ends_at"))
    return formats.span(starts, ends)


SAID: dict[str, Callable[[Notification], Words]] = {
    Notice.CALL_BOOKED: _booked,
    Notice.CALL_REQUESTED: _requested,
    Notice.CALL_CONFIRMED: _confirmed,
    Notice.CALL_DECLINED: _declined,
    Notice.CALL_LAPSED: _lapsed,
    Notice.CALL_MOVED: _moved,
    Notice.CALL_CANCELLED: _cancelled,
    Notice.REMINDER: _reminded,
    Notice.FEEDBACK_DUE: _feedback_due,
    MESSAGES: _messages,
    SLOTS_OPENED: _slots_opened,
    REVIEW_DUE: _review_due,
    NEW_REVIEW: _new_review,
    ATTENDANCE_SAID: _attendance_said,
    ATTENDANCE_SETTLED: _attendance_settled,
    NO_SHOWS_WARNED: _warned,
    BOOKING_PAUSED: _paused,
    WAITLIST_OFFER: _offered,
    WAITLIST_OVER: _over,
}
