"""Workers, as they report."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class WorkerBeat(Base):
    """The last sign of life of one worker; one that stopped in order has no row."""

    __tablename__ = "worker_beats"
    __table_args__ = ({"sqlite_strict": True},)

    # Machine, process and a random end, so that no two are the same.
    name: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    # Why mail cannot be sent just now; empty when it can.
    trouble: Mapped[str]
