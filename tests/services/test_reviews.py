"""Reviews: once by the student, answered once by the coach, and neither sees what the other said before both have."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import db, transact
from app.domain import errors
from app.domain.calls import CallStatus
from app.domain.reviews import Rating
from app.domain.search import Criteria, Sort
from app.models import ReviewVersion
from app.problems import describe
from app.services import (
    audit,
    call_views,
    cancelling,
    coach_views,
    feedback,
    outcomes,
    paging,
    personal_data,
    ratings,
    review_views,
    reviews,
)
from app.services.bookability import Booking
from app.services.call_shapes import CallFilter, Reader
from app.services.review_views import ReviewOrder
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

pytestmark = pytest.mark.usefixtures("app")
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
END = NOW + timedelta(days=2, hours=2)
# A moment after, for waiting for a lock takes one.
THEN = END + MINUTE


@pytest.fixture
def world(app):
    """Alice's slot, booked by Bob."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    return alice, bob, factories.call(factories.slot(alice), bob)


def review(actor, call, rating=4, now=END, **said):
    return transact(lambda: reviews.record(actor=actor, call_id=call, rating=rating, now=now, **said))


def log(actor, call, now=END, **notes):
    return transact(lambda: feedback.record(actor=actor, call_id=call, satisfaction=2, now=now, **notes))


def answer(actor, call, reply="Thank you.", now=THEN):
    transact(lambda: reviews.answer(actor=actor, call_id=call, reply=reply, now=now))


def seen(call, actor, now=THEN):
    return call_views.get(call, Reader(actor, USUAL, now))


def test_the_first_review_completes_the_call(world):
    _alice, bob, call = world
    assert review(acting(bob), call, 5, comment="Clear.", shows_first_name=True) is True
    found = seen(call, acting(bob))
    assert (found.status, found.review.rating, found.review.comment) == (CallStatus.COMPLETED, 5, "Clear.")
    actions = [entry.action for entry in audit.list_entries(object_kind="call", limit=9)]
    assert actions == ["review.recorded", "call.completed", "call.booked"]


def test_sent_again_it_is_changed_for_fourteen_days_and_keeps_what_it_said(world):
    """Case H1."""
    _alice, bob, call = world
    review(acting(bob), call, 5, comment="Clear.")
    last = END + 14 * DAY
    then = last - MINUTE
    assert review(acting(bob), call, 3, now=then) is False
    assert review(acting(bob), call, 3, comment="Clear.", now=then) is False
    found = seen(call, acting(bob)).review
    assert (found.rating, found.comment, found.version) == (3, "Clear.", 2)
    assert then <= found.changed_at < last
    with pytest.raises(errors.ReviewClosed):
        review(acting(bob), call, 1, now=last + MINUTE)
    kept = select(ReviewVersion.version, ReviewVersion.rating, ReviewVersion.comment)
    assert [tuple(row) for row in db.session.execute(kept)] == [(1, 5, "Clear.")]


@pytest.mark.parametrize("rating", [0, 6, 4.5, "", "5", None, True])
def test_five_ratings_and_no_other(world, rating):
    """Case H4."""
    with pytest.raises(errors.BadRating) as refused:
        review(acting(world[1]), world[2], rating)
    assert refused.value.field == "rating"


def test_only_an_ended_call_that_took_place_is_reviewed_and_only_by_its_student(world):
    """Cases F9, H4, E3."""
    alice, bob, call = world
    with pytest.raises(errors.TooEarlyForReview):
        review(acting(bob), call, now=END - MINUTE)
    for other in (acting(alice), ADMIN):
        with pytest.raises(errors.WrongRole):
            review(other, call)
    with pytest.raises(errors.NotFound):
        review(acting(factories.person("charlie")), call)
    transact(lambda: outcomes.record(actor=acting(alice), call_id=call, outcome=CallStatus.NO_SHOW, now=END))
    with pytest.raises(errors.MissedCall):
        review(acting(bob), call)
    gone = factories.call(factories.slot(alice, NOW + 3 * DAY), bob)
    transact(lambda: cancelling.cancel(actor=acting(bob), call_id=gone, policy=USUAL, now=NOW))
    with pytest.raises(errors.AlreadyCancelled):
        review(acting(bob), gone, now=END + 2 * DAY)


