"""The checker finds each wrong history, and finds nothing in those that some order explains.

A line says who did what from when to when and was told what; `?` is no answer, `#k` a key, `=7` the call told of.
"""

import random
import re
from math import inf

import pytest

from tests.proof.history import (
    BOOK,
    CANCEL,
    DONE,
    FREE,
    GONE,
    READ,
    REFUSED,
    UNKNOWN,
    WITHDRAWN,
    Fault,
    Op,
    check,
    check_places,
)

PEOPLE = {"alice": 1, "bob": 2, "charlie": 3, "dora": 4}
STATES = {"free": FREE, "gone": GONE, "withdrawn": WITHDRAWN, **PEOPLE}
LINE = re.compile(r"(\w+) (\w+) (\d+)-(\d+|\?) ?(\w*)(?: #(\w+))?(?: =(\d+))?")

GOOD = (
    "; ends free",
    "bob book 0-1 done; ends bob",
    "bob book 0-1 done; charlie book 2-3 refused; ends bob",
    "bob book 0-5 done; charlie book 1-2 refused; ends bob",
    "charlie book 0-2 refused; bob book 1-3 done; ends bob",
    "bob book 0-3 refused; charlie book 0-3 done; dora book 0-3 refused; ends charlie",
    "bob book 0-?; ends bob",
    "bob book 0-?; ends free",
    "bob book 0-?; charlie book 1-2 done; ends charlie",
    "bob book 0-?; charlie book 1-2 refused; ends bob",
    "bob book 0-1 done; bob cancel 2-3 done; ends free",
    "bob book 0-1 done; bob cancel 2-3 done; charlie book 4-5 done; ends charlie",
    "bob book 0-1 done; bob cancel 2-5 done; charlie book 3-4 done; ends charlie",
    "bob book 0-1 done; bob cancel 2-5 done; charlie book 3-4 refused; ends free",
    "bob book 0-1 done; bob cancel 2-?; charlie book 3-4 done; ends charlie",
    "bob book 0-1 done; bob cancel 2-?; ends bob",
    "bob book 0-1 done; bob cancel 2-3 done; bob cancel 4-5 refused; ends free",
    "alice withdraw 0-1 done; ends withdrawn",
    "alice withdraw 0-2 done; bob book 1-3 refused; ends withdrawn",
    "alice withdraw 0-3 refused; bob book 1-2 done; ends bob",
    "alice withdraw 0-?; bob book 1-2 refused; ends withdrawn",
    "bob read 0-1 free; bob book 2-3 done; charlie read 4-5 gone; ends bob",
    "bob book 0-5 done; charlie read 1-2 gone; dora read 3-4 gone; ends bob",
    "bob book 0-5 done; charlie read 1-2 free; dora read 3-4 gone; ends bob",
    "bob book 0-?; charlie read 1-2 gone; ends bob",
    "bob book 0-9 done #k =7; bob book 1-4 done #k =7; ends bob",
    "bob book 0-? #k; bob book 2-3 done #k =7; ends bob",
    "bob book 0-1 refused #k; bob book 4-5 done #k =7; alice withdraw 8-9 refused; ends bob",
    "bob book 0-? #k; charlie book 0-1 done; bob book 2-3 refused #k; ends charlie",
    "bob book 0-1 elsewise; ends free",
    "bob book 0-1 done; charlie book 2-3 elsewise; ends bob",
)
BAD = (
    ("lost", "bob book 0-1 done; ends free"),
    ("lost", "bob book 0-1 done; charlie book 2-3 refused; ends free"),
    ("lost", "bob book 0-1 done; charlie book 2-?; ends charlie"),
    ("lost", "bob book 0-? #k; bob book 2-3 done #k =7; ends free"),
    ("lost", "bob book 0-1 done; alice withdraw 2-?; ends withdrawn"),
    ("lost", "alice withdraw 0-1 done; ends free"),
    ("double", "bob book 0-1 done; charlie book 2-3 done; ends bob"),
    ("double", "bob book 0-3 done; charlie book 1-2 done; ends charlie"),
    ("double", "bob book 0-1 done; ends bob, charlie"),
    ("double", "bob book 0-?; charlie book 0-?; ends bob, charlie"),
    ("double", "bob book 0-1 done #k =7; bob book 2-3 done #l =8; ends bob"),
    ("double", "bob book 0-1 done; bob cancel 2-3 done; charlie book 4-5 done; dora book 6-7 done; ends dora"),
    ("phantom", "; ends bob"),
    ("phantom", "bob book 0-1 refused; charlie book 0-1 done; ends bob"),
    ("phantom", "bob book 0-1 elsewise; ends bob"),
    ("phantom", "bob book 0-? #k; bob book 2-3 refused #k; ends bob"),
    ("lost", "bob book 0-? #k; bob book 2-3 done #k =7; charlie book 4-5 refused; ends free"),
    ("phantom", "bob book 0-1 done; ends charlie"),
    ("phantom", "bob book 0-1 done; bob cancel 2-3 done; ends withdrawn"),
    ("resurrected", "bob book 0-1 done; bob cancel 2-3 done; ends bob"),
    ("resurrected", "bob book 0-1 done; bob cancel 2-3 done; charlie book 4-?; ends bob"),
    ("stale", "bob book 0-1 done; charlie read 2-3 free; ends bob"),
    ("stale", "bob read 0-1 gone; bob book 2-3 done; ends bob"),
    ("stale", "bob book 0-9 done; charlie read 1-2 gone; dora read 3-4 free; ends bob"),
    ("stale", "bob book 0-1 done; bob cancel 2-3 done; charlie read 4-5 gone; ends free"),
    ("stale", "alice withdraw 0-1 done; bob read 2-3 free; ends withdrawn"),
    ("stale", "bob book 0-? #k; bob book 2-3 done #k =7; charlie read 4-5 free; ends bob"),
    ("unexplained", "bob book 0-1 refused; charlie book 2-3 done; ends charlie"),
    ("unexplained", "bob book 0-1 refused; ends free"),
    ("unexplained", "bob book 0-1 done; bob cancel 2-3 refused; ends bob"),
    ("unexplained", "bob cancel 0-1 done; ends free"),
    ("unexplained", "alice withdraw 0-1 done; bob book 2-3 done; ends bob"),
    ("unexplained", "bob book 0-1 done; alice withdraw 2-3 done; ends withdrawn"),
    ("unexplained", "alice withdraw 0-1 refused; bob book 2-3 done; ends bob"),
    ("key", "bob book 0-1 done #k =7; bob book 2-3 done #k =8; ends bob"),
    ("key", "bob book 0-1 done #k =7; bob book 2-3 refused #k; ends bob"),
    ("key", "bob book 0-1 done #k =7; bob book 2-3 elsewise #k; ends bob"),
)  # fmt: skip


