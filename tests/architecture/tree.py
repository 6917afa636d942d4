"""The files of the project, without what was installed, made or downloaded."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOT_OURS = {"instance", "node_modules", "vendor", "__pycache__"}
OURS = {".ci", ".github"}
BINARY = {".png", ".jpg", ".webp", ".ico", ".woff2", ".mo"}


def files(*suffixes: str, below: str = ".") -> Iterator[Path]:
    """Yield our files with one of these suffixes, or all that hold text."""
    for folder, folders, names in os.walk(ROOT / below):
        folders[:] = [name for name in folders if name not in NOT_OURS and (name[0] != "." or name in OURS)]
        for name in names:
            path = Path(folder, name)
            if path.suffix in suffixes or (not suffixes and path.suffix not in BINARY and not is_private(name)):
                yield path


def is_private(name: str) -> bool:
    """Return whether git ignores a file of this name."""
    return name == ".env" or name.startswith(".coverage")


def named(path: Path) -> str:
    """Return a file's name as people speak of it."""
    return path.relative_to(ROOT).as_posix()


def parsed(below: str) -> Iterator[tuple[str, ast.Module]]:
    """Yield each Python file below a folder, read."""
    for path in files(".py", below=below):
        yield named(path), ast.parse(path.read_text("utf-8"))
