"""Programs in processes of their own that ask the API all at once, and again with the same key until they are told."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from http.client import HTTPConnection, HTTPException
from math import inf
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from time import monotonic, sleep
from urllib.parse import urlsplit

from tests.proof.history import BOOK, CANCEL, DONE, ELSEWISE, FREE, GONE, READ, REFUSED, UNKNOWN, WITHDRAW, Op
from tests.races.crowd import PATIENCE, Crowd, Outcome

PAUSE = 0.05
# Codes that speak of the slot itself; any other refusal speaks of something else.
OF_THE_SLOT = {"slot_taken", "slot_withdrawn", "slot_booked", "already_cancelled"}


@dataclass(frozen=True)
class Wish:
    """A request that a client sends until it is answered; only a reading needs no token."""

    act: str
    slot: int
    who: int
    method: str
    path: str
    token: str = ""
    body: dict[str, object] | None = None
    key: str = ""


def booking(slot: int, who: int, token: str, key: str) -> Wish:
    """Book a slot."""
    return Wish(BOOK, slot, who, "POST", "/calls", token, {"slot_id": slot}, key)


def cancelling(call: int, slot: int, who: int, token: str, key: str) -> Wish:
    """Cancel one's own call."""
    return Wish(CANCEL, slot, who, "POST", f"/calls/{call}/cancel", token, {"reason": "ill"}, key)


def withdrawing(slot: int, who: int, token: str) -> Wish:
    """Withdraw one's own slot, which takes no key."""
    return Wish(WITHDRAW, slot, who, "DELETE", f"/slots/{slot}", token)


def reading(slot: int, starts: str, ends: str) -> Wish:
    """Look for a slot in the list of open ones, as anybody."""
    return Wish(READ, slot, 0, "GET", f"/slots?from={starts}&to={ends}&limit=100")


def gather(address: str, size: int) -> Crowd:
    """Gather so many clients; `rush` of these takes `job`s and gives the operations of each as its outcome."""
    return Crowd(address, size, _attend)


def job(*wishes: Wish) -> partial:
    """Return what a client of a crowd is given to do, one thing after the other."""
    return partial(_ask_for_all, wishes)


def _attend(address: str, gate: Barrier, line: Connection) -> None:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
    line.send("ready")
    while (work := line.recv()) is not None:
        gate.wait(PATIENCE)
        line.send(Outcome(DONE, work(connection), []))
    connection.close()


def _ask_for_all(wishes: Sequence[Wish], connection: HTTPConnection) -> list[Op]:
    return [op for wish in wishes for op in _ask_until_told(wish, connection)]


def _ask_until_told(wish: Wish, connection: HTTPConnection) -> list[Op]:
    ops: list[Op] = []
    until = monotonic() + PATIENCE / 2
    while monotonic() < until:
        ops.append(_ask(wish, connection))
        if ops[-1].answer != UNKNOWN:
            break
        sleep(PAUSE)
    return ops


def _ask(wish: Wish, connection: HTTPConnection) -> Op:
    """Ask once. Whoever is cut off, or told that it did not work now, does not know whether it was done."""
    op = Op(wish.act, wish.slot, wish.who, monotonic(), inf, UNKNOWN, key=wish.key)
    headers = {"Content-Type": "application/json", "Referer": "http://localhost/"}
    if wish.token:
        headers["Authorization"] = f"Bearer {wish.token}"
    if wish.key:
        headers["Idempotency-Key"] = wish.key
    try:
        connection.request(wish.method, f"/api/v1{wish.path}", json.dumps(wish.body) if wish.body else None, headers)
        answer = connection.getresponse()
        told = json.loads(answer.read() or b"{}")
    except (OSError, HTTPException):
        connection.close()
        return op
    if answer.status == 503:
        return op
    assert answer.status < 500, f"{wish}: {answer.status} {told}"
    return replace(op, ended=monotonic(), **_understood(wish, answer.status, told))


def _understood(wish: Wish, status: int, told: dict) -> dict[str, object]:
    if status >= 400:
        return {"answer": REFUSED if told["code"] in OF_THE_SLOT else ELSEWISE}
    if wish.act == READ:
        return {"answer": DONE, "seen": FREE if wish.slot in [slot["id"] for slot in told["items"]] else GONE}
    return {"answer": DONE, "call": told.get("id", 0)}