def told(line: str) -> list[Fault]:
    """Check a history that is written as a line."""
    *lines, end = line.split("; ")
    ops = []
    for who, act, began, ended, word, key, call in (LINE.fullmatch(one).groups() for one in lines if one):
        times = float(began), inf if ended == "?" else float(ended)
        answer, seen = (DONE, STATES[word]) if act == READ else (word or UNKNOWN, FREE)
        ops.append(Op(act, 5, PEOPLE[who], *times, answer, seen, key or "", int(call or 0)))
    final = [STATES[name] for name in end.removeprefix("ends ").split(", ")]
    return check(ops, {5: [state for state in final if state != FREE]})


@pytest.mark.parametrize("line", GOOD)
def test_what_some_order_explains_is_right(line):
    assert told(line) == []


@pytest.mark.parametrize(("name", "line"), BAD)
def test_what_no_order_explains_is_named(name, line):
    assert [fault.name for fault in told(line)] == [name]


def test_slots_are_judged_apart():
    right, wrong = Op(BOOK, 1, 2, 0, 1, DONE), Op(BOOK, 2, 2, 0, 1, DONE)
    assert check([right, wrong], {1: [2]}) == [Fault("lost", "slot 2")]


def test_who_is_in_two_places_is_named():
    assert check_places([(2, 0, 2), (3, 1, 3), (2, 2, 4)]) == []
    assert check_places([(2, 0, 9), (3, 1, 3), (2, 2, 4)]) == [Fault("two places", "person 2")]


def lived(chance: random.Random, count: int) -> tuple[list[Op], int]:
    """Let people do so much to one slot, one at a time; return what each saw from outside, and how it ended."""
    ops, state = [], FREE
    for moment in range(count):
        who, act = chance.choice((2, 3, 4)), chance.choice((BOOK, BOOK, CANCEL, READ))
        began, ended = moment - chance.random() * 3, moment + chance.random() * 3
        if act == READ:
            ops.append(Op(READ, 5, who, began, ended, DONE, seen=state if state == FREE else GONE))
            continue
        is_done = state == (FREE if act == BOOK else who)
        state = ({BOOK: who, CANCEL: FREE}[act]) if is_done else state
        is_heard = chance.random() < 0.8
        answer = (DONE if is_done else REFUSED) if is_heard else UNKNOWN
        ops.append(Op(act, 5, who, began, ended if is_heard else inf, answer))
    chance.shuffle(ops)
    return ops, state


@pytest.mark.parametrize("seed", range(40))
def test_what_happened_one_at_a_time_is_right_and_a_holder_whom_nobody_heard_of_is_not(seed):
    ops, state = lived(random.Random(seed), 14)
    assert check(ops, {5: [state] if state else []}) == []
    assert [fault.name for fault in check(ops, {5: [99]})] == ["phantom"]
