"""Words of ours stand in statements themselves, so that indexes of the rows with such a word are found by them."""

import re
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.dialects import postgresql

from app.domain.calls import AHEAD, CallStatus
from app.models import Call


def written(condition):
    return (
        select(Call.id)
        .where(condition)
        .compile(dialect=postgresql.dialect(), compile_kwargs={"render_postcompile": True})
    )


def test_a_word_of_ours_is_written_out():
    said = written(Call.status == CallStatus.PENDING)
    assert "calls.status = 'pending'" in str(said)
    assert not said.params


def test_each_of_several_words_is_written_out():
    assert "calls.status IN ('pending', 'confirmed')" in str(written(Call.status.in_(AHEAD)))


def test_what_anybody_may_have_typed_is_never_written_out():
    said = written(Call.note == "pending' OR 1=1 --")
    assert "pending" not in str(said)
    assert list(said.params.values()) == ["pending' OR 1=1 --"]


def test_no_word_of_ours_means_anything_in_sql():
    ours = [kind for kind in StrEnum.__subclasses__() if kind.__module__.startswith("app.")]
    assert CallStatus in ours
    assert [word for kind in ours for word in kind if not re.fullmatch(r"[\w. -]*", word.value)] == []
