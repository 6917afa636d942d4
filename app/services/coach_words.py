"""The words by which coaches are found: written down anew whenever something changes of what they are made."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, TextClause, delete, insert, literal, select, text

from app.db import db
from app.domain.words import wanted_words, words_of
from app.models import CoachProfile, CoachSubject, CoachWords, Subject, SubjectSynonym, User
from app.services import people

# Of several words, each begins one of the coach's. They are of the first tier if all of them do so in what the coach
# is called and teaches, of the next with the headline, of the last with the text about the coach.
FOUND = {
    "sqlite": """
        SELECT coach_id, min(tier) AS tier FROM (
            SELECT rowid AS coach_id, 0 AS tier FROM coach_words_index WHERE coach_words_index MATCH :named
            UNION ALL SELECT rowid, 1 FROM coach_words_index WHERE coach_words_index MATCH :headed
            UNION ALL SELECT rowid, 2 FROM coach_words_index WHERE coach_words_index MATCH :anywhere
        ) GROUP BY coach_id""",
    "postgresql": """
        SELECT coach_id, CASE WHEN document @@ CAST(:named AS tsquery) THEN 0
            WHEN document @@ CAST(:headed AS tsquery) THEN 1 ELSE 2 END AS tier
        FROM coach_words WHERE document @@ CAST(:anywhere AS tsquery)""",
}
PLACED = {
    "sqlite": "SELECT rowid AS coach_id FROM coach_words_index WHERE coach_words_index MATCH :place",
    "postgresql": "SELECT coach_id FROM coach_words WHERE document @@ CAST(:place AS tsquery)",
}
# How each database is told in which texts to look.
COLUMNS = {
    "sqlite": {"named": "named", "headed": "named headline", "anywhere": "named headline about", "place": "place"},
    "postgresql": {"named": "A", "headed": "AB", "anywhere": "ABC", "place": "D"},
}
Number = CoachWords.coach_id.type


def find(wanted: str) -> Select[int, int]:
    """Return the query for the coaches of these words, with their tiers: for everybody, without a word in them."""
    words = wanted_words(wanted)
    if not words:
        return select(CoachWords.coach_id, literal(0, Number).label("tier"))
    return _asking(FOUND, words).columns(coach_id=Number, tier=Number).subquery().select()


def find_placed(wanted: str) -> Select[int]:
    """Return the query for the coaches whose place has these words: for everybody, without a word in them."""
    words = wanted_words(wanted)
    return _asking(PLACED, words).columns(coach_id=Number).subquery().select() if words else select(CoachWords.coach_id)


def given(wanted: str, place: str) -> dict[str, str]:
    """Return the values with which a query that was made for other words asks for these."""
    dialect = db.engine.dialect.name
    asked = {name: place if name == "place" else wanted for name in COLUMNS[dialect]}
    words = {name: wanted_words(text) for name, text in asked.items()}
    return {name: _query(dialect, COLUMNS[dialect][name], found) for name, found in words.items() if found}


def _asking(statements: Mapping[str, str], words: Sequence[str]) -> TextClause:
    dialect = db.engine.dialect.name
    statement = text(statements[dialect])
    asked = {name: _query(dialect, columns, words) for name, columns in COLUMNS[dialect].items()}
    return statement.bindparams(**{name: query for name, query in asked.items() if f":{name}" in statements[dialect]})


def _query(dialect: str, columns: str, words: Sequence[str]) -> str:
    # Words are letters and digits: they cannot end a quotation.
    if dialect == "sqlite":
        every = " AND ".join(f'"{word}"*' for word in words)
        return f"{{{columns}}} : ({every})"
    return " & ".join(f"{word}:*{columns}" for word in words)


def refresh(coach_ids: Collection[int]) -> None:
    """Write down anew the words of these coaches; of those who coach no more, there are none."""
    if not coach_ids:
        return
    # Whoever else changes one of them waits, and will see what has been changed here.
    people.hold(coach_ids)
    db.session.execute(delete(CoachWords).where(CoachWords.coach_id.in_(coach_ids)))
    rows = _compose(CoachProfile.user_id.in_(coach_ids))
    if rows:
        db.session.execute(insert(CoachWords), rows)


def refresh_teachers(subject_id: int) -> None:
    """Write down anew the words of those who teach a subject."""
    refresh(db.session.scalars(select(CoachSubject.coach_id).where(CoachSubject.subject_id == subject_id)).all())


def refresh_all() -> int:
    """Write down anew the words of everybody whose words are wrong; return of how many."""
    stale = list_stale()
    refresh(stale)
    return len(stale)


def list_stale() -> Sequence[int]:
    """Return the coaches who are not found by what is said of them now, or by something else besides."""
    columns = CoachWords.coach_id, CoachWords.named, CoachWords.headline, CoachWords.about, CoachWords.place
    written = {row.coach_id: dict(row._mapping) for row in db.session.execute(select(*columns))}
    right = {row["coach_id"]: row for row in _compose()}
    return sorted(number for number in written.keys() | right.keys() if written.get(number) != right.get(number))


def _compose(*conditions: Any) -> list[dict[str, Any]]:
    coaches = (
        select(User.id, User.name, CoachProfile.headline, CoachProfile.about, CoachProfile.place)
        .join(CoachProfile, CoachProfile.user_id == User.id)
        .where(CoachProfile.removed_at.is_(None), User.deactivated_at.is_(None), *conditions)
        .order_by(User.id)
    )
    taught = _names_taught(*conditions)
    return [
        {
            "coach_id": number,
            "named": _joined(" ".join([name, *sorted(taught.get(number, ()))])),
            "headline": _joined(headline),
            "about": _joined(about),
            "place": _joined(place),
        }
        for number, name, headline, about, place in db.session.execute(coaches)
    ]


def _names_taught(*conditions: Any) -> dict[int, list[str]]:
    """Return the names of what each coach teaches, other names of the same included."""
    subjects = select(CoachSubject.coach_id, Subject.name).join(Subject, Subject.id == CoachSubject.subject_id)
    others = select(CoachSubject.coach_id, SubjectSynonym.name).join(
        SubjectSynonym, SubjectSynonym.subject_id == CoachSubject.subject_id
    )
    found: dict[int, list[str]] = {}
    for names in (subjects, others):
        joined = names.join(CoachProfile, CoachProfile.user_id == CoachSubject.coach_id)
        for coach_id, name in db.session.execute(joined.where(*conditions)):
            found.setdefault(coach_id, []).append(name)
    return found


def _joined(text: str) -> str:
    return "".join(f"{word} " for word in words_of(text))
