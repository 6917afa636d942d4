"""Every pair of colours that stand on one another can be told apart, light and dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "app" / "static"
CSS = "".join(sheet.read_text("utf-8") for sheet in sorted(STATIC.glob("*.css")))
TOKENS = dict(re.findall(r"--([\w-]+): light-dark\(([^)]+)\)", CSS))

TEXT, SHAPE = 4.5, 3.0
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink2", "link") for ground in ("canvas", "surface")),
    ("on-primary", "primary", TEXT),
    ("on-primary", "primary-hover", TEXT),
    ("on-danger-solid", "danger-solid", TEXT),
    *((f"on-{name}", name, TEXT) for name in ("open", "draft", "booked", "danger", "ok", "warn", "info")),
    ("on-danger", "surface", TEXT),
    ("on-danger", "canvas", TEXT),
    *(("control", ground, SHAPE) for ground in ("canvas", "surface")),
    *(("focus", ground, SHAPE) for ground in ("canvas", "surface")),
    ("open-line", "surface", SHAPE),
    ("booked-line", "surface", SHAPE),
    ("draft-line", "surface", SHAPE),
    ("draft-line", "draft", SHAPE),
    ("ink2", "sunken", TEXT),
    ("primary", "surface", SHAPE),
    *((chart, ground, SHAPE) for chart in ("chart-1", "chart-2") for ground in ("canvas", "surface")),
]


def colour(token: str, theme: int) -> tuple[float, float, float]:
    written = TOKENS[token].split(",")[theme].strip().lstrip("#")
    full = written if len(written) == 6 else "".join(digit * 2 for digit in written)
    return tuple(int(full[place : place + 2], 16) / 255 for place in (0, 2, 4))


def luminance(rgb: tuple[float, float, float]) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, theme: int) -> float:
    dark, light = sorted(luminance(colour(token, theme)) for token in (one, other))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("upper", "lower", "least"), PAIRS)
def test_colours_on_one_another_can_be_told_apart(upper, lower, least, theme):
    """Goal row 10."""
    assert contrast(upper, lower, theme) >= least


def test_black_on_white_is_21():
    TOKENS["black"], TOKENS["white"] = "#000, #000", "#fff, #fff"
    assert round(contrast("black", "white", 0), 2) == 21
