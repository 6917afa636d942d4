"""A Google on this machine: its consent, tokens and calendars, with the status codes and words of the real one."""

import json
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit

from tests.web_server import Asked, Reply, run_web_server

CLIENT = {"client_id": "coachbook.apps.example", "client_secret": "a secret of the programme"}
OWN, HOME, TEAM = "alice@gmail.example", "home@group.calendar.example", "team@group.calendar.example"


def problem(status: int, reason: str, **headers: str) -> Reply:
    """Return a refusal as the Calendar API words it."""
    told = {"code": status, "message": reason, "errors": [{"domain": "global", "reason": reason, "message": reason}]}
    return status, headers, json.dumps({"error": told}).encode()


def fine(found: object, status: int = 200) -> Reply:
    return status, {"Content-Type": "application/json"}, json.dumps(found).encode()


def refused(word: str, status: int = 400) -> Reply:
    return fine({"error": word, "error_description": "as the token endpoint words it"}, status)


class Google:
    """One person's account; what is about to go wrong is told beforehand."""

    def __init__(self) -> None:
        self.port = 0
        self.asked: list[Asked] = []
        # Calendars that may be written into, the own one last, as nobody may rely on their order.
        self.calendars = {HOME: "Home", OWN: "Alice Archer"}
        self.events: dict[str, dict[str, dict]] = {HOME: {}, OWN: {}}
        self.page = 1
        self.grants: list[str] | None = None
        self.is_denied = False
        self.codes: dict[str, dict[str, str]] = {}
        self.refresh_tokens: set[str] = set()
        self.access_tokens: set[str] = set()
        # Answers to give instead of its own; None breaks off. Of so many writes the answer is lost once they are done.
        self.next: list[Reply | None] = []
        self.lost = 0
        # Whether a deleted event can be had back, as mostly, or never.
        self.gives_back = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> dict[str, str]:
        return {
            "google_client_id": CLIENT["client_id"], "google_client_secret": CLIENT["client_secret"],
            "google_accounts_url": self.url, "google_tokens_url": self.url, "google_api_url": self.url,
        }  # fmt: skip

    def revoke(self) -> None:
        """Take the consent back, as a person does at their account's page."""
        self.refresh_tokens.clear()
        self.access_tokens.clear()

    def alive(self, calendar: str = OWN) -> list[dict]:
        return [event for event in self.events[calendar].values() if event["status"] != "cancelled"]

    def answer(self, asked: Asked) -> Reply | None:
        self.asked.append(asked)
        parts = urlsplit(asked.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/o/oauth2/v2/auth":
            return self.consent(query)
        if self.next:
            return self.next.pop(0)
        reply = self.token(asked) if parts.path == "/token" else self.api(asked, parts.path, query)
        if self.lost and asked.method != "GET":
            self.lost -= 1
            return None
        return reply

    def consent(self, query: dict[str, str]) -> Reply:
        assert query["response_type"] == "code"
        assert query["client_id"] == CLIENT["client_id"]
        assert (query["access_type"], query["code_challenge_method"]) == ("offline", "S256")
        back = {"state": query["state"], "iss": self.url}
        if self.is_denied:
            back["error"] = "access_denied"
        else:
            granted = query["scope"].split() if self.grants is None else self.grants
            back["code"] = f"4/{secrets.token_urlsafe(20)}"
            self.codes[back["code"]] = {
                "challenge": query["code_challenge"], "redirect_uri": query["redirect_uri"], "scope": " ".join(granted)
            }  # fmt: skip
        return 302, {"Location": f"{query['redirect_uri']}?{urlencode(back)}"}, b""

    def token(self, asked: Asked) -> Reply:
        form = dict(parse_qsl(asked.body.decode()))
        if {name: form.get(name) for name in CLIENT} != CLIENT:
            return refused("invalid_client", 401)
        if form["grant_type"] == "refresh_token":
            if form["refresh_token"] not in self.refresh_tokens:
                return refused("invalid_grant")
            return fine(self.open())
        kept = self.codes.pop(form["code"], None)
        proof = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        if kept is None or kept["challenge"] != proof or kept["redirect_uri"] != form["redirect_uri"]:
            return refused("invalid_grant")
        refresh = f"1//{secrets.token_urlsafe(20)}"
        self.refresh_tokens.add(refresh)
        return fine({**self.open(), "refresh_token": refresh, "scope": kept["scope"]})

    def open(self) -> dict[str, object]:
        access = f"ya29.{secrets.token_urlsafe(20)}"
        self.access_tokens.add(access)
        return {"access_token": access, "expires_in": 3599, "token_type": "Bearer"}

    def api(self, asked: Asked, path: str, query: dict[str, str]) -> Reply:
        if asked.headers.get("Authorization", "").removeprefix("Bearer ") not in self.access_tokens:
            return problem(401, "authError")
        body = json.loads(asked.body or b"{}")
        if path == "/calendar/v3/users/me/calendarList":
            return self.list_calendars(int(query.get("pageToken") or 0))
        if path == "/calendar/v3/freeBusy":
            return self.free_busy(body)
        found = re.fullmatch(r"/calendar/v3/calendars/([^/]+)/events(?:/([^/]+))?", path)
        assert found, path
        calendar, name = unquote(found[1]), unquote(found[2] or "")
        if calendar not in self.events:
            return problem(404, "notFound")
        if not name:
            return self.insert(calendar, body) if asked.method == "POST" else self.find(calendar, query["iCalUID"])
        event = self.events[calendar].get(name)
        if event is None:
            return problem(404, "notFound")
        is_deleted = event["status"] == "cancelled"
        if is_deleted and (asked.method == "DELETE" or not self.gives_back):
            return problem(410, "deleted")
        if asked.headers.get("If-Match", event["etag"]) != event["etag"]:
            return problem(412, "conditionNotMet")
        if asked.method == "PATCH" and event.get("organizer"):
            return problem(403, "forbiddenForNonOrganizer")
        return self.write(event, {"status": "cancelled"}, 204) if asked.method == "DELETE" else self.write(event, body)

    def list_calendars(self, start: int) -> Reply:
        shown = list(self.calendars.items())
        items = [
            {"id": name, "summary": title, "accessRole": "owner"} | ({"primary": True} if name == OWN else {})
            for name, title in shown[start : start + self.page]
        ]
        more = {"nextPageToken": str(start + self.page)} if start + self.page < len(shown) else {}
        return fine({"kind": "calendar#calendarList", "items": items, **more})

    def insert(self, calendar: str, body: dict) -> Reply:
        if not re.fullmatch(r"[a-v0-9]{5,1024}", body["id"]):
            return problem(400, "invalid")
        if body["id"] in self.events[calendar]:
            return problem(409, "duplicate")
        event = self.events[calendar][body["id"]] = {"iCalUID": f"{body['id']}@google.com", "status": "confirmed"}
        return self.write(event, body)

    def write(self, event: dict, body: dict, status: int = 200) -> Reply:
        event.update(body, etag=f'"{secrets.token_hex(8)}"')
        return fine(event) if status == 200 else (status, {}, b"")

    def find(self, calendar: str, uid: str) -> Reply:
        return fine({"items": [event for event in self.alive(calendar) if event.get("iCalUID") == uid]})

    def free_busy(self, body: dict) -> Reply:
        from_at, to_at = (datetime.fromisoformat(body[name]) for name in ("timeMin", "timeMax"))
        if to_at - from_at > timedelta(days=90):
            return problem(400, "timeRangeTooLong")
        return fine({"calendars": {one["id"]: self.busy(one["id"], from_at, to_at) for one in body["items"]}})

    def busy(self, calendar: str, from_at: datetime, to_at: datetime) -> dict:
        if calendar not in self.events:
            return {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []}
        times = [(event["start"]["dateTime"], event["end"]["dateTime"]) for event in self.alive(calendar)]
        held = [time for time in times if str(time[1]) > f"{from_at:%FT%TZ}" and str(time[0]) < f"{to_at:%FT%TZ}"]
        return {"busy": [{"start": start, "end": end} for start, end in held]}


@contextmanager
def run_google() -> Iterator[Google]:
    """Run it in a thread of its own."""
    google = Google()
    with run_web_server() as web:
        google.port = web.port
        web.answer = google.answer
        yield google
