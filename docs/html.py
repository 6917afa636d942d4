"""Check the HTML of every answer that tests of pages get, with the Nu validator: `make test`, or `make html` alone."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
VNU = ROOT / "docs" / "tools" / "vnu" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# What is as it should be: what HTMX adds; what the validator does not know yet of the HTML Standard (section 4.2.4 lets
# "blocking" stand beside "expect"); and what a person has typed, which is shown again as it was.
FINE = re.compile("|".join([
    r"Attribute “hx-[^”]*” not allowed",
    r"“link” element with a “blocking” attribute must have a “rel” attribute whose value is “stylesheet”",
    r"“value” on element “input”: (The string “[^”]*” is not an absolute URL|URL includes credentials)",
    r"Saw U\+0000 in stream",
]))  # fmt: skip
TITLE, ROW = re.compile(r"<title>.*?</title>", re.DOTALL), re.compile(r"\s*<li\b")
WHOLE = '<!doctype html><html lang="en"><head><title>Fragment</title></head><body>{}</body></html>'


def collect(folder: Path) -> int:
    """Run the tests of pages, which leave each answer of its own kind in this folder; return how they ended."""
    tests = [sys.executable, "-m", "pytest", "-q", "-n", os.environ.get("PARALLEL", "2"), "--database", "sqlite"]
    return subprocess.run(
        [*tests, "tests/web", "tests/security"], cwd=ROOT, env={**os.environ, "HTML_ANSWERS": str(folder)}, check=False
    ).returncode


def check(files: list[Path]) -> str:
    """Return what is wrong with these files, each line with the name of the test that got it."""
    for file in files:
        file.write_text(_whole(file.read_text("utf-8")), "utf-8")
    command = ["java", "-jar", str(VNU), "--errors-only", "--format", "gnu", *map(str, files)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    told = re.sub(r'"file:[^"]*/([^"/]+)"', r"\1", found.stderr).splitlines(keepends=True)
    if found.returncode and not told:
        return f"The validator ended with {found.returncode}.\n"
    return "".join(line for line in told if not FINE.search(line))


def _whole(html: str) -> str:
    """Return a fragment as the page that it comes to stand in, of which its title becomes the title."""
    if html.lstrip().startswith("<!doctype"):
        return html
    html = TITLE.sub("", html)
    return WHOLE.format(f"<ul>{html}</ul>" if ROW.match(html) else html)


def main() -> None:
    """Check what tests left in the folder that is named, or run the tests of pages first, and say what is wrong."""
    failed = 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(sys.argv[1] if sys.argv[1:] else place)
        if not sys.argv[1:]:
            failed = collect(folder)
        files = sorted(folder.iterdir())
        wrong = check(files)
    sys.stdout.write(wrong)
    if wrong or failed or not files:
        sys.exit(f"Of {len(files)} answers some are wrong, or were not got.")
    sys.stdout.write(f"The HTML of {len(files)} answers is sound.\n")


if __name__ == "__main__":
    main()