def test_a_call_that_was_reviewed_was_not_missed(world):
    alice, bob, call = world
    review(acting(bob), call)
    with pytest.raises(errors.ReviewExists) as refused:
        transact(lambda: outcomes.record(actor=acting(alice), call_id=call, outcome=CallStatus.NO_SHOW, now=END))
    # The coach does not see the review yet, and is told what to do without learning of it.
    assert "write to the programme" in describe(refused.value).advice
    assert "review" not in describe(refused.value).sentence.lower()


@pytest.mark.parametrize("first", ["log", "review"])
def test_what_one_said_shows_to_the_other_once_both_have(world, first):
    alice, bob, call = world
    for what in ("log", "review") if first == "log" else ("review", "log"):
        assert seen(call, acting(bob)).feedback is None
        assert seen(call, acting(alice)).review is None
        if what == "log":
            log(acting(alice), call, shared_note="Well done.")
        else:
            review(acting(bob), call, comment="Clear.")
    assert seen(call, acting(bob)).feedback.shared_note == "Well done."
    assert seen(call, acting(alice)).review.comment == "Clear."


def test_nobody_waits_for_the_other_longer_than_seven_days(world):
    alice, bob, call = world
    other = factories.call(factories.slot(alice, NOW + 3 * DAY), bob)
    review(acting(bob), call)
    log(acting(alice), other, shared_note="Well done.", now=END + DAY)
    assert seen(call, acting(alice), END + 7 * DAY - MINUTE).review is None
    assert seen(call, acting(alice), END + 7 * DAY).review.rating == 4
    assert seen(other, acting(bob), END + 8 * DAY - MINUTE).feedback is None
    assert seen(other, acting(bob), END + 8 * DAY).feedback.shared_note == "Well done."


def test_an_export_is_no_way_around_that(world):
    alice, bob, call = world
    other = factories.call(factories.slot(alice, NOW + 3 * DAY), bob)
    review(acting(bob), call, comment="Clear.")
    log(acting(alice), other, shared_note="Well done.", now=END + DAY)

    def held(user_id, kind, now):
        chapters = {chapter.kind: chapter.records for chapter in personal_data.collect(user_id, now=now)}
        return list(chapters[kind])

    for now, count in ((END + 2 * DAY, 0), (END + 8 * DAY, 1)):
        assert len(held(alice, "reviews_received", now)) == count
        assert len(held(bob, "feedback_received", now)) == count
    assert [given["comment"] for given in held(bob, "reviews_given", END)] == ["Clear."]


def test_a_coach_answers_once_what_shows(world):
    alice, bob, call = world
    review(acting(bob), call)
    with pytest.raises(errors.NotFound):
        answer(acting(alice), call)
    log(acting(alice), call)
    with pytest.raises(errors.WrongRole):
        answer(acting(bob), call)
    with pytest.raises(errors.Missing):
        answer(acting(alice), call, " ")
    answer(acting(alice), call, "Thank you.")
    with pytest.raises(errors.ReviewAnswered):
        answer(acting(alice), call, "And more.")
    with pytest.raises(errors.ReviewReplied):
        review(acting(bob), call, 1, now=THEN)
    assert (seen(call, acting(bob)).review.reply, seen(call, acting(bob)).review.rating) == ("Thank you.", 4)


def rated(alice, count, *, now=NOW):
    """Let so many students review a call of Alice's each, with the ratings 5, 4, 3, 5, 4, …"""
    for number in range(count):
        student = factories.person(f"student{number}")
        call = factories.call(factories.slot(alice, now + (3 + number) * DAY), student)
        review(acting(student), call, 5 - number % 3, now=END + (number + 2) * DAY, comment=f"No. {number}")
    return END + 40 * DAY


def test_an_average_is_made_of_five_reviews_and_of_no_fewer(world):
    alice = world[0]
    later = rated(alice, 5)
    before_the_last = END + (5 + 7) * DAY - MINUTE
    assert coach_views.get(alice, now=before_the_last).rating.average is None
    assert coach_views.get(alice, now=later).rating == Rating(5, 21)
    assert coach_views.get(alice, now=later).rating.average == 4.2
    assert ratings.distribution_of(alice, now=later) == {5: 2, 4: 2, 3: 1, 2: 0, 1: 0}
    for least, found in ((4.2, [alice]), (4.3, [])):
        assert list(db.session.scalars(ratings.rated_at_least(least, now=later))) == found
    assert list(db.session.scalars(ratings.rated_at_least(1, now=before_the_last))) == []


