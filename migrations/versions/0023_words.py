"""Coaches are found by their words, and subjects by other names."""

import sqlalchemy as sa
from alembic import op

from app.domain.words import words_of

revision = "0023"
down_revision = "0022"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# The words hold letters and digits alone, so nothing has to be parsed or quoted: each gets the weight of its column.
POSTGRESQL = (
    """ALTER TABLE coach_words ADD COLUMN document tsvector GENERATED ALWAYS AS ((
        replace(named, ' ', ':1A ') || replace(headline, ' ', ':1B ') || replace(about, ' ', ':1C ')
        || replace(place, ' ', ':1D ')
    )::tsvector) STORED""",
    "CREATE INDEX ix_coach_words_document ON coach_words USING gin (document)",
)
# Of this tokenizer, too, everything beyond ASCII is part of a word.
SQLITE = (
    """CREATE VIRTUAL TABLE coach_words_index USING fts5(
        named, headline, about, place, content='coach_words', content_rowid='coach_id', tokenize='ascii')""",
    """CREATE TRIGGER coach_words_add AFTER INSERT ON coach_words BEGIN
        INSERT INTO coach_words_index (rowid, named, headline, about, place)
        VALUES (NEW.coach_id, NEW.named, NEW.headline, NEW.about, NEW.place);
    END""",
    """CREATE TRIGGER coach_words_drop AFTER DELETE ON coach_words BEGIN
        INSERT INTO coach_words_index (coach_words_index, rowid, named, headline, about, place)
        VALUES ('delete', OLD.coach_id, OLD.named, OLD.headline, OLD.about, OLD.place);
    END""",
    """CREATE TRIGGER coach_words_change AFTER UPDATE ON coach_words BEGIN
        INSERT INTO coach_words_index (coach_words_index, rowid, named, headline, about, place)
        VALUES ('delete', OLD.coach_id, OLD.named, OLD.headline, OLD.about, OLD.place);
        INSERT INTO coach_words_index (rowid, named, headline, about, place)
        VALUES (NEW.coach_id, NEW.named, NEW.headline, NEW.about, NEW.place);
    END""",
)
COACHES = """SELECT user_id, users.name, headline, about, place FROM coach_profiles JOIN users ON users.id = user_id
    WHERE removed_at IS NULL AND deactivated_at IS NULL"""
TAUGHT = "SELECT coach_id, name FROM coach_subjects JOIN subjects ON subjects.id = subject_id"


def upgrade() -> None:
    """Add them, and write down the words of the coaches there are."""
    op.create_table(
        "subject_synonyms",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("subject_id", Whole, nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name=op.f("ck_subject_synonyms_name")),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name="fk_subject_synonyms_subject_id"),
        sa.PrimaryKeyConstraint("key", name="pk_subject_synonyms"),
        sqlite_strict=True,
    )
    op.create_index("ix_subject_synonyms_subject_id", "subject_synonyms", ["subject_id"])
    words = op.create_table(
        "coach_words",
        sa.Column("coach_id", Whole, nullable=False),
        sa.Column("named", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["coach_id"], ["coach_profiles.user_id"], name="fk_coach_words_coach_id"),
        sa.PrimaryKeyConstraint("coach_id", name="pk_coach_words"),
        sqlite_strict=True,
    )
    connection = op.get_bind()
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        connection.exec_driver_sql(statement)
    rows = _words(connection)
    if rows:
        op.bulk_insert(words, rows)


def _words(connection: sa.Connection) -> list[dict[str, object]]:
    taught: dict[int, str] = {}
    for coach_id, name in connection.exec_driver_sql(TAUGHT):
        taught[coach_id] = f"{taught.get(coach_id, '')} {name}"
    return [
        {
            "coach_id": coach_id,
            "named": _joined(f"{name} {taught.get(coach_id, '')}"),
            "headline": _joined(headline),
            "about": _joined(about),
            "place": _joined(place),
        }
        for coach_id, name, headline, about, place in connection.exec_driver_sql(COACHES)
    ]


def _joined(text: str) -> str:
    return "".join(f"{word} " for word in words_of(text))


def downgrade() -> None:
    """Forget them."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE coach_words_index")
    op.drop_table("coach_words")
    op.drop_table("subject_synonyms")
