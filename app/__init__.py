"""Coachbook: scheduling for coaching and tutoring programmes."""

from typing import TYPE_CHECKING

from flask import Flask

from app import api, cli, failpoints, formats, telemetry, web
from app.db import db
from app.domain import clock
from app.extensions import mail, migrate
from app.web.templating import Templates

if TYPE_CHECKING:
    from config import Config


def create_app(config: "Config") -> Flask:
    """Build the application from its settings."""
    app = Flask(__name__)
    # Before anything asks for the environment, which is made once.
    app.jinja_environment = Templates
    app.config.update(
        COACHBOOK=config,
        SECRET_KEY=config.secret_key,
        SECRET_KEY_FALLBACKS=config.fallback_keys,
        TESTING=config.env == "testing",
    )
    clock.set_offset(config.clock_offset)
    failpoints.arm(config.failpoint)
    db.init_app(app, config.database_url)
    migrate.init_app(app, db)
    mail.init_app(app)
    # Before what it looks at: its traces begin with a request.
    telemetry.begin(app, config)
    formats.register(app)
    web.register(app)
    api.register(app)
    cli.register(app)
    return app
