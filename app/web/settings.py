"""A person's own settings, and the zone that times are shown in, signed in or not."""

from flask import Blueprint, current_app, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app import formats
from app.db import transact
from app.domain.clock import utc_now
from app.domain.errors import BadTimezone
from app.domain.timezones import check_timezone
from app.services import preferences
from app.web.access import Access, actor, allow, viewer
from app.web.addresses import local_path
from app.web.forms.settings import SettingsForm, TimeZoneForm
from app.web.forms.submission import refuse, submit
from app.web.responses import done, page, redirect_to, remember

bp = Blueprint("settings", __name__)

ZONE_COOKIE, KEPT_COOKIE, THEME_COOKIE = "tz", "tz_kept", "theme"
# One city for each common offset, west to east.
COMMON_ZONES = (
    "America/Los_Angeles",
    "America/New_York",
    "Europe/London",
    "Europe/Paris",
    "Africa/Johannesburg",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Sydney",
)


@bp.get("/settings")
@allow(Access.SIGNED_IN)
def edit() -> ResponseReturnValue:
    """Show the person's settings."""
    mine = preferences.get(viewer().id)
    form = SettingsForm(obj=mine)
    form.phone.data = formats.phone(mine.phone) if mine.phone else ""
    return page("settings/edit.html", form=form, email=mine.email)


@bp.post("/settings")
@allow(Access.SIGNED_IN)
def save() -> ResponseReturnValue:
    """Save the person's settings."""
    form = SettingsForm()
    saved = submit(
        form,
        lambda: preferences.save(
            actor=actor(), user_id=viewer().id, name=form.name.data, phone=form.phone.data,
            phone_region=current_app.config["COACHBOOK"].phone_region, timezone=form.timezone.data,
            hour_cycle=form.hour_cycle.data, theme=form.theme.data, week_start=form.week_start.data,
            shares_steps=form.shares_steps.data, enter_sends=form.enter_sends.data, now=utc_now(),
        ),
    )  # fmt: skip
    if not saved.is_done:
        return page("settings/edit.html", status=saved.status, form=form, email=preferences.get(viewer().id).email)
    done(gettext("Your settings are saved."))
    response = redirect_to("settings.edit")
    # The page after sign-out keeps the colours.
    remember(response, THEME_COOKIE, form.theme.data)
    return response


@bp.get("/time-zone")
@allow(Access.PUBLIC)
def choose_zone() -> ResponseReturnValue:
    """Show what can be chosen."""
    form = TimeZoneForm(timezone=formats.zone(), next=request.args.get("next"))
    return page("settings/zone.html", form=form, common=COMMON_ZONES, now=utc_now())


@bp.post("/time-zone")
@allow(Access.PUBLIC)
def set_zone() -> ResponseReturnValue:
    """Show times in the chosen zone: for good in an account, in this browser for a visitor."""
    form = TimeZoneForm()
    if form.validate_on_submit():
        zone = form.timezone.data.strip()
        try:
            check_timezone(zone)
        except BadTimezone as error:
            refuse(form, error)
        else:
            if current_user.is_authenticated:
                transact(
                    lambda: preferences.set_timezone(actor=actor(), user_id=viewer().id, timezone=zone, now=utc_now())
                )
            done(gettext("Times are now shown in %(zone)s.", zone=formats.zone_name(zone)))
            response = redirect(local_path(form.next.data), code=303)
            remember(response, ZONE_COOKIE, zone)
            return response
    return page("settings/zone.html", status=422, form=form, common=COMMON_ZONES, now=utc_now())


@bp.post("/time-zone/keep")
@allow(Access.SIGNED_IN)
def keep_zone() -> ResponseReturnValue:
    """Remember that the person keeps their zone although the device is elsewhere; ask no more about that place."""
    response = redirect_to("home.index")
    remember(response, KEPT_COOKIE, request.cookies.get(ZONE_COOKIE, ""))
    return response
