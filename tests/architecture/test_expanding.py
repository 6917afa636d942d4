"""Migrations add; what the version before still needs is not taken away beneath it, so that both run side by side."""

import ast
import re

import pytest

from tests.architecture.tree import parsed

# What the version before would miss: op.drop_column(...), or SQL that says so.
TAKING = {"drop_column", "drop_table", "rename_table"}
SQL = re.compile(r"\b(DROP\s+(COLUMN|TABLE)|RENAME\s+(COLUMN\s+)?\w*\s*TO)\b", re.IGNORECASE)
# A migration that only takes what no running version uses any more says so: CONTRACTS = "nothing has read it since …".
SAID = "CONTRACTS"
# From before there was a version that somebody ran.
EARLY = {"migrations/versions/0006_sign_ins.py", "migrations/versions/0011_outbox.py"}


def contractions(module: ast.Module) -> list[str]:
    """Return what an upgrade takes away or renames, and columns that rows of the version before would not fill."""
    if any(isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == SAID for node in module.body):
        return []
    functions = [node for node in module.body if isinstance(node, ast.FunctionDef) and node.name != "downgrade"]
    return [ast.unparse(node) for function in functions for node in ast.walk(function) if takes(node)]


def takes(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(SQL.search(node.value))
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if name == "add_column":
        column = ast.unparse(node)
        return "nullable=False" in column and "server_default" not in column
    return name in TAKING or any(keyword.arg == "new_column_name" for keyword in node.keywords)


def test_no_migration_takes_away_what_the_version_before_needs():
    found = {name: contractions(module) for name, module in parsed("migrations/versions")}
    assert len(found) > 30
    assert {name: lines for name, lines in found.items() if lines and name not in EARLY} == {}


@pytest.mark.parametrize(
    "line",
    [
        "op.drop_column('slots', 'place')",
        "op.drop_table('slots')",
        "op.rename_table('slots', 'times')",
        "batch.alter_column('place', new_column_name='where')",
        "op.execute('ALTER TABLE slots DROP COLUMN place')",
        "op.execute('ALTER TABLE slots RENAME COLUMN place TO spot')",
        "op.add_column('slots', sa.Column('place', sa.Text(), nullable=False))",
    ],
)
def test_the_rule_knows_what_takes_away(line):
    assert contractions(ast.parse(f"def upgrade():\n    {line}"))
    assert contractions(ast.parse(f"{SAID} = 'nothing has read it since 0.2'\ndef upgrade():\n    {line}")) == []
    assert contractions(ast.parse(f"def downgrade():\n    {line}")) == []


def test_what_adds_is_let_through():
    lines = ["op.create_table('x')", "op.add_column('x', sa.Column('y', sa.Text(), server_default='', nullable=False))"]
    assert contractions(ast.parse("def upgrade():\n    " + "\n    ".join(lines))) == []
