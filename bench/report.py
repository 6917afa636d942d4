"""The blocks of docs/performance.md that the benchmarks write."""

from collections.abc import Mapping, Sequence

from bench.slices import Slice, middle
from bench.written import write

HEAD = ("", "requests/s", "CPU ms, web", "CPU ms, database", "p50 ms", "p99 ms", "bytes")
FIGURES = ("per_second", "web_cpu", "database_cpu", "p50", "p99", "size")


def tell(what: str, lines: Sequence[str]) -> None:
    """Show what has been measured, and let it stand in its place of the document."""
    text = "\n".join(lines)
    print(text, flush=True)  # noqa: T201  # what a benchmark is for
    write("docs/performance.md", what, text)


def table(found: Mapping[str, Sequence[Slice]]) -> str:
    """Write what each contestant did, the median of its slices."""
    rows = [(name, *(_rounded(middle(slices, figure)) for figure in FIGURES)) for name, slices in found.items()]
    return "\n".join(f"| {' | '.join(row)} |" for row in (HEAD, ("---", *["---:"] * len(FIGURES)), *rows))


def plot(title: str, bars: Mapping[str, float], unit: str) -> str:
    """Draw bars, as whoever shows Markdown with Mermaid does."""
    names = ", ".join(f'"{name}"' for name in bars)
    heights = ", ".join(f"{height:.2f}" for height in bars.values())
    return (
        f'```mermaid\nxychart-beta horizontal\n  title "{title}"\n  x-axis [{names}]\n'
        f'  y-axis "{unit}"\n  bar [{heights}]\n```'
    )


def _rounded(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.2f}"
