"""What templates can say by themselves: times in the reader's zone, names, settings."""

import re
from datetime import datetime
from typing import Any

from flask import Flask, current_app, request
from flask_login import current_user
from jinja2.utils import urlize
from markupsafe import Markup, escape
from wtforms import RadioField, SelectMultipleField

from app import formats
from app.domain.clock import utc_now
from app.domain.contacts import split_at_phones
from app.domain.references import reference_of
from app.domain.timezones import zone_names
from app.problems import describe
from app.services import call_views
from app.services.preferences import THEMES
from app.web import devices
from app.web.access import policy, reader, viewer_id
from app.web.addresses import page_in_browser, page_of_request
from app.web.assets import asset, icon
from app.web.phone_views import shown_phone
from app.web.photos import address_of
from app.web.responses import wants_fragment
from app.web.scores import score_text
from app.web.wanted import wanted_slot

# In a sentence of ours, where it is written with its country code.
PHONE = re.compile(r"(\+\d[\d ()-]{5,}\d)")


def time_tag(instant: datetime, text: str) -> Markup:
    """Wrap a written time in the element that also tells machines the instant."""
    stamp = instant.isoformat(timespec="seconds").replace("+00:00", "Z")
    return Markup('<time datetime="{}">{}</time>').format(stamp, text)


def span_tag(starts_at: datetime, ends_at: datetime) -> Markup:
    """Write day and hours of a slot or a call; a line breaks between them only, unless the hours tell their offsets."""
    hours = formats.hours(starts_at, ends_at)
    return _day_tag(starts_at, hours if "UTC" in hours else _unbroken(hours))


def moment_tag(instant: datetime) -> Markup:
    """Write day and time of an instant; a line breaks between them only."""
    return _day_tag(instant, _unbroken(formats.clock_time(instant)))


def _day_tag(instant: datetime, time: str) -> Markup:
    return time_tag(instant, Markup("{} {}").format(_unbroken(f"{formats.day(instant)},"), time))


def _unbroken(text: str) -> Markup:
    return Markup("<span>{}</span>").format(text)


def paragraphs(text: str) -> Markup:
    """Write what a person typed, with its line breaks."""
    return Markup("<br>").join(text.split("\n"))


def linked(text: str) -> Markup:
    """Write what a person typed, with what can be opened or dialled made into links."""
    region = current_app.config["COACHBOOK"].phone_region
    parts = []
    for part, number in split_at_phones(text, region=region):
        link = Markup('<a href="tel:{}">{}</a>').format(number, part)
        parts.append(link if number else Markup(urlize(part, rel="noopener nofollow")))  # noqa: S704  # urlize escapes
    return paragraphs(Markup("").join(parts))


def whole_phones(text: str) -> Markup:
    """Write a sentence in which no phone number is broken over two lines."""
    return Markup("").join(
        Markup('<span class="whole">{}</span>').format(part) if part.startswith("+") else escape(part)
        for part in PHONE.split(str(text))
    )


def described(field: Any, hint: str, uid: str) -> dict[str, str]:
    """Return the attributes that tie a field to its hint and its error."""
    told = [f"{field.id}{uid}-hint"] if hint else []
    if not field.errors:
        return {"aria-describedby": " ".join(told)} if told else {}
    return {"aria-describedby": " ".join([*told, f"{field.id}{uid}-error"]), "aria-invalid": "true"}


def first_id(field: Any) -> str:
    """Return the id of a field, or of its first choice."""
    options = list(field) if isinstance(field, (RadioField, SelectMultipleField)) else []
    return str(options[0].id if options else field.id)


def theme() -> str:
    """Return the colours that the person has chosen, empty for the device's own."""
    chosen = current_user.theme if current_user.is_authenticated else request.cookies.get("theme", "")
    return chosen if chosen in THEMES else ""


def new_device_zone() -> str | None:
    """Return the zone this device is in, if times there differ from those shown and nobody has said to keep them."""
    there = request.cookies.get("tz", "")
    if there not in zone_names() or there == request.cookies.get("tz_kept") or formats.same_offset(utc_now(), there):
        return None
    return there


def register(app: Flask) -> None:
    """Give every template these words."""
    config = app.config["COACHBOOK"]
    app.jinja_env.filters.update(
        span=lambda slot: span_tag(slot.starts_at, slot.ends_at),
        day=lambda instant: time_tag(instant, formats.day(instant)),
        hours=lambda slot: time_tag(slot.starts_at, formats.hours(slot.starts_at, slot.ends_at)),
        moment=moment_tag,
        phone=shown_phone,
        paragraphs=paragraphs,
        linked=linked,
        whole_phones=whole_phones,
        clock=lambda instant: time_tag(instant, formats.clock_time(instant)),
        reference=reference_of,
        score=score_text,
        browser=devices.browser,
    )
    app.jinja_env.globals.update(
        asset=asset,
        described=described,
        first_id=first_id,
        formats=formats,
        here=lambda: page_in_browser() if wants_fragment() else page_of_request(),
        icon=icon(),
        language=formats.language,
        limits=policy,
        mail_is_kept=config.env == "development",
        photo_address=address_of,
        problem_of=describe,
        programme=config.programme_name,
        stream_url=config.stream_url,
        utc_now=utc_now,
        new_device_zone=new_device_zone,
        theme=theme,
        tally=lambda: call_views.tally(reader()),
        viewer_id=viewer_id,
        wanted_slot=wanted_slot,
        wants_fragment=wants_fragment,
        zone_names=lambda: sorted(zone_names()),
    )
