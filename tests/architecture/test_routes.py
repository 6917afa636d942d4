"""Every address is known, has one policy, and reading changes nothing."""

import inspect
import re
from pathlib import Path

from flask import Flask

from app.domain.tokens import Scope
from app.web.access import Access

LIST = Path(__file__).with_name("routes.txt")
WRITES = re.compile(r"\b(transact|submit)\(")


def routes(app: Flask) -> dict[str, str]:
    """Return each method and address with who may open it."""
    return {
        f"{method} {rule.rule}": getattr(app.view_functions[rule.endpoint].access, "name", "ANYBODY")
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }


def test_the_list_of_addresses_says_who_may_open_each(app):
    listed = dict(line.rsplit(maxsplit=1) for line in LIST.read_text().splitlines())
    assert listed == {f"{address}": policy for address, policy in routes(app).items()}
    for address, policy in listed.items():
        is_api = " /api/v1/" in address
        assert policy in ({"ANYBODY", *Scope.__members__} if is_api else Access.__members__), address


def test_whoever_is_not_signed_in_can_only_read_choose_a_zone_and_sign_in_up_or_out(app):
    public = {address for address, policy in routes(app).items() if policy == "PUBLIC" and address.startswith("POST")}
    assert public == {
        "POST /login", "POST /logout", "POST /register", "POST /time-zone", "POST /forgot", "POST /login/link",
        "POST /login/code", "POST /login/recovery", "POST /login/passkey", "POST /login/passkey/question",
        *(f"POST /{page}/<token>" for page in ("confirm", "login/link", "reset", "invitation")),
        "POST /unsubscribe/<token>",
    }  # fmt: skip


def test_a_view_reads_or_writes_and_never_both(app):
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        writes = bool(WRITES.search(inspect.getsource(app.view_functions[rule.endpoint])))
        if "GET" in rule.methods:
            assert not writes, f"GET {rule.rule} opens a writing transaction"
            assert "POST" not in rule.methods, f"{rule.rule} reads and writes in one view"
