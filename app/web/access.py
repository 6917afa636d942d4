"""Who is signed in, and who may open what: a view that does not say stops the start."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import UserMixin, current_user

from app import api, formats
from app.db import transact
from app.domain.actors import Actor, Channel
from app.domain.clock import utc_now
from app.domain.errors import Unavailable, WrongRole
from app.domain.policy import Policy
from app.domain.timezones import zone_names
from app.domain.week import DAY_START
from app.extensions import login_manager
from app.services import sign_ins
from app.services.bookability import Booking
from app.services.call_shapes import Reader
from app.services.sign_ins import Present
from app.web.addresses import page_in_browser, page_of_request
from app.web.responses import redirect_to, wants_fragment
from app.web.unchanged import read_once

View = TypeVar("View", bound=Callable[..., Any])


# Files that are the same for everybody: nobody is looked up for them, and browsers need not ask again for each person.
ALIKE = {"static", "photos.show"}


class Access(Enum):
    """Who may open a view."""

    PUBLIC = "everybody"
    SIGNED_IN = "whoever is signed in"
    COACH = "coaches"


@dataclass(frozen=True)
class Viewer(Present, UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """The signed-in person, as pages need them."""

    token: str

    @property
    def day_start(self) -> timedelta:
        """Return when the day begins in the week that this person sees."""
        return DAY_START if self.day_start_minutes is None else timedelta(minutes=self.day_start_minutes)

    def get_id(self) -> str:
        """Return what the browser holds: a token that ends with its session."""
        return self.token


def allow(access: Access) -> Callable[[View], View]:
    """Say who may open a view."""

    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]  # a mark on the function itself
        return view

    return mark


def viewer() -> Viewer:
    """Return the signed-in person; only views that demand one may ask."""
    return cast(Viewer, current_user)


def viewer_id() -> int | None:
    """Return the signed-in person's number, or None for a visitor."""
    return current_user.id if current_user.is_authenticated else None


def actor() -> Actor:
    """Return the signed-in person as one who acts for themselves."""
    return Actor(viewer().id, Channel.WEB)


def policy() -> Policy:
    """Return the programme's limits."""
    if "policy" not in g:
        g.policy = current_app.config["COACHBOOK"].policy
    return cast(Policy, g.policy)


def reader() -> Reader:
    """Return the signed-in person as one who reads now."""
    return Reader(actor(), policy(), utc_now())


def booking() -> Booking:
    """Return what lists and pages of slots ask: whether the person, or a visitor, may book now."""
    return Booking(viewer_id(), policy(), utc_now())


def load_viewer(token: str) -> Viewer | None:
    """Return the active person whose browser holds this token."""
    found = read_once(sign_ins.find, token, now=utc_now())
    return Viewer(**vars(found), token=token) if found else None


def check_access() -> ResponseReturnValue | None:
    """Let the request pass, send a visitor to the sign-in page, or raise WrongRole."""
    if api.is_ours() or request.endpoint in ALIKE:
        return None
    if current_user.is_authenticated:
        person = viewer()
        formats.read_as(
            locale=person.locale,
            timezone=person.timezone,
            hour_cycle=person.hour_cycle,
            week_start=person.week_start,
        )
        _see(person)
    elif (device_zone := request.cookies.get("tz")) in zone_names():
        formats.read_as(timezone=device_zone)
    view = current_app.view_functions.get(request.endpoint or "")
    access = getattr(view, "access", Access.PUBLIC)
    if access is Access.PUBLIC:
        return None
    if not current_user.is_authenticated:
        return send_to_login()
    if access is Access.COACH and not viewer().is_coach:
        raise WrongRole()
    return None


def _see(person: Viewer) -> None:
    """Remember now and then that this browser was here, unless the database is too busy for such a thing."""
    now = utc_now()
    if now - person.seen_at >= sign_ins.SEEN_EVERY:
        with suppress(Unavailable):
            transact(lambda: sign_ins.see(person.sign_in_id, now=now))


def send_to_login() -> ResponseReturnValue:
    """Answer with the sign-in page, from where the person comes back to the page they were on."""
    if wants_fragment():
        response = redirect_to("auth.login", next=page_in_browser())
        # The browser would follow a redirect by itself and put the sign-in page into the fragment's place.
        response.headers["HX-Redirect"] = response.headers.pop("Location")
        response.status_code = 401
        # What asks by itself stays where it is, and shows this.
        response.set_data(gettext("You are signed out. Sign in in another tab, then try again."))
        response.content_type = "text/plain; charset=utf-8"
        return response
    return redirect_to("auth.login", next=page_of_request())


def check_guarded(app: Flask) -> None:
    """Refuse to start while a view does not say who may open it."""
    open_views = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and not hasattr(app.view_functions[rule.endpoint], "access")
    ]
    if open_views:
        raise RuntimeError(f"these views do not say who may open them: {', '.join(sorted(open_views))}")


def register(app: Flask) -> None:
    """Find the signed-in person, and guard every view."""
    # Its own way to tell templates who is signed in would ask the database even for the page that says it is gone.
    login_manager.init_app(app, add_context_processor=False)
    app.jinja_env.globals["current_user"] = current_user
    login_manager.user_loader(load_viewer)
    app.before_request(check_access)
