"""Chat by programs."""

import pytest

from app.domain.chat import QUESTIONS
from tests import factories
from tests.api.programs import code_of


@pytest.fixture
def thread(site, world):
    return site.do(lambda: factories.message(world.alice, world.bob, world.bob, "Hello"))


def test_a_conversation_is_listed_read_and_answered(world, programs, thread):
    [listed] = programs.alice.get("/conversations").get_json()["items"]
    assert listed["other"] == {"id": world.bob, "name": "Bob Baker"}
    assert (listed["id"], listed["role"], listed["unread"]) == (thread, "coach", 1)
    path = f"/conversations/{thread}/messages"
    sent = programs.alice.send("POST", path, {"body": "Hello Bob"})
    assert (sent.status_code, sent.get_json()["number"], sent.get_json()["author"]) == (201, 2, "you")
    told = programs.bob.get(path).get_json()
    assert [(one["author"], one["body"]) for one in told["items"]] == [("you", "Hello"), ("other", "Hello Bob")]
    assert programs.bob.get(f"{path}?after=1").get_json()["items"] == told["items"][1:]
    assert programs.bob.get(f"{path}?limit=1").get_json()["next_after"] == 1
    assert told["next_after"] is None


def test_the_same_message_sent_twice_is_there_once(programs, thread):
    """Case A4."""
    path = f"/conversations/{thread}/messages"
    answers = [programs.bob.send("POST", path, {"body": "Once"}, Idempotency_Key="k") for _ in range(2)]
    assert [answer.get_json()["number"] for answer in answers] == [2, 2]
    assert len(programs.bob.get(path).get_json()["items"]) == 2


def test_a_stranger_finds_no_conversation(programs, thread):
    """Case E3."""
    path = f"/conversations/{thread}/messages"
    assert code_of(programs.charlie.get(path)) == (404, "not_found")
    assert code_of(programs.charlie.send("POST", path, {"body": "Me too"})) == (404, "not_found")
    assert programs.charlie.get("/conversations").get_json()["items"] == []


def test_what_a_page_refuses_is_refused_alike(site, world, programs, thread):
    path = f"/conversations/{thread}/messages"
    assert code_of(programs.bob.send("POST", path, {"body": " "})) == (422, "required")
    question = site.do(lambda: factories.message(world.alice, world.charlie, world.charlie))
    for _ in range(QUESTIONS - 1):
        programs.charlie.send("POST", f"/conversations/{question}/messages", {"body": "And?"})
    asked = programs.charlie.send("POST", f"/conversations/{question}/messages", {"body": "And?"})
    assert code_of(asked) == (409, "answer_awaited")
