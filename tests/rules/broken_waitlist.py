"""Rows that each break one rule of the waitlist."""

from tests.rules.sql import insert

BROKEN_WAITLIST = [
    ("ck_wishes_aim", insert("wishes", coach_id=None)),
    ("ck_wishes_aim", insert("wishes", subject_id=1)),
    ("ck_wishes_own", insert("wishes", student_id=4)),
    ("ck_wishes_misses", insert("wishes", misses=-1)),
    ("uq_wishes_coach", insert("wishes", student_id=3, coach_id=1)),
    ("uq_wishes_subject", insert("wishes", student_id=3, coach_id=None, subject_id=1)),
    ("fk_wishes_student_id", insert("wishes", student_id=99)),
    ("fk_wishes_coach_id", insert("wishes", coach_id=3)),
    ("fk_wishes_subject_id", insert("wishes", coach_id=None, subject_id=99)),
    ("pk_wishes", insert("wishes", id=1)),
    ("ck_offers_answer", insert("offers", answer="maybe", ended_at="@0")),
    ("ck_offers_ended_at", insert("offers", answer="declined")),
    ("ck_offers_ended_at", insert("offers", ended_at="@0")),
    ("ck_offers_until", insert("offers", until="@-1")),
    ("uq_offers_slot", insert("offers", slot_id=18)),
    ("uq_offers_student", insert("offers", student_id=3)),
    ("uq_offers_slot_student", insert("offers", student_id=3, slot_id=18, answer="over", ended_at="@0")),
    ("fk_offers_wish_id", insert("offers", wish_id=99)),
    ("fk_offers_student_id", insert("offers", student_id=99)),
    ("fk_offers_coach_id", insert("offers", coach_id=3)),
    ("fk_offers_slot_id", insert("offers", slot_id=99)),
    ("pk_offers", insert("offers", id=1)),
]
