"""Docstrings and comments speak of cases and invariants that exist."""

import re

from tests.architecture.tree import files, named

# How many there are of each kind in the list of cases from the field.
CASES = {"A": 13, "B": 10, "C": 10, "D": 6, "E": 3, "F": 10, "G": 3, "H": 4, "I": 3}
INVARIANTS = 25
# The cases that the core answers: each is a test.
CORE = {
    "A": (1, 2, 4, 5, 6, 7, 8, 9, 11, 12),
    "B": (1, 2, 6, 7, 8, 9, 10),
    "D": (1, 3, 5, 6),
    "E": (1, 3),
    "F": (1, 2, 3, 4, 5, 6, 7, 9),
    "H": (1, 2, 4),
}
NAMED = re.compile(r"\b[Cc]ases?((?:,? (?:and )?[A-I]\d+)+)")


def cases(text: str) -> list[str]:
    return [case for group in NAMED.findall(text) for case in re.findall(r"[A-I]\d+", group)]


def test_no_unknown_case_or_invariant_is_named():
    unknown = []
    for path in files(".py", ".html"):
        text = path.read_text("utf-8")
        unknown += [f"{named(path)}: {case}" for case in cases(text) if not 1 <= int(case[1:]) <= CASES[case[0]]]
        unknown += [
            f"{named(path)}: I-{number}"
            for number in re.findall(r"\bI-(\d+)", text)
            if not 1 <= int(number) <= INVARIANTS
        ]
    assert unknown == []


def test_every_case_of_the_core_is_a_test():
    tried = {case for path in files(".py", below="tests") for case in cases(path.read_text("utf-8"))}
    wanted = {f"{letter}{number}" for letter, numbers in CORE.items() for number in numbers}
    assert sorted(wanted - tried) == []
