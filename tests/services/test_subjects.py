"""What is taught."""

import pytest

from app.db import transact
from app.domain import errors
from app.services import audit, coaches, subjects
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN

pytestmark = pytest.mark.usefixtures("app")


def do(action, **given):
    return transact(lambda: action(actor=ADMIN, now=NOW, **given))


def teach(who, *names):
    transact(lambda: coaches.edit(actor=ADMIN, email=f"{who}@example.org", subject_names=names, now=NOW))


def listed():
    return [(line.name, line.coaches) for line in subjects.list_subjects()]


def test_a_subject_has_one_name_in_any_case():
    do(subjects.add, name=" Linear \n algebra")
    for name in ("linear algebra", "LINEAR  ALGEBRA "):
        assert subjects.get(name).name == "Linear algebra"
        with pytest.raises(errors.SubjectExists):
            do(subjects.add, name=name)
    do(subjects.add, name="Straße")
    assert subjects.get("STRASSE").name == "Straße"
    do(subjects.add, name="E\u0301tude")
    assert subjects.get("étude").name == "Étude"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", errors.Missing),
        ("x" * 121, errors.TooLong),
        ("\x00", errors.UnreadableText),
        ("\udcff", errors.UnreadableText),
    ],
)
def test_what_is_no_name_is_refused(name, expected):
    with pytest.raises(expected):
        do(subjects.add, name=name)
    assert listed() == []


def test_a_subject_is_renamed_to_a_free_name():
    do(subjects.add, name="Maths")
    do(subjects.add, name="Physics")
    do(subjects.rename, name="maths", new_name="Mathematics")
    do(subjects.rename, name="mathematics", new_name="MATHEMATICS")
    with pytest.raises(errors.SubjectExists):
        do(subjects.rename, name="Physics", new_name="mathematics")
    assert listed() == [("MATHEMATICS", 0), ("Physics", 0)]


def test_merging_keeps_every_coach_once():
    for who in ("alice", "dora", "erin"):
        factories.coach(who)
    teach("alice", "Maths")
    teach("dora", "Maths", "Mathematics")
    teach("erin", "Mathematics")
    assert do(subjects.merge, name="maths", into="MATHEMATICS") == 2
    assert listed() == [("Mathematics", 3)]
    with pytest.raises(errors.SubjectExists):
        do(subjects.merge, name="Mathematics", into="mathematics")


def test_only_what_nobody_teaches_is_removed():
    factories.coach("alice")
    teach("alice", "Maths")
    with pytest.raises(errors.SubjectInUse) as refused:
        do(subjects.remove, name="maths")
    assert refused.value.facts == {"name": "Maths", "coaches": 1}
    teach("alice")
    do(subjects.remove, name="maths")
    assert listed() == []


def test_what_is_not_taught_is_not_found():
    for action, given in (
        (subjects.rename, {"new_name": "x"}), (subjects.merge, {"into": "x"}), (subjects.remove, {}),
    ):  # fmt: skip
        with pytest.raises(errors.NotFound):
            do(action, name="Alchemy", **given)


def test_each_change_is_told_once():
    factories.coach("alice")
    teach("alice", "Maths", "Physics")
    do(subjects.add, name="Mathematics")
    do(subjects.merge, name="Maths", into="Mathematics")
    do(subjects.rename, name="Mathematics", new_name="Numbers")
    teach("alice")
    do(subjects.remove, name="Numbers")
    told = [entry.action for entry in audit.list_entries(object_kind="subject", limit=99)]
    assert told[::-1] == ["subject.added"] * 3 + ["subject.merged", "subject.renamed", "subject.removed"]
