"""`flask streams`: tells open pages what has changed, in a process of its own."""

import logging.config

import click
import uvicorn
from flask_babel import lazy_gettext as _l

import logs
from app.cli.commands import Group, option
from app.current import this_app
from app.streams.server import Streams

# After that what is still open is closed: the pages come back by themselves.
LAST_SECONDS = 1

streams = Group("streams", help=_l("Tells open pages what has changed, in a process of its own."))


@streams.verb("run", "run", "run --port 8001 --quiet", help=_l("Serve streams until Ctrl-C or SIGTERM."))
@option("--host", default="127.0.0.1", help=_l("Where to listen; a proxy stands in front."))
@option("--port", default=8001, type=click.IntRange(1, 65535), help=_l("The port to listen on."))
@option("--quiet", is_flag=True, help=_l("Tell of trouble only."))
def run(*, host: str, port: int, quiet: bool) -> None:
    """Serve streams until told to stop."""
    app = this_app()
    style = app.config["COACHBOOK"].log_format
    logging.config.dictConfig(logs.settings(style, level="WARNING" if quiet else "INFO"))
    uvicorn.run(
        Streams(app), host=host, port=port, log_config=None, access_log=False, timeout_graceful_shutdown=LAST_SECONDS
    )
