"""A person's data as files: one JSON document for programs, or one table for each kind, zipped, for people."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.domain.instants import as_json
from app.domain.text import safe_cell
from app.services.personal_data import Chapter

# There is one of each at the most.
SINGLE = ("account", "coach_profile", "authenticator")
# A spreadsheet takes a file that begins so for what it is; without it accents are garbled.
ENCODING = "utf-8-sig"


def write(chapters: Sequence[Chapter], form: str, *, now: datetime) -> bytes:
    """Return everything in one file, in one of FORMS."""
    return FORMS[form](chapters, now=now)


def to_json(chapters: Sequence[Chapter], *, now: datetime) -> bytes:
    """Return everything as one document; instants are RFC 3339 in UTC."""
    document: dict[str, Any] = {"made_at": now}
    for chapter in chapters:
        records = chapter.records
        document[chapter.kind] = next(iter(records), None) if chapter.kind in SINGLE else records
    return f"{json.dumps(document, default=as_json, ensure_ascii=False, indent=2)}\n".encode()


def to_zip(chapters: Sequence[Chapter], *, now: datetime) -> bytes:
    """Return a zip of CSV files, one for each kind of which there is something."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as folder:
        for chapter in chapters:
            if chapter.records:
                entry = zipfile.ZipInfo(f"{chapter.kind}.csv", date_time=now.timetuple()[:6])
                folder.writestr(entry, _table(chapter).encode(ENCODING), zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def _table(chapter: Chapter) -> str:
    lines = io.StringIO()
    writer = csv.DictWriter(lines, chapter.columns, lineterminator="\r\n")
    writer.writeheader()
    for record in chapter.records:
        writer.writerow({name: safe_cell(_cell(value)) for name, value in record.items()})
    return lines.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return as_json(value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return value


FORMS = {"json": to_json, "csv": to_zip}
