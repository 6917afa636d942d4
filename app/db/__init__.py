"""The database: columns, session, and the one way to write."""

from app.db.aliases import alias_of
from app.db.columns import (
    EPOCH,
    LARGEST_NUMBER,
    MICROSECOND,
    Base,
    Duration,
    Flag,
    JSONDocument,
    PlainDate,
    UTCDateTime,
)
from app.db.session import db
from app.db.transactions import ATTEMPTS, is_contention, is_unreachable, is_used_up, rehearsal, transact, waited
from app.db.version import plan_alike, version

__all__ = [
    "ATTEMPTS",
    "EPOCH",
    "LARGEST_NUMBER",
    "MICROSECOND",
    "Base",
    "Duration",
    "Flag",
    "JSONDocument",
    "PlainDate",
    "UTCDateTime",
    "alias_of",
    "db",
    "is_contention",
    "is_unreachable",
    "is_used_up",
    "plan_alike",
    "rehearsal",
    "transact",
    "version",
    "waited",
]
