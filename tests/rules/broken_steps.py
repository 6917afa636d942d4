"""Rows that each break one rule about next steps and drafts, with the name of the rule."""

from tests.rules.sql import insert

STEPS = [
    ("ck_next_steps_body", insert("next_steps", body="")),
    ("ck_next_steps_body", insert("next_steps", body="x" * 201)),
    ("ck_next_steps_done_at", insert("next_steps", done_at="@-11")),
    ("fk_next_steps_parties", insert("next_steps", student_id=3)),
    ("fk_next_steps_parties", insert("next_steps", coach_id=4)),
    ("pk_next_steps", insert("next_steps", id=1)),
    ("fk_note_drafts_parties", insert("note_drafts", student_id=3)),
    ("fk_note_drafts_parties", insert("note_drafts", coach_id=4)),
    ("pk_note_drafts", insert("note_drafts", call_id=22)),
]
