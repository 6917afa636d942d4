"""Rows that each break one rule of what is taught, and of the words by which coaches are found and kept in mind."""

from tests.rules.sql import insert

BROKEN_SUBJECTS = [
    ("ck_subjects_name", insert("subjects", name="")),
    ("ck_subjects_name", insert("subjects", name="x" * 121)),
    ("uq_subjects_key", insert("subjects", key="algebra")),
    ("pk_subjects", insert("subjects", id=1)),
    ("ck_subject_synonyms_name", insert("subject_synonyms", name="")),
    ("ck_subject_synonyms_name", insert("subject_synonyms", name="x" * 121)),
    ("fk_subject_synonyms_subject_id", insert("subject_synonyms", subject_id=99)),
    ("pk_subject_synonyms", insert("subject_synonyms", key="sums")),
    ("fk_coach_words_coach_id", insert("coach_words", coach_id=2)),
    ("pk_coach_words", insert("coach_words", coach_id=1)),
    ("fk_saved_coaches_student_id", insert("saved_coaches", student_id=99)),
    ("fk_saved_coaches_coach_id", insert("saved_coaches", coach_id=3)),
    ("fk_slot_alerts_student_id", insert("slot_alerts", student_id=99)),
    ("fk_slot_alerts_coach_id", insert("slot_alerts", coach_id=3)),
    ("ck_saved_coaches_own", insert("saved_coaches", student_id=4)),
    ("pk_saved_coaches", insert("saved_coaches", coach_id=1)),
    ("ck_slot_alerts_own", insert("slot_alerts", student_id=4)),
    ("pk_slot_alerts", insert("slot_alerts", coach_id=1)),
    ("fk_coach_subjects_coach_id", insert("coach_subjects", coach_id=2)),
    ("fk_coach_subjects_subject_id", insert("coach_subjects", subject_id=99)),
    ("fk_coach_subjects_subject_id", "DELETE FROM subjects WHERE id = 1"),
    ("pk_coach_subjects", insert("coach_subjects")),
]
