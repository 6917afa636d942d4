"""The kinds of storm, and the race that is each of them: what many processes do to the same things at one moment."""

STORMS = {
    "S1 same slot, many students": "test_of_sixteen_students_booking_one_slot_one_gets_it",
    "S2 one student, overlapping slots": "test_a_student_booking_overlapping_slots_of_sixteen_coaches_gets_one",
    "S3 one coach, overlapping new slots": "test_a_coach_publishing_sixteen_overlapping_slots_publishes_one",
    "S4 book, cancel, move and withdraw": "test_whatever_is_done_to_a_slot_at_once_some_order_explains_it",
    "S5 same request, many copies": "test_one_form_sent_sixteen_times_is_one_booking_and_one_answer",
    "S6 one student, many requests for one slot": "test_sixteen_forms_of_one_student_are_one_booking",
    "S7 outcomes at the instant of the end": "test_at_the_instant_of_the_end_one_outcome_stands",
    "S8 two planners of reminders, and bookings": "test_two_workers_remind_of_what_is_booked_meanwhile_once",
    "S9 close an account, and book": "test_an_account_that_is_closed_meanwhile_keeps_no_call_that_nobody_is_told_of",
}
KINDS = {test: kind for kind, test in STORMS.items()}
