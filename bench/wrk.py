"""One address asked again and again by wrk."""

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.slices import SECONDS, Seen

CONNECTIONS = 8
REPORT = Path(__file__).with_name("report.lua")


def wrk(url: str, headers: Mapping[str, str] | None = None) -> Callable[[], Seen]:
    """Return what asks an address for the length of a slice, and raises RuntimeError when that goes wrong."""
    given = [part for name, value in (headers or {}).items() for part in ("-H", f"{name}: {value}")]
    size = ("-t", "1", "-c", str(CONNECTIONS), "-d", f"{SECONDS}s", "--timeout", "30s")

    def ask() -> Seen:
        command = ["wrk", *size, "-s", str(REPORT), *given, url]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
        seen = json.loads(told.splitlines()[-1])
        if seen.pop("bad"):
            raise RuntimeError(f"{url} does not answer as it should: {told}")
        return Seen(**seen)

    return ask
