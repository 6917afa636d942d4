"""What docs/security.md says proves it, is there."""

import ast
import re

from tests.architecture.tree import ROOT

TABLE = (ROOT / "docs/security.md").read_text("utf-8")
ROWS = [line for line in TABLE.splitlines() if re.match(r"\| (SEC-)?\d", line)]
WANTED = {*range(1, 29), *range(31, 36), *range(38, 41)}


def test_each_line_names_a_test_that_exists_or_says_why_there_is_none():
    assert len(ROWS) > 70
    for row in ROWS:
        proof = row.rstrip("| ").rpartition("| ")[2]
        if proof.startswith("not covered: "):
            continue
        path, _, name = proof.strip("`").partition("::")
        assert path.startswith("tests/"), row
        tests = [
            node.name for node in ast.parse((ROOT / path).read_text("utf-8")).body if isinstance(node, ast.FunctionDef)
        ]
        assert name in tests if name else tests, row


def test_every_attack_has_its_line():
    assert {int(number) for number in re.findall(r"(?m)^\| SEC-(\d+) ", TABLE)} == WANTED
