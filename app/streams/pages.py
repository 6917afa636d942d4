"""What a stream asks the pages, as the person whose stream it is."""

from dataclasses import dataclass

from flask import Flask
from werkzeug.test import Client


@dataclass(frozen=True, slots=True)
class News:
    """What there is to add to a conversation's page, and the number of its last message."""

    html: str
    number: int


class Pages:
    """The application, asked within this process: who may see what is decided there alone."""

    def __init__(self, app: Flask) -> None:
        self._client = Client(app, use_cookies=False)
        self._base_url: str = app.config["COACHBOOK"].base_url

    def find_viewer(self, cookie: str) -> int | None:
        """Return the number of whoever is signed in with this cookie, or None."""
        answer = self._get("/stream/viewer", cookie)
        return int(answer.text) if answer.status_code == 200 else None

    def find_news(self, cookie: str, conversation: int, after: int) -> News | None:
        """Return what follows a message of a conversation, if anything does. Raises PermissionError for a stranger."""
        answer = self._get(f"/messages/{conversation}/news?after={after}", cookie)
        if answer.status_code == 204:
            return None
        if answer.status_code != 200:
            raise PermissionError(answer.status)
        return News(answer.text, int(answer.headers["Last-Number"]))

    def _get(self, path: str, cookie: str):  # type: ignore[no-untyped-def]  # werkzeug's own answer
        return self._client.get(path, base_url=self._base_url, headers={"Cookie": cookie})
