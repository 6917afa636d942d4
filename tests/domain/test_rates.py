"""Rates, and how sure they are."""

from math import sqrt

import pytest

from app.domain.rates import Rate

Z = 1.959964


@pytest.mark.parametrize(("part", "whole"), [(0, 10), (3, 78), (7, 10), (10, 10), (1, 1)])
def test_each_end_of_the_interval_is_a_rate_that_would_just_allow_what_was_seen(part, whole):
    low, high = Rate(part, whole).interval
    for end in (low, high):
        if 0 < end < 1:
            assert abs(part / whole - end) == pytest.approx(Z * sqrt(end * (1 - end) / whole), rel=1e-5, abs=1e-6)
    assert 0 <= low <= part / whole <= high <= 1
    assert low < high


def test_of_nothing_there_is_no_share():
    assert (Rate(0, 0).share, Rate(0, 0).interval) == (None, None)
    assert Rate(1, 2) + Rate(2, 2) == Rate(3, 4)
