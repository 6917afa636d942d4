"""References of calls."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import NotFound
from app.domain.references import number_of, reference_of


@given(st.integers(1, 2**63 - 1))
def test_a_reference_leads_back_to_its_number(number):
    assert number_of(reference_of(number)) == number


def test_a_million_calls_have_short_references_of_their_own():
    assert len({reference_of(number) for number in range(1, 5000)}) == 4999
    assert len(reference_of(2**20 - 1)) == len("S-2F7K")
    assert len(reference_of(2**20)) == len("S-2F7KX")


def test_a_reference_may_be_typed_as_it_was_heard():
    reference = next(found for found in map(reference_of, range(1, 999)) if "0" in found and "1" in found)
    heard = reference.removeprefix("S-").lower().replace("0", "o").replace("1", "l")
    assert number_of(f" {heard} ") == number_of(reference)


@pytest.mark.parametrize("typed", ["", "S-", "S-12", "S-UUUU", "S-0000", "S-00000", "12ä4", "S-" + "Z" * 40])
def test_what_is_no_reference_finds_no_call(typed):
    with pytest.raises(NotFound):
        number_of(typed)
