"""The pages."""

from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.extensions import compress, csrf
from app.web import (
    access,
    answering,
    api_docs,
    assets,
    attendance,
    auth,
    authenticator,
    calendar_connections,
    calendars,
    calls,
    coach_profile,
    coaches,
    codes,
    dashboard,
    dev,
    errors,
    feedback,
    filters,
    google_calendars,
    history,
    home,
    hours,
    links,
    mail,
    mail_choices,
    maintenance,
    measuring,
    message_safety,
    messages,
    metrics,
    notifications,
    pages,
    passkey_sign_in,
    passkeys,
    personal_data,
    phone_views,
    photos,
    probes,
    registration,
    remembered,
    request_ids,
    reviews,
    saved,
    schedule,
    security,
    series,
    settings,
    sign_ins,
    slots,
    streams,
    students,
    templating,
    time_off,
    tokens,
    unchanged,
    waitlist,
    webhooks,
    weekly_rules,
    withdrawing,
)
from app.web.addresses import NumberConverter

PAGES = (
    home,
    auth,
    codes,
    passkey_sign_in,
    registration,
    links,
    coaches,
    saved,
    waitlist,
    slots,
    schedule,
    series,
    calls,
    hours,
    messages,
    message_safety,
    mail_choices,
    feedback,
    reviews,
    history,
    dashboard,
    students,
    settings,
    coach_profile,
    photos,
    sign_ins,
    authenticator,
    personal_data,
    passkeys,
    answering,
    calendars,
    calendar_connections,
    google_calendars,
    tokens,
    webhooks,
    streams,
    pages,
    probes,
    metrics,
    api_docs,
    time_off,
    weekly_rules,
    withdrawing,
    notifications,
    attendance,
)
COMPRESSION = {
    "COMPRESS_EVALUATE_CONDITIONAL_REQUEST": True,
    # A seventh fewer bytes than the quickest zstd writes, for 0.1 ms a page.
    "COMPRESS_ALGORITHM": ["br", "zstd", "gzip"],
    "COMPRESS_BR_LEVEL": 5,
}
FORMS = {
    # A form stays good as long as the person is signed in.
    "WTF_CSRF_TIME_LIMIT": None,
    # Notes are long enough in one form; `takes_file` allows more for a view.
    "MAX_CONTENT_LENGTH": 512 * 1024,
    "MAX_FORM_MEMORY_SIZE": 512 * 1024,
    "MAX_FORM_PARTS": 200,
}


def register(app: Flask) -> None:
    """Put the pages on the application."""
    config = app.config["COACHBOOK"]
    production = config.env == "production"
    app.config.update(
        # Another Host is a guess, or an attack on the links we write (SEC-13).
        TRUSTED_HOSTS=[urlsplit(config.base_url).hostname] if production else None,
        SESSION_COOKIE_NAME="__Host-session" if production else "session",
        SESSION_COOKIE_SECURE=production,
        SESSION_COOKIE_SAMESITE="Lax",
        STREAM_POLICY=security.policy_for(config.stream_url),
        **COMPRESSION,
        **FORMS,
    )
    if config.trusted_proxies:
        trusted = ProxyFix(app.wsgi_app, x_for=config.trusted_proxies, x_proto=config.trusted_proxies)
        app.wsgi_app = trusted  # type: ignore[method-assign]  # as Flask says to do it
    app.url_map.converters["number"] = NumberConverter
    measuring.register(app)
    request_ids.register(app)
    assets.register(app)
    unchanged.register(app)
    compress.init_app(app)
    security.register(app)
    maintenance.register(app)
    app.before_request(unchanged.begin)
    # Before CSRF: a session that has ended leads to the sign-in page, not to a refused form.
    access.register(app)
    csrf.init_app(app)
    templating.register(app)
    filters.register(app)
    remembered.register(app)
    phone_views.register(app)
    errors.register(app)
    for module in PAGES:
        app.register_blueprint(module.bp)
    if config.env == "development":
        app.register_blueprint(dev.bp)
        app.register_blueprint(mail.bp)
    access.check_guarded(app)
