"""Plots as shapes in CSS pixels: each is drawn for a narrow and for a wide place, so that its words never shrink."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil

# As wide as the narrowest phone, 320 pixels, leaves it; and half of a wide page.
NARROW, WIDE = 288, 560
ROW, FOOT, HEAD = 26, 26, 20
# Of words in the size of the plots: about so wide is a character, so high above its line its middle.
CHARACTER, MIDDLE = 7.5, 4


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in the look of its kind."""

    x: int
    y: int
    width: int
    height: int
    kind: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A ring around a point."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points."""

    points: str
    kind: str


@dataclass(frozen=True, slots=True)
class Words:
    """A label, in the look of its kind, which also says what of it stands at x: its beginning or its middle."""

    x: int
    y: int
    text: str
    kind: str = ""


@dataclass(slots=True)
class Plot:
    """What is drawn, on so much room."""

    width: int
    height: int
    boxes: list[Box] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a bar chart: one or two parts of its whole, and what is written at its end."""

    name: str
    parts: tuple[float, ...]
    told: str
    whole: float | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of a table of fields: how full it is, 0 to 4, None for nothing; and what is written in it."""

    told: str
    level: int | None


def at_both_widths(draw: Callable[[int], Plot]) -> tuple[Plot, ...]:
    """Return a plot for narrow and for wide places."""
    return tuple(draw(width) for width in (NARROW, WIDE))


def bars(rows: Sequence[Bar], width: int) -> Plot:
    """Return horizontal bars, the longest as long as there is room."""
    left = _round(max(len(row.name) for row in rows) * CHARACTER + 8)
    right = max(len(row.told) for row in rows) * CHARACTER + 8
    most = max((row.whole or sum(row.parts) for row in rows), default=0) or 1
    scale = (width - left - right) / most
    plot = Plot(width, len(rows) * ROW)
    for number, row in enumerate(rows):
        y, x = number * ROW, float(left)
        plot.words.append(Words(0, y + ROW // 2 + MIDDLE, row.name))
        if row.whole:
            plot.boxes.append(Box(left, y + 4, _round(row.whole * scale), ROW - 8, "whole"))
        for kind, part in zip(("one", "two"), row.parts, strict=False):
            if part:
                plot.boxes.append(Box(_round(x), y + 4, _length(part * scale), ROW - 8, kind))
            x += part * scale
        end = left + (row.whole or sum(row.parts)) * scale
        plot.words.append(Words(_round(end + 6), y + ROW // 2 + MIDDLE, row.told))
    return plot


def columns(names: Sequence[str], values: Sequence[float], told: str, width: int) -> Plot:
    """Return columns from nought up, `told` over the highest."""
    height = 150
    plot = Plot(width, HEAD + height + FOOT)
    most, step = max(values) or 1, width / len(values)
    gap = max(min(4.0, step / 4), step - 64)
    for number, value in enumerate(values):
        if value:
            tall = _length(value / most * height)
            plot.boxes.append(
                Box(_round(number * step + gap / 2), HEAD + height - tall, _round(step - gap), tall, "one")
            )
    plot.paths.append(Path(f"0,{HEAD + height} {width},{HEAD + height}", "axis"))
    _name_steps(plot, names, 0, step)
    best = list(values).index(max(values))
    plot.words.append(_inside(Words(_round((best + 0.5) * step), HEAD - 6, told, "best"), width))
    return plot


def scores_over_time(
    names: Sequence[str], given: Sequence[Sequence[int]], running: Sequence[float | None], told: str, width: int
) -> Plot:
    """Return a ring for each score of a step, and a line through the running averages, on a scale from 1 to 5."""
    left, right, height = 20, len(told) * CHARACTER + 10, 160
    plot = Plot(width, HEAD // 2 + height + FOOT)
    step = (width - left - right) / len(names)

    def place(number: int, score: float) -> tuple[int, int]:
        return _round(left + (number + 0.5) * step), _round(HEAD // 2 + (5 - score) / 4 * height)

    for score in range(1, 6):
        y = place(0, score)[1]
        plot.paths.append(Path(f"{left},{y} {_round(width - right)},{y}", "scale"))
        plot.words.append(Words(0, y + MIDDLE, str(score)))
    for number, scores in enumerate(given):
        plot.dots.extend(Dot(*place(number, score)) for score in scores)
    for stretch in _unbroken(running):
        plot.paths.append(Path(" ".join("{},{}".format(*place(*point)) for point in stretch), "running"))
        if len(stretch) == 1:
            x, y = place(*stretch[0])
            plot.boxes.append(Box(x - 5, y - 1, 10, 3, "two"))
    known = [(number, value) for number, value in enumerate(running) if value is not None]
    if known:
        x, y = place(*known[-1])
        plot.words.append(Words(x + 8, y + MIDDLE, told, "last"))
    _name_steps(plot, names, left, step)
    return plot


def grid(tops: Sequence[str], sides: Sequence[str], cells: Sequence[Sequence[Cell]], width: int) -> Plot:
    """Return a table of fields, the fuller the darker, with what is to be read in each."""
    left, tall = _round(max(len(side) for side in sides) * CHARACTER + 6), 30
    step = min((width - left) / len(tops), 64)
    plot = Plot(width, HEAD + len(sides) * tall)
    for number, top in enumerate(tops):
        plot.words.append(Words(_round(left + (number + 0.5) * step), HEAD - 6, top, "name"))
    for row, (side, line) in enumerate(zip(sides, cells, strict=True)):
        y = HEAD + row * tall
        plot.words.append(Words(0, y + tall // 2 + MIDDLE, side))
        for number, cell in enumerate(line):
            x = left + number * step
            kind = "none" if cell.level is None else f"level-{cell.level}"
            plot.boxes.append(Box(_round(x + 1), y + 1, _round(step - 2), tall - 2, kind))
            plot.words.append(Words(_round(x + step / 2), y + tall // 2 + MIDDLE, cell.told, "told"))
    return plot


def _name_steps(plot: Plot, names: Sequence[str], left: float, step: float) -> None:
    """Write below as many names as there is room for, evenly, the last among them."""
    every = ceil((max(len(name) for name in names) * CHARACTER + 12) / step)
    for number in range((len(names) - 1) % every, len(names), every):
        label = Words(_round(left + (number + 0.5) * step), plot.height - 5, names[number], "name")
        plot.words.append(_inside(label, plot.width))


def _inside(words: Words, width: float) -> Words:
    half = len(words.text) * CHARACTER / 2
    return Words(_round(min(max(words.x, half), width - half)), words.y, words.text, words.kind)


def _unbroken(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    found: list[list[tuple[int, float]]] = [[]]
    for number, value in enumerate(values):
        if value is None:
            found.append([])
        else:
            found[-1].append((number, value))
    return [stretch for stretch in found if stretch]


def _length(number: float) -> int:
    """Return the nearest length in whole pixels, of something that is there: never none."""
    return max(1, round(number))


def _round(number: float) -> int:
    """Return the nearest whole pixel: edges are sharp there, and the page is lighter."""
    return round(number)
