"""A coach's time off: taken, listed, removed; and one action for who is ill."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app.domain.clock import utc_now
from app.domain.errors import CallsInside, Invalid
from app.domain.limits import WEEK_PERSON
from app.domain.time_off import Fate, TimeOff, choose
from app.domain.timezones import to_local
from app.services import time_off, time_off_views
from app.services.time_off import Taken
from app.services.time_off_views import CallInside, TimeOffView
from app.web.access import Access, actor, allow, policy, viewer
from app.web.forms.fates import fates
from app.web.forms.submission import refuse, submit
from app.web.forms.time_off import IllForm, RemoveForm, TimeOffForm
from app.web.pace import at_most
from app.web.responses import done, page, redirect_to

bp = Blueprint("time_off", __name__)


@bp.get("/schedule/time-off")
@allow(Access.COACH)
def index() -> ResponseReturnValue:
    """Show when the coach is off, and ask for more."""
    return _show()


@bp.post("/schedule/time-off")
@allow(Access.COACH)
def take() -> ResponseReturnValue:
    """Take time off; with booked calls inside, ask of each what becomes of it first."""
    form = TimeOffForm()
    if not form.validate_on_submit():
        return _show(form=form, status=422)
    try:
        off = choose(
            form.first_day.data, form.last_day.data, form.from_time.data, form.until_time.data,
            timezone=viewer().timezone, now=utc_now(),
        )  # fmt: skip
    except Invalid as error:
        return _show(form=form, status=_refuse(form, error))
    said = fates()
    try:
        taken = submit(form, at_most(WEEK_PERSON, lambda: _take(off, form, fates=said)))
    except CallsInside:
        inside = time_off_views.view_of(viewer().id, off, now=utc_now()).calls
        return _show(form=form, status=409, inside=inside, fates=said)
    if taken.result is None:
        inside = time_off_views.view_of(viewer().id, off, now=utc_now()).calls
        return _show(form=form, status=taken.status, inside=inside, fates=said)
    done(_tell(taken.result))
    return redirect_to("time_off.index")


@bp.post("/schedule/ill")
@allow(Access.COACH)
def fall_ill() -> ResponseReturnValue:
    """Cancel all calls of a day or more, and hold other times for their students."""
    form = IllForm()
    if not form.validate_on_submit():
        return _show(ill=form, status=422)
    try:
        off = choose(
            form.first_day.data, form.last_day.data, None, None, timezone=viewer().timezone, now=utc_now()
        )  # fmt: skip
    except Invalid as error:
        return _show(ill=form, status=_refuse(form, error))
    taken = submit(form, at_most(WEEK_PERSON, lambda: _take(off, form, otherwise=Fate.OFFER)))
    if taken.result is None:
        return _show(ill=form, status=taken.status)
    done(_tell(taken.result))
    return redirect_to("time_off.index")


@bp.post("/schedule/time-off/<number:off_id>/remove")
@allow(Access.COACH)
def remove(off_id: int) -> ResponseReturnValue:
    """Come back: what is open inside is offered again."""
    form = RemoveForm()
    submit(form, at_most(WEEK_PERSON, lambda: time_off.remove(actor=actor(), number=off_id, now=utc_now())))
    done(gettext("Removed. Your open slots of that time are offered again."))
    return redirect_to("time_off.index")


def _take(off: TimeOff, form: IllForm, **said: Any) -> Taken:
    return time_off.take(
        actor=actor(), coach_id=viewer().id, off=off, reason=form.reason.data, key=form.key.data, policy=policy(),
        now=utc_now(), **said,
    )  # fmt: skip


def _refuse(form: IllForm, error: Invalid) -> int:
    """Put a refusal of the days on the last one."""
    return refuse(form, error, field="last_day")


def _tell(taken: Taken) -> str:
    sentences = [gettext("You are off then.")]
    if taken.hidden:
        sentences.append(
            ngettext("%(num)s open slot is hidden.", "%(num)s open slots are hidden.", taken.hidden),
        )
    if taken.kept:
        sentences.append(ngettext("%(num)s call stays booked.", "%(num)s calls stay booked.", len(taken.kept)))
    if taken.cancelled:
        sentences.append(ngettext("%(num)s call is cancelled.", "%(num)s calls are cancelled.", len(taken.cancelled)))
    if taken.held:
        sentences.append(
            ngettext(
                "%(num)s other time is held for its student.",
                "%(num)s other times are held for the students.",
                taken.held,
            )
        )
    return " ".join(sentences)


def _show(
    *,
    form: TimeOffForm | None = None,
    ill: IllForm | None = None,
    status: int = 200,
    inside: Sequence[CallInside] = (),
    fates: Mapping[int, Fate] | None = None,
) -> ResponseReturnValue:
    now = utc_now()
    today = to_local(now, viewer().timezone).date()
    ahead = () if inside else time_off_views.list_ahead(viewer().id, now=now)
    return page(
        "schedule/time_off.html",
        status=status,
        form=form or TimeOffForm(formdata=None),
        ill=ill or IllForm(formdata=None, first_day=today, last_day=today, reason=gettext("I am ill.")),
        ahead=ahead,
        inside=inside,
        fates=fates or {},
        remove=RemoveForm(formdata=None),
        instants=[*(call.starts_at for call in inside), *(at for one in ahead for at in _instants_of(one))],
    )


def _instants_of(one: TimeOffView) -> list[datetime]:
    """Return the instants of which the list says the time."""
    off = one.time_off
    return [*(() if off.is_whole_days else (off.starts_at, off.ends_at)), *(call.starts_at for call in one.calls)]
