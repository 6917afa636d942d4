"""One address asked again and again by wrk, by one browser after the other."""

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

from bench.slices import SECONDS, Seen

CONNECTIONS = 8
SCRIPT = Path(__file__).with_name("browsers.lua")


def wrk(url: str, *browsers: Mapping[str, str], seconds: int = SECONDS) -> Callable[[], Seen]:
    """Return what asks an address for some seconds, and raises RuntimeError when that goes wrong.

    Each request has the headers of the next browser.
    """
    size = ("-t", "1", "-c", str(CONNECTIONS), "-d", f"{seconds}s", "--timeout", "30s")

    def ask() -> Seen:
        with NamedTemporaryFile("w", suffix=".txt") as told:
            told.write("\n".join(_line(headers) for headers in browsers or ({},)) + "\n")
            told.flush()
            command = ["wrk", *size, "-s", str(SCRIPT), url, "--", told.name]
            answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603  # a program of the benchmark
        seen = json.loads(answer.splitlines()[-1])
        if seen.pop("bad"):
            raise RuntimeError(f"{url} does not answer as it should: {answer}")
        return Seen(**seen)

    return ask


def _line(headers: Mapping[str, str]) -> str:
    return "\t".join(part for header in headers.items() for part in header)
