"""The moments of a booking at which a web worker may be made to die."""

BEFORE_INSERT, AFTER_INSERT, AFTER_OUTBOX = "before_insert", "after_insert", "after_outbox"
BEFORE_COMMIT, AFTER_COMMIT, MID_RESPONSE = "before_commit", "after_commit", "mid_response"
POINTS = (BEFORE_INSERT, AFTER_INSERT, AFTER_OUTBOX, BEFORE_COMMIT, AFTER_COMMIT, MID_RESPONSE)
