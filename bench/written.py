"""Figures in documents: a command writes its own between two marks, and nobody else does."""

from pathlib import Path

ROOT = Path(__file__).parents[1]


def write(document: str, what: str, told: str) -> None:
    """Let this stand between the marks `<!-- what -->` and `<!-- end of what -->` of a document."""
    path = ROOT / document
    before, begin, rest = path.read_text("utf-8").partition(f"<!-- {what} -->\n")
    _, end, after = rest.partition(f"<!-- end of {what} -->")
    if not (begin and end):
        raise ValueError(f"{document} has no place for {what}")
    path.write_text(f"{before}{begin}\n{told.strip()}\n\n{end}{after}", "utf-8")
