"""A program that calls the API with somebody's token."""

from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app.db import transact
from app.domain.tokens import Scope
from app.services import tokens
from tests import factories
from tests.conftest import NOW


@dataclass(frozen=True)
class Program:
    """Calls with a token, or without one."""

    app: Flask
    token: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Send a request; words of headers are joined by an underline."""
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.token is not None:
            sent["Authorization"] = f"Bearer {self.token}"
        content = {} if body is None else {"json": body}
        return self.app.test_client().open(f"/api/v1{path}", method=method, headers=sent, **content)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.send("POST", path, body, **headers)


def token_of(who: str, *scopes: Scope) -> str:
    """Make a token of a person's that may do these things, or everything."""
    made = transact(
        lambda: tokens.create(
            actor=factories.ADMIN, email=f"{who}@example.org", name="test", scopes=scopes or Scope, now=NOW
        )
    )
    return made[1]


def code_of(response: TestResponse) -> tuple[int, str]:
    """Return status and code of a refusal."""
    assert response.mimetype == "application/problem+json", response.get_data(as_text=True)
    told = response.get_json()
    assert told["status"] == response.status_code
    return response.status_code, told["code"]
