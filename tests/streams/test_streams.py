"""What open pages are told, to whom, and that nothing is lost or told twice."""

import re
from datetime import timedelta

import pytest

from app.domain.clock import utc_now
from app.streams.server import MOST_STREAMS
from tests import factories
from tests.conftest import NOW
from tests.factories import PEOPLE


@pytest.fixture
def thread(site, world):
    return site.do(lambda: factories.message(world.alice, world.bob, world.bob, "Number 1", now=utc_now()))


def write(site, world, *numbers):
    for number in numbers:
        body = f"Number {number}"
        site.do(lambda body=body: factories.message(world.alice, world.bob, world.bob, body, now=utc_now()))


def numbers(said):
    return [int(number) for number in re.findall(r"^id: (\d+)", said, re.MULTILINE)]


def test_a_message_comes_to_the_page_of_its_conversation_and_a_word_of_it_to_others(site, world, thread, broadcast):
    page, elsewhere = broadcast.listen("alice", f"?conversation={thread}&after=1"), broadcast.listen("alice")
    page.hear("retry"), elsewhere.hear("retry")
    write(site, world, 2)
    assert numbers(page.hear("Number 2")) == [2]
    assert f"data: conversation:{thread}" in elsewhere.hear("conversation")


def test_whoever_comes_back_is_told_all_that_they_missed_once_and_in_order(site, world, thread, broadcast):
    """Invariant I-23."""
    first = broadcast.listen("alice", f"?conversation={thread}&after=0")
    assert numbers(first.hear("Number 1")) == [1]
    first.close()
    write(site, world, *range(2, 70))
    again = broadcast.listen("alice", f"?conversation={thread}&after=0", last="1")
    said = again.hear("Number 69")
    assert re.findall(r"Number (\d+)", said) == [str(number) for number in range(2, 70)]
    assert numbers(said)[-1] == 69 or numbers(said + again.hear("\n\n"))[-1] == 69


def test_a_stranger_hears_nothing_of_a_conversation(site, world, thread, broadcast):
    """Invariant I-23, case E3."""
    stranger = broadcast.listen("charlie", f"?conversation={thread}&after=0")
    with pytest.raises(AssertionError, match="the stream ended"):
        stranger.hear("Number")


def test_whoever_is_not_signed_in_hears_nothing(broadcast, world):
    assert broadcast.listen("visitor").status == 401
    assert broadcast.listen("visitor", "/elsewhere").status == 404


def test_a_booking_tells_its_two_people_of_the_call_and_everybody_of_the_time(site, world, broadcast):
    ears = {who: broadcast.listen(who) for who in ("alice", "bob", "charlie")}
    for ear in ears.values():
        ear.hear("retry")
    call = site.do(lambda: factories.call(world.open_slot, world.charlie, now=utc_now()))
    for who in ("alice", "charlie"):
        assert f"data: call:{call}" in ears[who].hear(f"slot:{world.open_slot}")
    assert "call:" not in ears["bob"].hear(f"slot:{world.open_slot}")


def test_no_stream_says_a_phone_number(site, world, thread, broadcast):
    """Invariant I-11."""
    said = broadcast.listen("alice", f"?conversation={thread}&after=0").hear("Number 1")
    assert not [phone for _, phone, _ in PEOPLE.values() if phone in said]


def test_a_person_has_so_many_streams_and_another_when_one_is_closed(world, broadcast):
    ears = [broadcast.listen("bob") for _ in range(MOST_STREAMS)]
    ears[-1].hear("retry")
    assert broadcast.listen("bob").status == 429
    ears[0].close()
    statuses = set()
    while statuses != {200}:
        ear = broadcast.listen("bob")
        statuses = {ear.status}
        ear.close()


@pytest.mark.parametrize("query", ["?conversation=x", "?conversation=99999999999999999999", "?conversation=&after=-1"])
def test_what_cannot_be_a_number_is_left_out(world, broadcast, query):
    assert broadcast.listen("bob", query).hear("retry")


def test_many_words_are_heard_by_all_ears(site, world, broadcast):
    ears = [broadcast.listen(who) for who in ("alice", "bob", "charlie") for _ in range(5)]
    for ear in ears:
        ear.hear("retry")
    starts = [NOW + timedelta(days=day) for day in range(9, 14)]
    slots = [site.do(lambda start=start: factories.slot(world.alice, start)) for start in starts]
    for ear in ears:
        ear.hear(f"slot:{slots[-1]}")
