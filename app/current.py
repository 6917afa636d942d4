"""The application that is at work."""

from flask import Flask, current_app


def this_app() -> Flask:
    """Return the application itself, for what goes on in another thread or after the request."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy, to its types the thing itself
    return app
