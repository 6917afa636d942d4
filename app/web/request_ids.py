"""The id of each request: the proxy's, if one is trusted, else our own; answers and audit entries name it."""

from flask import Flask, Response, current_app, request

from app.domain import request_id

HEADER = "X-Request-ID"


def begin() -> None:
    """Give the request its id; what a visitor claims without a trusted proxy in front does not count."""
    is_trusted = current_app.config["COACHBOOK"].trusted_proxies > 0
    request_id.begin(request.headers.get(HEADER, "") if is_trusted else "")


def name(response: Response) -> Response:
    """Tell the id, so that whoever asks for help can name it; with a page that is as it was nobody needs any."""
    if response.status_code != 304:
        response.headers[HEADER] = request_id.present()
    return response


def register(app: Flask) -> None:
    """Begin every request with its id."""
    app.before_request(begin)
    app.after_request(name)
