"""No table and no column is forgotten when a person is erased, or asks for all that is held about them."""

from sqlalchemy import Table

from app.db import Base
from app.models import (
    AuditEntry,
    Call,
    CoachSubject,
    Commitment,
    Conversation,
    Feedback,
    FeedbackVersion,
    Message,
    NextStep,
    PhoneView,
    Review,
    ReviewVersion,
)  # fmt: skip
from app.services.erasure_plan import EMPTIED, LEFT, REMOVED
from app.services.personal_data_plan import OWN, WITHHELD

PEOPLE = {"users", "coach_profiles"}
GONE = {column.class_.__tablename__ for column in REMOVED}
STAYING = {model.__table__: {*EMPTIED.get(model, ()), *LEFT.get(model, ())} for model in {*EMPTIED, *LEFT}}


def names_a_person(table: Table) -> bool:
    return bool({key.column.table.name for key in table.foreign_keys} & PEOPLE) or table.name == "users"


def words(table: Table) -> set[str]:
    """Return the columns that can hold somebody's words, or a picture of them."""
    numbers = {key.parent.name for key in table.foreign_keys}
    kinds = (str, dict, bytes)
    return {column.name for column in table.columns if column.type.python_type in kinds} - numbers


def test_every_table_that_names_a_person_says_what_becomes_of_their_rows():
    named = {table.name for table in Base.metadata.sorted_tables if names_a_person(table)}
    planned = GONE | {table.name for table in STAYING}
    assert named - planned == set(), "add them to REMOVED, or to EMPTIED and LEFT"
    assert not GONE & {table.name for table in STAYING}


def test_every_column_of_words_that_stays_is_emptied_or_left_on_purpose():
    undecided = {f"{table.name}.{name}" for table, planned in STAYING.items() for name in words(table) - planned}
    assert undecided == set(), "add them to EMPTIED or LEFT"
    unknown = {f"{table.name}.{name}" for table, planned in STAYING.items() for name in planned - {*table.c.keys()}}
    assert unknown == set()


def test_what_is_emptied_is_not_also_left():
    for model, values in EMPTIED.items():
        assert not values.keys() & LEFT.get(model, frozenset())


def test_a_person_is_given_every_column_that_is_theirs_or_it_is_withheld_on_purpose():
    own = {table.owner.class_: table for table in OWN}
    kept_apart = {
        AuditEntry, Call, CoachSubject, Commitment, Conversation, Feedback, FeedbackVersion, Message, NextStep,
        PhoneView,
        Review, ReviewVersion,
    }  # fmt: skip
    planned = {column.class_ for column in REMOVED} | {*EMPTIED, *LEFT}
    assert planned == {*own, *WITHHELD, *kept_apart}
    for model, table in own.items():
        assert {*table.given} | table.withheld == set(model.__table__.c.keys()), model.__tablename__
