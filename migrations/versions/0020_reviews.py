"""Reviews of calls by their students, with earlier versions, and the rules about them."""

import sqlalchemy as sa
from alembic import op

from app.db import Flag, UTCDateTime

revision = "0020"
down_revision = "0019"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# Taking the words away is no new version of them, and neither is a reply.
SAME = """NEW.call_id = OLD.call_id AND NEW.coach_id = OLD.coach_id AND NEW.student_id = OLD.student_id
    AND NEW.recorded_at = OLD.recorded_at AND (NEW.version = OLD.version + 1 OR (
        NEW.version = OLD.version AND NEW.rating = OLD.rating AND NEW.changed_at {is_same} OLD.changed_at
        AND NEW.comment IN (OLD.comment, '')))"""
ANSWERED_ONCE = """OLD.replied_at IS NULL
    OR (NEW.replied_at IS NOT NULL AND NEW.replied_at = OLD.replied_at AND NEW.reply IN (OLD.reply, ''))"""
VERSION_EMPTIED = """NEW.call_id = OLD.call_id AND NEW.version = OLD.version AND NEW.rating = OLD.rating
    AND NEW.recorded_at = OLD.recorded_at AND NEW.comment = ''"""
TOOK_PLACE = """EXISTS (
    SELECT 1 FROM calls WHERE id = NEW.call_id AND status = 'completed' AND ends_at <= NEW.recorded_at)"""
IS_REVIEWED = "NEW.status <> 'completed' AND EXISTS (SELECT 1 FROM reviews WHERE call_id = NEW.id)"
KEEP_VERSION = """INSERT INTO review_versions (call_id, version, rating, comment, recorded_at)
    VALUES (OLD.call_id, OLD.version, OLD.rating, OLD.comment, coalesce(OLD.changed_at, OLD.recorded_at));"""

# Rule, event, when it is broken.
SQLITE_REFUSALS = (
    ("reviews_after_call", "INSERT ON reviews", f"NOT {TOOK_PLACE}"),
    ("reviews_keep_author", "UPDATE ON reviews", f"NOT ({SAME.format(is_same='IS')})"),
    ("reviews_answered_once", "UPDATE ON reviews", f"NOT ({ANSWERED_ONCE})"),
    ("review_versions_are_kept", "UPDATE ON review_versions", f"NOT ({VERSION_EMPTIED})"),
    ("calls_review_exists", "UPDATE OF status ON calls", IS_REVIEWED),
)
SQLITE = (
    *(
        f"CREATE TRIGGER {rule}_{event.split()[0].lower()} BEFORE {event} WHEN {broken}"
        f" BEGIN SELECT RAISE(ABORT, '{rule}'); END"
        for rule, event, broken in SQLITE_REFUSALS
    ),
    f"""CREATE TRIGGER reviews_keep_version AFTER UPDATE ON reviews WHEN NEW.version <> OLD.version BEGIN
        {KEEP_VERSION}
    END""",
)
POSTGRESQL = (
    f"""CREATE FUNCTION reviews_check() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NOT {TOOK_PLACE} THEN
                PERFORM refuse('reviews_after_call');
            END IF;
        ELSIF NOT ({SAME.format(is_same="IS NOT DISTINCT FROM")}) THEN
            PERFORM refuse('reviews_keep_author');
        ELSIF NOT ({ANSWERED_ONCE}) THEN
            PERFORM refuse('reviews_answered_once');
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER reviews_check BEFORE INSERT OR UPDATE ON reviews
    FOR EACH ROW EXECUTE FUNCTION reviews_check()""",
    f"""CREATE FUNCTION reviews_keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {KEEP_VERSION}
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER reviews_keep_version AFTER UPDATE ON reviews
    FOR EACH ROW WHEN (NEW.version <> OLD.version) EXECUTE FUNCTION reviews_keep_version()""",
    f"""CREATE TRIGGER review_versions_keep BEFORE UPDATE ON review_versions
    FOR EACH ROW WHEN (NOT ({VERSION_EMPTIED})) EXECUTE FUNCTION keep()""",
    f"""CREATE FUNCTION calls_reviewed_check() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {IS_REVIEWED} THEN
            PERFORM refuse('calls_review_exists');
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER calls_reviewed_check BEFORE UPDATE OF status ON calls
    FOR EACH ROW EXECUTE FUNCTION calls_reviewed_check()""",
)


def upgrade() -> None:
    """Nobody has said anything yet."""
    op.create_index("uq_calls_parties", "calls", ["id", "coach_id", "student_id"], unique=True)
    op.create_table(
        "reviews",
        sa.Column("call_id", Whole, autoincrement=False, nullable=False),
        sa.Column("coach_id", Whole, nullable=False),
        sa.Column("student_id", Whole, nullable=False),
        sa.Column("rating", Whole, nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("shows_first_name", Flag(), nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=True),
        sa.Column("shown_from", UTCDateTime(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_at", UTCDateTime(), nullable=True),
        sa.Column("hidden_at", UTCDateTime(), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_reviews_rating")),
        sa.CheckConstraint("reply = '' OR replied_at IS NOT NULL", name=op.f("ck_reviews_reply")),
        sa.CheckConstraint("hidden_reason = '' OR hidden_at IS NOT NULL", name=op.f("ck_reviews_hidden")),
        sa.ForeignKeyConstraint(
            ["call_id", "coach_id", "student_id"],
            ["calls.id", "calls.coach_id", "calls.student_id"],
            name="fk_reviews_parties",
        ),
        sa.PrimaryKeyConstraint("call_id", name="pk_reviews"),
        sqlite_strict=True,
    )
    op.create_index("ix_reviews_coach", "reviews", ["coach_id", "recorded_at", "call_id"])
    op.create_table(
        "review_versions",
        sa.Column("call_id", Whole, nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("rating", Whole, nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["reviews.call_id"], name="fk_review_versions_call_id"),
        sa.PrimaryKeyConstraint("call_id", "version", name="pk_review_versions"),
        sqlite_strict=True,
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Forget what was said."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER calls_review_exists_update")
    else:
        op.execute("DROP FUNCTION calls_reviewed_check CASCADE")
    op.drop_table("review_versions")
    op.drop_table("reviews")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION reviews_check")
        op.execute("DROP FUNCTION reviews_keep_version")
    op.drop_index("uq_calls_parties", "calls")
