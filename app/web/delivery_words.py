"""What became of a mail, in words for the people it was about."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.domain.mail import MessageState
from app.domain.notifications import Notice
from app.services.deliveries import Delivery

KINDS: dict[Notice, Any] = {
    Notice.CALL_BOOKED: _l("Booking"),
    Notice.CALL_REQUESTED: _l("Request"),
    Notice.CALL_CONFIRMED: _l("Confirmation"),
    Notice.CALL_DECLINED: _l("Refusal"),
    Notice.CALL_LAPSED: _l("End of the request"),
    Notice.CALL_MOVED: _l("Other time"),
    Notice.CALL_CANCELLED: _l("Cancellation"),
}
REASONS: dict[str, Any] = {
    "the call was cancelled": _l("the call was cancelled"),
    "the request was answered": _l("the request was answered"),
    "the call was moved": _l("the call was moved"),
    "the call has begun": _l("the call had begun"),
    "the call has ended": _l("the call had ended"),
    "restored from a backup": _l("the programme was restored from a backup"),
    "switched off": _l("switched off in the settings"),
    "a later reminder goes instead": _l("a later reminder went instead"),
    "the cancellation was undone": _l("the cancellation was undone"),
}


def lines(mails: Sequence[Delivery], names: Mapping[int, str]) -> list[str]:
    """Return a line for each mail: what it tells, to whom, and where it stands."""
    return [
        gettext("%(kind)s to %(name)s: %(fate)s", kind=name(mail), name=names[mail.user_id], fate=fate(mail))
        for mail in mails
    ]


def name(mail: Delivery) -> str:
    """Return what a mail tells."""
    if mail.ahead is not None:
        return str(gettext("Reminder %(time)s before", time=formats.duration(mail.ahead)))
    return str(KINDS[mail.kind])


def fate(mail: Delivery) -> str:
    """Return where a mail stands; why a server refused it is the operator's to know."""
    when = formats.moment(mail.at)
    if mail.state is MessageState.SENT:
        return str(gettext("sent %(when)s", when=when))
    is_waiting = mail.state is MessageState.WAITING
    if mail.state is MessageState.KEPT or (is_waiting and not current_app.config["COACHBOOK"].mail_url):
        return str(gettext("not sent: this installation sends no mail"))
    if is_waiting:
        return str(gettext("not taken yet, will retry") if mail.is_retried else gettext("will be sent"))
    if mail.state is MessageState.FAILED:
        return str(gettext("could not be sent"))
    why = REASONS.get(mail.reason)
    return str(gettext("not sent: %(why)s", why=why) if why else gettext("not sent"))
