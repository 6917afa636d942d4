"""Rows that each break one rule about holds, time off and weekly rules."""

from tests.rules.sql import insert

BROKEN_TIMES = [
    ("ck_holds_reason", insert("holds", reason="whim")),
    ("ck_holds_until", insert("holds", until="@-1")),
    ("uq_holds_slot", insert("holds", slot_id=18)),
    ("fk_holds_student_id", insert("holds", student_id=99)),
    ("fk_holds_call_id", insert("holds", call_id=99)),
    ("pk_holds", insert("holds", id=1)),
    ("holds_slot_open", insert("holds", slot_id=10)),
    ("holds_slot_open", insert("holds", slot_id=13)),
    ("holds_slot_open", "UPDATE holds SET slot_id = 10 WHERE id = 1"),
    ("calls_slot_held", insert("calls", slot_id=18, student_id=2, starts_at="@50", ends_at="@52")),
    ("calls_slot_held", "UPDATE calls SET slot_id = 18, starts_at = @50, ends_at = @52, moved_at = @0 WHERE id = 20"),
    ("ck_weekly_rules_weekdays", insert("weekly_rules", weekdays="")),
    ("ck_weekly_rules_weekdays", insert("weekly_rules", weekdays="12345678")),
    ("ck_weekly_rules_times", insert("weekly_rules", times="")),
    ("ck_weekly_rules_weeks_ahead", insert("weekly_rules", weeks_ahead=0)),
    ("ck_weekly_rules_weeks_ahead", insert("weekly_rules", weeks_ahead=27)),
    ("ck_weekly_rules_days", insert("weekly_rules", last_on="2027-02-28")),
    ("fk_weekly_rules_coach_id", insert("weekly_rules", coach_id=2)),
    ("pk_weekly_rules", insert("weekly_rules", id=1)),
    ("fk_slots_rule_id", insert("slots", rule_id=99)),
    ("ck_time_off_order", insert("time_off", ends_at="@70")),
    ("fk_time_off_coach_id", insert("time_off", coach_id=2)),
    ("pk_time_off", insert("time_off", id=1)),
    ("slots_coach_off", insert("slots", starts_at="@59", ends_at="@61")),
    ("slots_coach_off", insert("slots", starts_at="@61", ends_at="@63")),
    ("calls_coach_off", insert("calls", slot_id=40, starts_at="@66", ends_at="@68")),
    ("calls_coach_off", "UPDATE calls SET slot_id = 40, starts_at = @66, ends_at = @68, moved_at = @0 WHERE id = 20"),
]
