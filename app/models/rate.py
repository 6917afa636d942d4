"""How often something has been tried."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class RateHit(Base):
    """The tries that count against one limit for one account or address, in the stretch that is running."""

    __tablename__ = "rate_hits"
    __table_args__ = ({"sqlite_strict": True},)

    # A hash: whose it is can be reckoned from an address, and an address not from it.
    key: Mapped[str] = mapped_column(primary_key=True)
    # Indexed, for what is over is thrown away.
    since: Mapped[datetime] = mapped_column(index=True)
    hits: Mapped[int]
