"""Asking people at Google whether we may see to their calendar, and what their answer is worth (OAuth 2.0).

Plain requests through `Outgoing`: a client library would bring a way out of its own, past its deadlines and bounds.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from app.domain.clock import utc_now
from app.domain.oauth import Tokens, challenge_of
from app.domain.outgoing import Answer, AskFailed
from app.domain.remote_calendars import EventRefused, NoAnswer, NotLetIn
from app.integrations.calendars.answers import wait_of
from app.integrations.calendars.google_words import read
from app.integrations.outgoing import Outgoing

if TYPE_CHECKING:
    from config import Config

# The least that will do: which calendars there are, when they are busy, and the events that we write.
SCOPES = (
    "https://www.googleapis.com/auth/calendar.calendarlist.readonly",
    "https://www.googleapis.com/auth/calendar.freebusy",
    "https://www.googleapis.com/auth/calendar.events",
)
# A token that ends so soon is not begun with.
MARGIN = timedelta(minutes=1)
MOST_SECONDS = 24 * 3600
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class GoogleConsent:
    """Google's two doors: where people are asked, and where programmes are given tokens."""

    def __init__(self, config: "Config", outgoing: Outgoing, *, return_to: str = "") -> None:
        self._config = config
        self._outgoing = outgoing
        self._return_to = return_to

    def address(self, *, state: str, verifier: str, account: str = "") -> str:
        """Return where a person is asked; `account` is who they were there before."""
        asked = {
            "response_type": "code",
            "client_id": self._config.google_client_id,
            "redirect_uri": self._return_to,
            "scope": " ".join(SCOPES),
            "state": state,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
            # A consent that lasts is given once: who connects again is asked again.
            "access_type": "offline",
            "prompt": "consent",
        }
        hint = {"login_hint": account} if account else {}
        return f"{self._config.google_accounts_url}/o/oauth2/v2/auth?{urlencode(asked | hint)}"

    def trade(self, *, code: str, verifier: str) -> Tokens:
        """Give the code that a person brought back for tokens. Raises NotLetIn, NoAnswer, EventRefused."""
        asked = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
        found = self._ask(asked | {"redirect_uri": self._return_to})
        granted = str(found.get("scope", "")).split()
        if not set(SCOPES) <= set(granted) or not found.get("refresh_token"):
            raise NotLetIn("not all was granted")
        return _tokens(found, "")

    def renew(self, tokens: Tokens) -> Tokens:
        """Return tokens that open again. Raises NotLetIn where the consent was taken back, NoAnswer."""
        found = self._ask({"grant_type": "refresh_token", "refresh_token": tokens.refresh})
        return _tokens(found, tokens.refresh)

    def _ask(self, asked: Mapping[str, str]) -> Mapping[str, object]:
        config = self._config
        us = {"client_id": config.google_client_id, "client_secret": config.google_client_secret}
        try:
            answer = self._outgoing.ask(
                "POST", f"{config.google_tokens_url}/token", headers=FORM, body=urlencode({**asked, **us}).encode()
            )
        except AskFailed as error:
            raise NoAnswer(str(error)) from error
        found = read(answer)
        if answer.status == 200 and isinstance(found.get("access_token"), str):
            return found
        raise _failure(answer, str(found.get("error", "")))


def _tokens(found: Mapping[str, object], refresh: str) -> Tokens:
    told = found.get("expires_in")
    seconds = min(max(told, 0), MOST_SECONDS) if isinstance(told, int) else 0
    again = found.get("refresh_token")
    ends_at = utc_now() + timedelta(seconds=seconds) - MARGIN
    return Tokens(again if isinstance(again, str) and again else refresh, str(found["access_token"]), ends_at)


def _failure(answer: Answer, word: str) -> NotLetIn | NoAnswer | EventRefused:
    """Return what a refusal means: only one of them speaks of the person, the others of us or of the moment."""
    told = f"status {answer.status} {word:.40}"
    if word == "invalid_grant":
        return NotLetIn(told)
    if word == "invalid_request":
        return EventRefused(told)
    return NoAnswer(told, wait=wait_of(answer))