def test_coaches_are_found_and_sorted_by_their_average(world):
    """A coach of whom too few have said something has none, and comes after those who have."""
    alice = world[0]
    later, dora = rated(alice, 5), factories.coach("dora")
    for coach in (dora, alice):
        factories.slot(coach, later + (2 if coach == dora else 3) * DAY, now=later)

    def found(**asked):
        return [coach.id for coach in coach_views.list_coaches(Booking(None, USUAL, later), Criteria(**asked)).items]

    assert found() == [dora, alice]
    assert found(sort=Sort.RATING) == [alice, dora]
    assert found(rating=4) == [alice]
    assert found(rating=4.5) == []


@pytest.mark.parametrize(("order", "first"), [("newest", [4, 5, 3]), ("highest", [5, 5, 4]), ("lowest", [3, 4, 4])])
def test_public_reviews_come_page_by_page_in_their_order(world, order, first):
    alice, later = world[0], rated(world[0], 5)
    found, cursor = [], None
    for _ in range(5):
        page = review_views.list_public(alice, ReviewOrder(order), now=later, cursor=cursor, limit=1)
        found += page.items
        cursor = page.next_cursor
    assert cursor is None
    assert [one.rating for one in found][:3] == first
    assert {one.comment for one in found} == {f"No. {number}" for number in range(5)}


def test_no_made_up_cursor_tells_the_rating_of_a_review_that_does_not_show(world):
    """Whoever pages on from it would see which public ratings are higher or lower."""
    alice, bob, call = world
    review(acting(bob), call, 1)
    later = rated(alice, 5)
    transact(lambda: reviews.hide(actor=ADMIN, call_id=call, reason="Insult", now=later))
    cursor = paging.encode_cursor(later, call)
    for order in (ReviewOrder.HIGHEST, ReviewOrder.LOWEST):
        assert not review_views.list_public(alice, order, now=later, cursor=cursor).items


def test_in_public_a_review_has_a_first_name_only_if_its_student_says_so(world):
    alice, bob, call = world
    review(acting(bob), call, comment="Clear.")
    log(acting(alice), call)
    assert review_views.list_latest(alice, now=THEN)[0].first_name == ""
    review(acting(bob), call, shows_first_name=True)
    assert review_views.list_latest(alice, now=THEN)[0].first_name == "Bob"


def test_an_administrator_hides_a_review_with_a_reason_and_shows_it_again(world):
    alice, bob, call = world
    review(acting(bob), call, comment="Rude.")
    log(acting(alice), call)
    with pytest.raises(errors.ReasonRequired):
        transact(lambda: reviews.hide(actor=ADMIN, call_id=call, reason="", now=END))
    with pytest.raises(errors.WrongRole):
        transact(lambda: reviews.hide(actor=acting(alice), call_id=call, reason="Mine", now=END))
    for _ in range(2):
        transact(lambda: reviews.hide(actor=ADMIN, call_id=call, reason="Insult", now=END))
    entries = [entry for entry in audit.list_entries(object_kind="call", limit=9) if entry.action == "review.hidden"]
    assert [entry.facts["reason"] for entry in entries] == ["Insult"]
    assert review_views.list_latest(alice, now=THEN) == []
    assert coach_views.get(alice, now=THEN).rating == Rating()
    assert seen(call, acting(alice)).review is None
    assert seen(call, acting(bob)).review.is_hidden
    for refused in (lambda: review(acting(bob), call, 1), lambda: answer(acting(alice), call)):
        with pytest.raises(errors.ReviewHidden):
            refused()
    transact(lambda: reviews.show_again(actor=ADMIN, call_id=call, now=END))
    assert coach_views.get(alice, now=THEN).rating == Rating(1, 4)


def test_ended_calls_wait_for_a_review(world):
    _alice, bob, call = world
    waiting = CallFilter(student_id=bob, lacks_review=True)
    assert call_views.count(waiting, Reader(ADMIN, USUAL, END - MINUTE)) == 0
    assert call_views.count(waiting, Reader(ADMIN, USUAL, END)) == 1
    review(acting(bob), call)
    assert call_views.count(waiting, Reader(ADMIN, USUAL, END)) == 0
