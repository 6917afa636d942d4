"""A coach's weekly rules: listed as sentences, added, changed, paused, deleted, and brought back."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app.domain.clock import utc_now
from app.domain.errors import Invalid
from app.domain.limits import WEEK_PERSON
from app.domain.timezones import to_local
from app.domain.weekly_rules import WeeklyRule
from app.services import holidays, rule_opening, weekly_rules
from app.services.weekly_rules import Done, RuleView
from app.web import rule_words
from app.web.access import Access, actor, allow, policy, viewer
from app.web.addresses import row_number
from app.web.forms.rules import RuleForm
from app.web.forms.slots import WithdrawForm
from app.web.forms.submission import refuse, submit
from app.web.pace import at_most
from app.web.responses import done, page, redirect_to, wants_fragment

bp = Blueprint("weekly_rules", __name__)


@bp.get("/schedule/rules")
@allow(Access.COACH)
def index() -> ResponseReturnValue:
    """List the rules, with the way back from what was just done to one, and ask for another."""
    number = row_number("gone")
    gone = weekly_rules.get(number, actor=actor()) if number else None
    return _show(gone=gone if gone and gone.is_deleted else None)


@bp.get("/schedule/rules/<number:rule_id>")
@allow(Access.COACH)
def edit(rule_id: int) -> ResponseReturnValue:
    """Show one rule to be changed."""
    view = weekly_rules.get(rule_id, actor=actor())
    form = RuleForm(formdata=None)
    form.fill(view.rule, rule_id)
    return _show(form)


@bp.post("/schedule/rules/preview")
@allow(Access.COACH)
def preview() -> ResponseReturnValue:
    """Say what a rule would open, date by date; nothing is saved."""
    form = RuleForm()
    if not form.validate_on_submit():
        return _preview(form, 422)
    number = row_number("rule_id")
    known = weekly_rules.get(number, actor=actor()) if number else None
    try:
        rule = form.rule(known.rule.timezone if known else viewer().timezone)
    except Invalid as error:
        return _preview(form, refuse(form, error))
    dates = rule_opening.plan(viewer().id, rule, rule_id=number, policy=policy(), now=utc_now())
    return _preview(form, dates=dates)


@bp.post("/schedule/rules")
@allow(Access.COACH)
def add() -> ResponseReturnValue:
    """Write a rule, and open its slots at once."""
    return _save(
        viewer().timezone,
        lambda form, rule: weekly_rules.add(
            actor=actor(), coach_id=viewer().id, rule=rule, key=form.key.data, policy=policy(), now=utc_now()
        ),
    )


@bp.post("/schedule/rules/<number:rule_id>")
@allow(Access.COACH)
def change(rule_id: int) -> ResponseReturnValue:
    """Change a rule; it stays in the zone in which it was made."""
    known = weekly_rules.get(rule_id, actor=actor())
    return _save(
        known.rule.timezone,
        lambda _, rule: weekly_rules.change(actor=actor(), number=rule_id, rule=rule, policy=policy(), now=utc_now()),
    )


@bp.post("/schedule/rules/<number:rule_id>/pause")
@allow(Access.COACH)
def pause(rule_id: int) -> ResponseReturnValue:
    """Open no more of a rule for now."""
    gone = _do(lambda: weekly_rules.pause(actor=actor(), number=rule_id, now=utc_now()))
    return _after(gettext("Paused."), gone)


@bp.post("/schedule/rules/<number:rule_id>/delete")
@allow(Access.COACH)
def delete(rule_id: int) -> ResponseReturnValue:
    """Take a rule away; in its place stands the way back."""
    gone = _do(lambda: weekly_rules.delete(actor=actor(), number=rule_id, now=utc_now()))
    return _after(gettext("Deleted."), gone, gone=weekly_rules.get(rule_id, actor=actor()))


@bp.post("/schedule/rules/<number:rule_id>/bring-back")
@allow(Access.COACH)
def bring_back(rule_id: int) -> ResponseReturnValue:
    """Let a paused or deleted rule open its slots again."""
    back = _do(lambda: weekly_rules.bring_back(actor=actor(), number=rule_id, policy=policy(), now=utc_now()))
    return _after(ngettext("%(num)s slot is opened.", "%(num)s slots are opened.", back.opened), back)


def _save(timezone: str, work: Callable[[RuleForm, WeeklyRule], Done]) -> ResponseReturnValue:
    form = RuleForm()
    if not form.validate_on_submit():
        return _show(form, 422)
    saved = submit(form, at_most(WEEK_PERSON, lambda: work(form, form.rule(timezone))))
    if saved.result is None:
        return _show(form, saved.status)
    done(rule_words.tell_done(saved.result))
    return redirect_to("weekly_rules.index")


def _do(work: Callable[[], Done]) -> Done:
    return submit(WithdrawForm(), at_most(WEEK_PERSON, work)).result or Done(0)


def _after(words: str, changed: Done, gone: RuleView | None = None) -> ResponseReturnValue:
    if changed.withdrawn:
        words = f"{words} {rule_words.tell_withdrawn(changed.withdrawn)}"
    if wants_fragment():
        return _show(gone=gone, told=words, changed=changed.number, announce=words)
    done(words)
    return redirect_to("weekly_rules.index", gone=gone.number if gone else None)


def _show(form: RuleForm | None = None, status: int = 200, **context: Any) -> ResponseReturnValue:
    return page("schedule/rules.html", fragment="rules", status=status, **_told(form), **context)


def _preview(form: RuleForm, status: int = 200, **context: Any) -> ResponseReturnValue:
    # Who is still filling the form in has made no mistake.
    status = 200 if wants_fragment() else status
    return page("schedule/rules.html", fragment="preview", status=status, **_told(form), **context)


def _told(form: RuleForm | None) -> dict[str, Any]:
    now = utc_now()
    return {
        "form": form or RuleForm(formdata=None, first_on=to_local(now, viewer().timezone).date()),
        "rules": weekly_rules.list_rules(viewer().id, now=now),
        "buttons": WithdrawForm(formdata=None),
        "holidays": holidays.load(policy()),
        "words": rule_words,
        "now": now,
    }
