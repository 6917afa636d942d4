"""What the source never does: guessable chance, weak hashes, text made into SQL, slow patterns."""

import ast
import importlib
import pkgutil
import re
from time import process_time

import pytest

import app
from tests.architecture.tree import parsed

MODULES = dict(parsed("app"))
# SQL made of the file's own constants: the checks of `flask doctor`.
OWN_SQL = {"app/services/doctor.py", "app/services/doctor_database.py", "app/services/invariants.py"}
# Chance that only spreads out when work is tried again.
WAITS = {
    "app/jobs/calendars.py", "app/jobs/delivery.py", "app/jobs/hooks.py", "app/jobs/worker.py",
    "app/streams/server.py",
}  # fmt: skip
LONG = 100_000
HOSTILE = [
    part * (LONG // len(part)) + "!"
    for part in ("a", "0", " ", "-", ".", "\n", "\r", "\u2028", "a.", "0 ", "-a0", "+1d")
]


def calls(names: set[str]) -> list[tuple[str, ast.Call]]:
    """Return each call of a function of one of these names, with its file."""
    found = []
    for name, module in MODULES.items():
        for node in ast.walk(module):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                found += [(name, node)] if called in names else []
    return found


def imports(*wanted: str) -> set[str]:
    return {
        name
        for name, module in MODULES.items()
        for node in ast.walk(module)
        if (isinstance(node, ast.Import) and {alias.name for alias in node.names} & set(wanted))
        or (isinstance(node, ast.ImportFrom) and node.module in wanted)
    }


def test_chance_is_never_guessable():
    """SEC-18: made-up people and pauses are all whose chance may be guessed."""
    assert {name for name in imports("random") if not name.startswith("app/services/demo/")} == WAITS
    assert calls({"uuid1"}) == []
    assert imports("secrets")


def test_no_weak_hash_and_nothing_that_runs_what_it_reads():
    """SEC-18, ASVS 1.2.5, 1.3.2, 1.5.2."""
    assert calls({"md5", "sha1", "eval", "exec", "system", "popen", "render_template_string", "from_string"}) == []
    assert imports("pickle", "shelve", "marshal", "xml.etree", "xml.sax", "lxml", "yaml") == set()
    # pg_dump and pg_restore, by an operator's command alone: the arguments are a list, and no shell reads them.
    assert imports("subprocess") == {"app/integrations/backups.py"}
    assert [keyword.arg for _, call in calls({"run"}) for keyword in call.keywords if keyword.arg == "shell"] == []


def test_a_statement_is_never_made_of_what_people_send():
    """SEC-25: SQL in words is a constant, or made of its file's own ones."""
    written = calls({"text", "exec_driver_sql", "literal_column"})
    assert written
    for name, call in written:
        if name in OWN_SQL or not call.args:
            continue
        assert not isinstance(call.args[0], (ast.JoinedStr, ast.BinOp)) or is_of_constants(call.args[0]), name


def is_of_constants(node: ast.expr) -> bool:
    """Return whether all that a text is made of has a constant's name, or loops over one."""
    names = [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
    return all(name.isupper() or name == "pragma" for name in names)


def test_secrets_are_found_by_their_hash_and_never_compared_letter_by_letter():
    """SEC-16: no two texts named token, hash or signature are held against each other with ==."""
    found = [
        f"{name}:{node.lineno}"
        for name, module in MODULES.items()
        for node in ast.walk(module)
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.Eq, ast.NotEq))
        for side in (node.left, node.comparators[0])
        if isinstance(side, (ast.Name, ast.Attribute))
        and re.search(r"token|signature|secret|digest|password", getattr(side, "id", getattr(side, "attr", "")).lower())
        and not is_column(node)
        and not is_constant(node)
    ]
    assert found == []


def is_column(node: ast.Compare) -> bool:
    """Return whether the database compares: a class stands on the left, such as SignIn.token_hash."""
    left = node.left
    return isinstance(left, ast.Attribute) and isinstance(left.value, ast.Name) and left.value.id[:1].isupper()


def is_constant(node: ast.Compare) -> bool:
    """Return whether what is asked is which of our own marks stands there, such as passwords.NONE."""
    right = node.comparators[0]
    return isinstance(right, ast.Attribute) and right.attr.isupper()


def patterns() -> set[str]:
    """Return every regular expression that the source writes, and those that its modules have made."""
    functions = {"compile", "match", "fullmatch", "search", "sub", "split", "findall", "finditer"}
    written = {
        call.args[0].value
        for name, call in calls(functions)
        if isinstance(call.func, ast.Attribute)
        and getattr(call.func.value, "id", "") == "re"
        and isinstance(call.args[0], ast.Constant)
    }
    for module in pkgutil.walk_packages(app.__path__, "app."):
        made = vars(importlib.import_module(module.name)).values()
        written |= {thing.pattern for thing in made if isinstance(thing, re.Pattern) and isinstance(thing.pattern, str)}
    return written


@pytest.mark.parametrize("pattern", sorted(patterns()))
def test_no_pattern_is_slow_on_any_text(pattern):
    """SEC-34: a hundred thousand letters of whatever kind are judged at once."""
    compiled = re.compile(pattern)
    assert not re.search(r"\\[1-9]|\(\?P=", pattern), "a pattern that looks back is never quick"
    for text in HOSTILE:
        began = process_time()
        compiled.search(text)
        compiled.fullmatch(text)
        compiled.sub("", text)
        assert process_time() - began < 0.3, text[:9]
