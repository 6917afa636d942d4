"""Send the API whatever its document allows, and what it does not, as four callers: `make schemathesis`.

Every check of Schemathesis, with requests that follow from the answers to others. Ends with 1 if one fails.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from flask import Flask

from app.db import transact
from app.domain.actors import Actor, Channel
from app.domain.clock import utc_now
from app.domain.tokens import Scope
from app.services import tokens
from docs.demo import demo_site

HERE = Path(__file__).parent
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
EXAMPLES = int(os.environ.get("EXAMPLES", "250"))
# Seconds for an answer: a machine that does much else is no fault of the API's.
PATIENCE = 60
# Nobody, a student, a coach, and a student whose token was revoked.
CALLERS = ("", "amara", "ines", "jonas")
REVOKED = "jonas"
OPERATOR = Actor(None, Channel.CLI, "schemathesis")


def send(app: Flask, address: str, caller: str, *, examples: int, seed: int | None = None) -> tuple[int, str]:
    """Send requests as one caller; return how many there were, and what was found or nothing.

    With a seed they are the same each time, as far as the answers are.
    """
    given = ["--header", f"Authorization: Bearer {_token(app, caller)}"] if caller else []
    command = [
        SCHEMATHESIS, "--config-file", HERE / "schemathesis.toml", "run", f"{address}/api/v1/openapi.json",
        "--max-examples", str(examples), "--exclude-path", "/auth/logout",
        "--request-timeout", str(PATIENCE), *(["--seed", str(seed)] if seed is not None else []), *given,
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:  # it leaves files where it runs
        ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    counted = re.search(r"(\d+) generated", ended.stdout)
    return int(counted.group(1)) if counted else 0, "" if ended.returncode == 0 else ended.stdout + ended.stderr


def _token(app: Flask, who: str) -> str:
    """Make a token, and revoke it where it is to count no more."""
    with app.app_context():
        number, token = transact(
            lambda: tokens.create(
                actor=OPERATOR, email=f"{who}@example.org", name="Schemathesis", scopes=Scope, now=utc_now()
            )
        )
        if who == REVOKED:
            transact(lambda: tokens.revoke(actor=OPERATOR, number=number, now=utc_now()))
    return token


def main() -> int:
    """Send as everybody, and tell how many requests there were."""
    total, failed = 0, False
    with demo_site(api_requests_per_minute=10**9) as (app, address):
        for caller in CALLERS:
            count, found = send(app, address, caller, examples=EXAMPLES)
            total, failed = total + count, failed or bool(found)
            print(f"{caller or 'nobody'}: {count} requests{', FAILED' if found else ''}\n{found}", flush=True)  # noqa: T201  # what it finds
    print(f"{total} requests in all")  # noqa: T201  # what it finds
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
