"""Chat: who may write to whom, in which order, and who is told by mail."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import db, transact
from app.domain import errors
from app.domain.chat import MAIL_AFTER, QUESTIONS
from app.domain.mail import MessageState
from app.models import OutboxMessage
from app.services import (
    cancelling,
    conversation_views,
    conversations,
    erasure,
    notices,
    notifications,
    outbox,
    sending,
)
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, CIPHER, USUAL, acting

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def alice():
    return factories.coach("alice")


@pytest.fixture
def bob():
    return factories.person("bob")


def post(thread, who, body="Hello", key=None, now=NOW):
    return transact(lambda: conversations.post(actor=acting(who), conversation_id=thread, body=body, key=key, now=now))


def read(thread, who, number):
    transact(lambda: conversations.mark_read(actor=acting(who), conversation_id=thread, number=number, now=NOW))


def bodies(thread, who, **asked):
    found = conversation_views.get(thread, who)
    return [message.body for message in conversation_views.list_messages(found, **asked)]


def news():
    rows = db.session.execute(
        select(OutboxMessage.user_id, OutboxMessage.state).where(OutboxMessage.kind == conversations.NEWS)
    )
    return [tuple(row) for row in rows.all()]


def test_a_question_opens_the_one_thread_of_a_pair(alice, bob):
    thread = factories.message(alice, bob, bob, "Do you teach set theory?")
    assert factories.message(alice, bob, bob, "And logic?") == thread
    assert bodies(thread, alice) == ["Do you teach set theory?", "And logic?"]


def test_a_student_asks_three_questions_before_an_answer(alice, bob):
    thread = factories.message(alice, bob, bob)
    for _ in range(QUESTIONS - 1):
        post(thread, bob)
    with pytest.raises(errors.AnswerAwaited):
        post(thread, bob)
    post(thread, alice, "Yes.")
    assert post(thread, bob, "Good.") == QUESTIONS + 2


def test_whoever_has_booked_writes_as_much_as_they_like_even_when_the_call_is_off(alice, bob):
    call = factories.call(factories.slot(alice), bob)
    transact(lambda: cancelling.cancel(actor=acting(bob), call_id=call, policy=USUAL, now=NOW))
    thread = factories.message(alice, bob, bob)
    for number in range(2, QUESTIONS + 3):
        assert post(thread, bob) == number


def test_a_coach_writes_first_to_their_own_students_alone(alice, bob):
    with pytest.raises(errors.NotFound):
        factories.message(alice, bob, alice)
    factories.call(factories.slot(alice), bob)
    assert factories.message(alice, bob, alice)


def test_nobody_writes_to_themselves_to_a_student_or_for_others(alice, bob):
    charlie = factories.person("charlie")
    for coach_id, student_id, author in ((alice, alice, alice), (bob, charlie, charlie), (alice, bob, charlie)):
        with pytest.raises(errors.NotFound):
            factories.message(coach_id, student_id, author)


def test_a_stranger_finds_no_thread(alice, bob):
    """Invariant I-23."""
    thread, charlie = factories.message(alice, bob, bob), factories.person("charlie")
    for act in (
        lambda: post(thread, charlie),
        lambda: read(thread, charlie, 1),
        lambda: conversation_views.get(thread, charlie),
        lambda: transact(
            lambda: conversations.set_blocked(actor=acting(charlie), conversation_id=thread, is_blocked=True, now=NOW)
        ),
        lambda: transact(
            lambda: conversations.report(actor=acting(charlie), conversation_id=thread, reason="x", now=NOW)
        ),
    ):
        with pytest.raises(errors.NotFound):
            act()
    assert conversation_views.list_own(charlie).items == []


def test_a_message_that_is_sent_twice_is_there_once(alice, bob):
    """Case A4."""
    thread = factories.message(alice, bob, bob)
    assert post(thread, bob, "Once", key="k") == post(thread, bob, "Once", key="k") == 2
    with pytest.raises(errors.IdempotencyMismatch):
        post(thread, bob, "Twice", key="k")
    assert bodies(thread, bob) == ["Hello", "Once"]


@pytest.mark.parametrize(
    ("body", "error"), [("", errors.Missing), ("  \n", errors.Missing), ("x" * 4001, errors.TooLong)]
)
def test_a_message_has_some_words_and_not_too_many(alice, bob, body, error):
    thread = factories.message(alice, bob, bob)
    with pytest.raises(error):
        post(thread, bob, body)
    assert bodies(thread, bob) == ["Hello"]


def test_what_is_new_is_counted_until_it_is_read_and_never_again(alice, bob):
    factories.call(factories.slot(alice), bob)
    thread = factories.message(alice, bob, bob)
    post(thread, bob)
    assert conversation_views.get(thread, alice).unread == 2
    assert conversation_views.get(thread, bob).unread == 0
    read(thread, alice, 99)
    read(thread, alice, 1)
    assert conversation_views.get(thread, alice).unread == 0
    post(thread, alice)
    assert conversation_views.list_own(bob).items[0].unread == 1


def test_messages_are_read_in_their_order_from_either_end(alice, bob):
    factories.call(factories.slot(alice), bob)
    thread = factories.message(alice, bob, bob, "1")
    for number in range(2, 8):
        post(thread, (alice, bob)[number % 2], str(number))
    assert bodies(thread, bob, limit=3) == ["5", "6", "7"]
    assert bodies(thread, bob, older_than=5, limit=3) == ["2", "3", "4"]
    assert bodies(thread, bob, newer_than=5) == ["6", "7"]


def test_words_are_found_whatever_their_marks_and_capitals(alice, bob):
    thread = factories.message(alice, bob, bob, "Über die Menge")
    found = conversation_views.get(thread, alice)
    assert [message.number for message in conversation_views.find_messages(found, "uber")] == [1]
    assert conversation_views.find_messages(found, "menge x") == []


def test_either_ends_a_conversation_and_only_who_ended_it_begins_it_again(alice, bob):
    factories.call(factories.slot(alice), bob)
    thread = factories.message(alice, bob, bob)

    def block(who, is_blocked):
        transact(
            lambda: conversations.set_blocked(actor=acting(who), conversation_id=thread, is_blocked=is_blocked, now=NOW)
        )

    block(alice, True)
    block(bob, False)
    for who in (alice, bob):
        with pytest.raises(errors.ChatBlocked):
            post(thread, who)
    block(alice, False)
    assert post(thread, bob) == 2


def test_one_mail_tells_of_all_that_was_not_read_for_a_while(alice, bob):
    factories.call(factories.slot(alice), bob)
    thread = factories.message(alice, bob, bob)
    post(thread, bob)
    assert news() == [(alice, MessageState.WAITING)]
    read(thread, alice, 2)
    post(thread, bob)
    assert len(news()) == 2
    assert all(row.due_at - row.created_at >= MAIL_AFTER for row in outbox.list_latest(limit=2))


def claim_all(now):
    kinds = []
    while message := transact(
        lambda: sending.claim(now=now, why_skip=lambda it: notices.why_skip(it, policy=USUAL, now=now))
    ):
        kinds.append(message.kind)
    return kinds


def test_who_has_read_is_not_mailed(alice, bob):
    thread = factories.message(alice, bob, bob)
    later = NOW + MAIL_AFTER + timedelta(minutes=1)
    assert conversations.NEWS not in claim_all(NOW)
    read(thread, alice, 1)
    assert conversations.NEWS not in claim_all(later)
    post(thread, bob, now=later)
    assert claim_all(later + MAIL_AFTER + timedelta(minutes=1)) == [conversations.NEWS]


def test_words_go_with_the_account_that_wrote_them(alice, bob):
    """Case E2."""
    thread = factories.message(alice, bob, bob, "My secret")
    post(thread, alice, "Mine stays")
    transact(lambda: erasure.erase(actor=ADMIN, user_id=bob, reason="", cipher=CIPHER, now=NOW))
    assert bodies(thread, alice) == ["", "Mine stays"]


def test_whoever_has_read_all_messages_is_not_told_of_them_any_more(alice, bob):
    first, _ = [factories.message(alice, student, student) for student in (bob, factories.person("charlie"))]
    post(first, bob, "And?")

    def count_new():
        return sum(one.is_new for one in notifications.list_own(alice, now=NOW + 2 * MAIL_AFTER).items)

    assert count_new() == 2
    read(first, alice, 1)
    assert count_new() == 2
    read(first, alice, 2)
    assert count_new() == 1
