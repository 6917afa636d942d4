"""Which mails a person gets: the page of settings, and the link in a mail that switches its sort off."""

from datetime import timedelta

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app import formats
from app.db import transact
from app.domain.actors import Actor, Channel
from app.domain.clock import utc_now
from app.domain.errors import LinkExpired
from app.domain.links import Link, Purpose
from app.domain.notifications import MESSAGES, NEW_REVIEW, REVIEW_DUE, SLOTS_OPENED, Notice
from app.domain.reminders import name_of
from app.extensions import csrf
from app.mails.links import read
from app.services import muting
from app.web.access import Access, actor, allow, policy, viewer
from app.web.responses import done, page, redirect_to

bp = Blueprint("mail_choices", __name__)

# Each sort of mail but the reminders.
SORTS = {
    MESSAGES: _l("Messages that you have not read"),
    SLOTS_OPENED: _l("New open times of coaches whom you wait for"),
    REVIEW_DUE: _l("Calls that wait for your review"),
    Notice.FEEDBACK_DUE: _l("Calls that wait for your score, once a day"),
    NEW_REVIEW: _l("New reviews of your calls"),
}


@bp.get("/settings/notifications")
@allow(Access.SIGNED_IN)
def edit() -> ResponseReturnValue:
    """Show which mails the person gets."""
    return page("settings/mails.html", choices=_choices(), muted=muting.list_muted(viewer().id))


@bp.post("/settings/notifications")
@allow(Access.SIGNED_IN)
def save() -> ResponseReturnValue:
    """Save which mails the person gets, all at once."""
    sorts = list(_choices())
    muted = set(sorts) - set(request.form.getlist("wanted"))
    transact(lambda: muting.choose(actor=actor(), user_id=viewer().id, sorts=sorts, muted=muted, now=utc_now()))
    done(gettext("Saved. Mails of %(on)s of %(all)s kinds are on.", on=len(sorts) - len(muted), all=len(sorts)))
    return redirect_to("mail_choices.edit")


@bp.get("/unsubscribe/<token>")
@allow(Access.PUBLIC)
def ask(token: str) -> ResponseReturnValue:
    """Show the button that switches one sort of mail off (case D1)."""
    link = _read(token)
    if link is None:
        return page("auth/expired.html", status=410)
    return page("settings/unsubscribe.html", words=_words(link.about), is_off=False)


@bp.post("/unsubscribe/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]  # Mail programmes press the button for their reader (RFC 8058).
@allow(Access.PUBLIC)
def unsubscribe(token: str) -> ResponseReturnValue:
    """Switch one sort of mail off for whom the link was mailed to: nothing else can be done with it."""
    link = _read(token)
    if link is None:
        return page("auth/expired.html", status=410)
    by = Actor(link.user_id, Channel.WEB)
    transact(lambda: muting.mute(actor=by, user_id=link.user_id, sort=link.about, now=utc_now()))
    return page("settings/unsubscribe.html", words=_words(link.about), is_off=True)


def _read(token: str) -> Link | None:
    try:
        return read(token, Purpose.UNSUBSCRIBE)
    except LinkExpired:
        return None


def _choices() -> dict[str, str]:
    """Return the sorts of mail that this person may switch off, in words."""
    sorts = [f"{Notice.REMINDER}/{name_of(ahead)}" for ahead in policy().reminders]
    sorts += [MESSAGES, SLOTS_OPENED, REVIEW_DUE]
    sorts += [Notice.FEEDBACK_DUE, NEW_REVIEW] if current_user.is_coach else []
    return {sort: _words(sort) for sort in sorts}


def _words(sort: str) -> str:
    kind, _, ahead = sort.partition("/")
    if kind in SORTS:
        return str(SORTS[kind])
    length = timedelta(**{{"h": "hours", "m": "minutes"}[ahead[-1]]: int(ahead[:-1])})
    return str(gettext("Reminder %(time)s before a call", time=formats.duration(length)))
