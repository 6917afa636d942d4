"""Nothing is too long to be read in one sitting."""

import ast

from tests.architecture.tree import files, named, parsed

LONGEST_FILE, LONGEST_FUNCTION = 300, 40
# What all pages need of the styles; what one part of them alone needs stands in a file of its own beside it.
LONGEST_STYLESHEET = 400
# A migration is written once and never again; a story is told in one go.
FOLDERS = ("app", "tests")
STORY = "story"


def test_no_file_has_over_300_lines():
    lengths = {named(path): len(path.read_text("utf-8").splitlines()) for path in files(".py", ".html", ".css", ".js")}
    assert len(lengths) > 100
    sheet = lengths.pop("app/static/app.css")
    assert sheet <= LONGEST_STYLESHEET
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_has_over_40_lines_of_body():
    lengths = {
        f"{name}: {node.name}": body_length(node)
        for folder in FOLDERS
        for name, module in parsed(folder)
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef) and STORY not in name
    }
    assert len(lengths) > 300
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def body_length(function: ast.FunctionDef) -> int:
    """Return how many lines a function has, without its signature and its docstring."""
    statements = function.body[1:] if ast.get_docstring(function) else function.body
    return statements[-1].end_lineno - statements[0].lineno + 1 if statements else 0
