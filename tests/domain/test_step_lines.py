"""A line that was corrected is told from another step in its place."""

import pytest

from app.domain.step_lines import find_corrected

BEFORE = ["Write to the club", "Read chapter 3"]


@pytest.mark.parametrize(
    ("lines", "corrected"),
    [
        (["Write to the Club.", "Read chapter 3"], {"Write to the club": "Write to the Club."}),
        (["Write to the clubs", "Reed chapter 3"], {BEFORE[0]: "Write to the clubs", BEFORE[1]: "Reed chapter 3"}),
        (["Call the club", "Read chapter 3"], {}),
        (["Write to the club", "Read chapter 4"], {}),
        (["Write to the club", "Read chapters 3 and 4"], {}),
        (["Read chapter 3", "Write to the club"], {}),
        (["Write to the club"], {}),
        (["Eat", "Write to the club", "Read chapter 3"], {}),
    ],
)
def test_a_line_much_like_the_one_in_its_place_is_that_one_corrected(lines, corrected):
    assert find_corrected(BEFORE, lines) == corrected
