"""Whether some order of what clients did explains all that they were told and what is there at the end.

Each slot is judged by itself. What a client asked for took effect at one moment between its question and its answer;
what was never answered did at some later moment, or not at all (Wing and Gong, 1993).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

BOOK, CANCEL, WITHDRAW, READ = "book", "cancel", "withdraw", "read"
# How it ended: it was done, refused for the state of the slot, refused for something else, or nobody knows.
DONE, REFUSED, ELSEWISE, UNKNOWN = "done", "refused", "elsewise", "unknown"
# What a slot is when no student holds it; a holder is their number. GONE is what a list without it says.
FREE, WITHDRAWN, GONE = 0, -1, -2


@dataclass(frozen=True)
class Op:
    """What one client asked for, of one slot, and what it was told; `seen` is what a reading found."""

    act: str
    slot: int
    who: int
    began: float
    ended: float
    answer: str
    seen: int = FREE
    key: str = ""
    call: int = 0


@dataclass(frozen=True)
class Fault:
    """What no order explains, in one word: lost, double, phantom, resurrected, stale, unexplained, key, two places."""

    name: str
    about: str


def check(ops: Iterable[Op], final: Mapping[int, Sequence[int]]) -> list[Fault]:
    """Return all that is wrong; `final` holds who holds each slot at the end, WITHDRAWN for one that is."""
    by_key: dict[tuple[int, str], list[Op]] = defaultdict(list)
    by_slot: dict[int, list[Op]] = defaultdict(list)
    found = []
    for op in ops:
        if op.key:
            by_key[op.who, op.key].append(op)
        else:
            by_slot[op.slot].append(op)
    for (_, key), copies in by_key.items():
        if _is_answered_twice(copies):
            found.append(Fault("key", key))
        by_slot[copies[0].slot].append(_as_one(copies))
    for slot in sorted(by_slot.keys() | final.keys()):
        if name := _judge(by_slot[slot], final.get(slot, ())):
            found.append(Fault(name, f"slot {slot}"))
    return found


def check_places(held: Iterable[tuple[int, float, float]]) -> list[Fault]:
    """Return the people who are in two places at once, of who is busy from when to when."""
    found, until = [], {}
    for who, starts, ends in sorted(held, key=lambda one: one[1]):
        if until.get(who, -inf) > starts:
            found.append(Fault("two places", f"person {who}"))
        until[who] = max(until.get(who, -inf), ends)
    return found


def _is_answered_twice(copies: Sequence[Op]) -> bool:
    """Return whether one key had two answers: two results, or a refusal after a result (I-17)."""
    done = [op for op in copies if op.answer == DONE]
    first = min((op.ended for op in done), default=inf)
    refused = [op for op in copies if op.answer in (REFUSED, ELSEWISE)]
    return len({op.call for op in done}) > 1 or any(op.began > first for op in refused)


def _as_one(copies: Sequence[Op]) -> Op:
    """Return all copies of one request as one: it took effect before the first answer that says so.

    Where none says so and one was refused, it had no effect: whoever is cut off asks again to know.
    """
    order = (DONE, REFUSED, ELSEWISE, UNKNOWN)
    told = min(copies, key=lambda op: (order.index(op.answer), op.ended))
    return replace(told, began=min(op.began for op in copies))


def _judge(ops: Sequence[Op], holders: Sequence[int]) -> str:
    if len(holders) > 1:
        return "double"
    writes = [op for op in ops if op.act != READ]
    holder = holders[0] if holders else FREE
    if not _is_explained(writes) and not _is_phantom(writes, holder):
        booked, freed = _count(writes, BOOK, DONE), _count(writes, CANCEL, DONE) + _count(writes, CANCEL, UNKNOWN)
        return "double" if booked > freed + 1 else "unexplained"
    last = Op(READ, 0, 0, inf, inf, DONE, seen=holder)
    if not _is_explained([*writes, last]):
        return _name_end(writes, holder)
    return "" if _is_explained([*ops, last]) else "stale"


def _name_end(writes: Sequence[Op], holder: int) -> str:
    if _is_phantom(writes, holder):
        return "phantom"
    was_freed = any(op.act == CANCEL and op.who == holder and op.answer == DONE for op in writes)
    return "resurrected" if was_freed else "lost"


def _is_phantom(writes: Sequence[Op], holder: int) -> bool:
    """Return whether nobody asked for what the slot is, or all who did were refused."""
    if holder == FREE:
        return False
    act, who = (WITHDRAW, None) if holder == WITHDRAWN else (BOOK, holder)
    return not any(op.act == act and who in (None, op.who) and op.answer in (DONE, UNKNOWN) for op in writes)


def _count(ops: Sequence[Op], act: str, answer: str) -> int:
    return sum(op.act == act and op.answer == answer for op in ops)


def _is_explained(ops: Sequence[Op]) -> bool:
    """Search for an order in which each operation is answered as it was, and none before another that had ended."""
    ordered = sorted(ops, key=lambda op: op.began)
    everything = frozenset(range(len(ordered)))
    certain = frozenset(number for number in everything if ordered[number].answer != UNKNOWN)
    waiting, tried = [(everything, FREE)], set()
    while waiting:
        left, state = position = waiting.pop()
        if not left & certain:
            return True
        if position in tried:
            continue
        tried.add(position)
        first_end = min(ordered[number].ended for number in left & certain)
        for number in left:
            op = ordered[number]
            if op.began <= first_end and (after := _step(op, state)) is not None:
                waiting.append((left - {number}, after))
    return False


def _step(op: Op, state: int) -> int | None:
    """Return what the slot is after the operation, or None if it cannot have been answered so then."""
    if op.act == READ:
        return state if op.seen == state or (op.seen == GONE and state != FREE) else None
    if op.answer == ELSEWISE:
        return state
    before, after = {BOOK: (FREE, op.who), CANCEL: (op.who, FREE), WITHDRAW: (FREE, WITHDRAWN)}[op.act]
    if op.answer == REFUSED:
        return None if state == before else state
    return after if state == before else None
