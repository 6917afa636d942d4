"""What is not for everybody: who may read it, and where it may be kept."""

import re
from dataclasses import dataclass

from sqlalchemy import select

from app.db import Base, db
from app.domain.contacts import shown_phone
from tests.factories import PEOPLE
from tests.pages import Site
from tests.security.town import Pair, canary


@dataclass(frozen=True)
class Secret:
    """Words in every spelling, the people who may read them, and the columns that hold them."""

    name: str
    spellings: tuple[str, ...]
    readers: frozenset[str]
    columns: frozenset[str]

    def is_in(self, text: str) -> bool:
        return any(spelling in text for spelling in self.spellings)


def secrets_of(pairs: list[Pair]) -> list[Secret]:
    """Return all that the two of each pair keep to themselves, and each of them to themselves."""
    return [secret for pair in pairs for secret in _of(pair)]


def _of(pair: Pair) -> list[Secret]:
    both, coach = frozenset({pair.coach, pair.student}), frozenset({pair.coach})
    notes = [
        ("note", both, {"calls.note"}),
        ("reason", both, {"calls.cancel_reason", "audit_entries.facts"}),
        ("shared", both, {"feedback.shared_note", "feedback_versions.shared_note"}),
        ("message", both, {"messages.body"}),
        ("private", coach, {"feedback.private_note", "feedback_versions.private_note"}),
    ]
    return [
        *(Secret(f"{kind} of {pair.coach}", (canary(kind, pair),), who, frozenset(kept)) for kind, who, kept in notes),
        *(_phone(who, both) for who in both),
        *(
            Secret(
                f"address of {who}", (f"{who}@example.org", f"{who}%40example.org"), frozenset({who}),
                frozenset({"users.email", "outbox_messages.address"}),
            )
            for who in both
        ),
        Secret(f"name of {pair.student}", (PEOPLE[pair.student][0],), both, frozenset({"users.name"})),
    ]  # fmt: skip


def _phone(who: str, readers: frozenset[str]) -> Secret:
    phone = PEOPLE[who][1]
    digits = phone.lstrip("+")
    spellings = (phone, digits, shown_phone(phone), re.sub(r"\s", "\u00a0", shown_phone(phone)), digits[-9:])
    return Secret(f"phone of {who}", spellings, readers, frozenset({"users.phone"}))


def rows(site: Site) -> dict[str, str]:
    """Return all that the database holds, by column."""

    def read() -> dict[str, str]:
        with db.engine.connect() as connection:
            return {
                f"{table.name}.{column.name}": "\n".join(
                    str(value) for value in connection.execute(select(column)).scalars()
                )
                for table in Base.metadata.sorted_tables
                for column in table.columns
            }

    return site.do(read)
