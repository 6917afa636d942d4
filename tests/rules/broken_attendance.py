"""Rows that each break one rule about who came, what follows, and what was wanted, with the name of the rule."""

from tests.rules.sql import insert

ATTENDANCE = [
    ("ck_attendance_claim", insert("attendance", claim="late")),
    ("ck_attendance_finding", insert("attendance", finding="late", settled_at="@-1")),
    ("ck_attendance_said_at", insert("attendance", said_at=None, finding="no_show", settled_at="@-1")),
    ("ck_attendance_said_at", insert("attendance", claim=None)),
    ("ck_attendance_settled_at", insert("attendance", settled_at="@-1")),
    ("ck_attendance_settled_at", insert("attendance", finding="no_show")),
    ("ck_attendance_says_something", insert("attendance", claim=None, said_at=None)),
    ("ck_attendance_settled_by", insert("attendance", finding="no_show", settled_at="@-1", settled_by_id=1)),
    ("fk_attendance_parties", insert("attendance", student_id=3)),
    ("fk_attendance_parties", insert("attendance", coach_id=4)),
    (
        "fk_attendance_settled_by_id",
        insert("attendance", finding="coach_missed", settled_at="@-1", settled_by_id=99),
    ),
    ("ck_no_show_notices_kind", insert("no_show_notices", kind="late", until=None)),
    ("ck_no_show_notices_until", insert("no_show_notices", until=None)),
    ("ck_no_show_notices_until", insert("no_show_notices", kind="warning")),
    ("ck_no_show_notices_lasts", insert("no_show_notices", until="@-10")),
    ("ck_no_show_notices_lifted", insert("no_show_notices", lifted_reason="x")),
    ("fk_no_show_notices_call_id", insert("no_show_notices", call_id=99)),
    ("fk_no_show_notices_student_id", insert("no_show_notices", student_id=99)),
    ("pk_no_show_notices", insert("no_show_notices", call_id=25)),
    ("ck_demand_counts_want", insert("demand_counts", want="x")),
    ("ck_demand_counts_axis", insert("demand_counts", axis="x")),
    ("ck_demand_counts_times", insert("demand_counts", times=0)),
    ("pk_demand_counts", insert("demand_counts", value="evening")),
    ("ck_holidays_name", insert("holidays", name="")),
    ("ck_holidays_days", insert("holidays", first_day="2027-03-30")),
    ("uq_holidays_days", insert("holidays", name="Easter")),
    ("pk_holidays", insert("holidays", id=1)),
    ("pk_attendance", insert("attendance", call_id=25)),
]
