"""Rows that each break one rule about reviews, with the name of the rule."""

from tests.rules.sql import insert

REVIEWS = [
    ("ck_reviews_rating", insert("reviews", rating=0)),
    ("ck_reviews_rating", insert("reviews", rating=6)),
    ("ck_reviews_rating", "UPDATE reviews SET rating = 6, version = 3 WHERE call_id = 22"),
    ("ck_reviews_reply", insert("reviews", reply="x")),
    ("ck_reviews_hidden", insert("reviews", hidden_reason="x")),
    ("fk_reviews_parties", insert("reviews", student_id=3)),
    ("fk_reviews_parties", insert("reviews", coach_id=4)),
    ("pk_reviews", insert("reviews", call_id=22)),
    ("reviews_after_call", insert("reviews", call_id=20)),
    ("reviews_after_call", insert("reviews", call_id=25)),
    ("reviews_after_call", insert("reviews", call_id=26)),
    ("reviews_after_call", insert("reviews", call_id=28)),
    ("reviews_after_call", insert("reviews", recorded_at="@-39")),
    ("reviews_keep_author", "UPDATE reviews SET student_id = 3, version = 3 WHERE call_id = 22"),
    ("reviews_keep_author", "UPDATE reviews SET recorded_at = @-40, version = 3 WHERE call_id = 22"),
    ("reviews_keep_author", "UPDATE reviews SET rating = 1 WHERE call_id = 22"),
    ("reviews_keep_author", "UPDATE reviews SET rating = 1, version = 4 WHERE call_id = 22"),
    ("reviews_keep_author", "UPDATE reviews SET comment = 'x' WHERE call_id = 22"),
    ("reviews_answered_once", "UPDATE reviews SET reply = 'y' WHERE call_id = 22"),
    ("reviews_answered_once", "UPDATE reviews SET replied_at = @-1 WHERE call_id = 22"),
    ("reviews_answered_once", "UPDATE reviews SET reply = '', replied_at = NULL WHERE call_id = 22"),
    ("calls_review_exists", "UPDATE calls SET status = 'no_show' WHERE id = 27"),
    ("review_versions_are_kept", "UPDATE review_versions SET rating = 1 WHERE call_id = 22"),
    ("review_versions_are_kept", "UPDATE review_versions SET comment = 'x' WHERE call_id = 22"),
    ("fk_review_versions_call_id", insert("review_versions", call_id=20)),
    ("fk_review_versions_call_id", "DELETE FROM reviews WHERE call_id = 22"),
    ("pk_review_versions", insert("review_versions", version=1)),
]
