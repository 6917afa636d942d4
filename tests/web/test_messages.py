"""Chat as its two people use it, without a script and with one."""

import pytest

from app.services import conversation_views
from tests import factories

CALL_ME = "Call me on +1 212 555 0177, or www.example.org"


@pytest.fixture
def thread(site, world):
    """Bob, who has booked, wrote to Alice."""
    return site.do(lambda: factories.message(world.alice, world.bob, world.bob, CALL_ME))


def test_a_student_asks_on_the_page_of_a_coach_and_the_coach_answers(site, world):
    charlie = site.as_("charlie")
    page = charlie.get(f"/coaches/{world.alice}")
    asked = page.click("Ask Alice Archer a question")
    assert "three messages before Alice Archer answers" in asked.text
    page = asked.submit(f"/messages/coach/{world.alice}", body="Is this for beginners?").follow()
    assert "Is this for beginners?" in page.text
    alice = site.as_("alice")
    listed = alice.get("/messages")
    assert "Messages, 1 new" in listed.text
    assert "Charlie Chand 1 new" in listed.text
    answer = alice.get("/messages/1").submit("/messages/1", body="It is.")
    assert answer.location.endswith("/messages/1#last")
    assert "It is." in charlie.get("/messages/1").text
    assert "1 new" not in alice.get("/messages").text


def test_what_was_typed_is_kept_when_it_cannot_be_sent(site, world, thread):
    page = site.as_("bob").get(f"/messages/{thread}").submit(f"/messages/{thread}", body="x" * 4001)
    assert page.status == 422
    assert page.one("textarea").get_text().strip() == "x" * 4001
    assert "at most 4000 characters" in page.text
    empty = site.as_("bob").get(f"/messages/{thread}").submit(f"/messages/{thread}", body=" ")
    assert empty.status == 422
    assert "This is needed. Fill it in." in empty.text
    for refused in (page, empty):
        assert refused.soup.title.get_text().startswith("Error: ")
        assert refused.one(".summary[autofocus] a")["href"] == f"#{refused.one('textarea')['id']}"
        assert refused.one("textarea")["aria-describedby"] == refused.one(".field .error")["id"]


def test_a_script_that_may_not_send_is_told_of_it_in_the_composer_alone(site, world, thread):
    bob = site.as_("bob")
    refused = bob.get(f"/messages/{thread}").submit(f"/messages/{thread}", htmx=True, body=" ")
    assert (refused.status, refused.all(".summary")) == (422, [])
    assert refused.one("#composer .error").get_text() == "This is needed. Fill it in."


def test_numbers_and_addresses_are_links_only_for_who_has_booked(site, world, thread):
    links = [link["href"] for link in site.as_("alice").get(f"/messages/{thread}").all("#log a")]
    assert links == ["tel:+12125550177", "https://www.example.org"]
    site.do(lambda: factories.message(world.alice, world.charlie, world.charlie, "+1 212 555 0177 www.example.org"))
    assert site.as_("alice").get("/messages/2").all("#log a") == []


def test_nothing_that_is_typed_becomes_markup(site, world, thread):
    bob = site.as_("bob")
    bob.get(f"/messages/{thread}").submit(f"/messages/{thread}", body='<img src=x onerror=alert(1)> http://a"b<c')
    page = site.as_("alice").get(f"/messages/{thread}")
    assert not page.all("#log img")
    assert "<img src=x onerror=alert(1)>" in page.text


def test_news_are_what_follows_the_last_message_shown(site, world, thread):
    bob, alice = site.as_("bob"), site.as_("alice")
    assert alice.get(f"/messages/{thread}/news?after=1").status == 204
    bob.get(f"/messages/{thread}").submit(f"/messages/{thread}", body="One")
    answer = alice.client.get(f"/messages/{thread}/news?after=1")
    assert "One" in answer.text
    assert "Call me" not in answer.text
    assert 'class="day"' not in answer.text
    assert answer.headers["Last-Number"] == "2"


@pytest.mark.parametrize("after", ["0", "-1", "-9223372036854775808", "9223372036854775808", "9" * 30, "x"])
def test_news_after_a_number_that_no_message_has_are_news_after_none(site, world, thread, after):
    answer = site.as_("alice").client.get(f"/messages/{thread}/news?after={after}")
    assert (answer.status_code, answer.headers["Last-Number"]) == (200, "1")


def test_a_script_that_sends_gets_what_is_new(site, world, thread):
    bob = site.as_("bob")
    typed = bob.get(f"/messages/{thread}").form(f"/messages/{thread}") | {"body": "Again", "after": "1"}
    answer = bob.client.post(f"/messages/{thread}", data=typed, headers={"HX-Request-Type": "partial"})
    assert (answer.status_code, answer.headers["Last-Number"]) == (200, "2")
    assert answer.text.count('id="message-') == 1
    again = bob.client.post(f"/messages/{thread}", data=typed, headers={"HX-Request-Type": "partial"})
    assert again.text.count('id="message-') == 1
    assert len(site.do(lambda: conversation_views.list_messages(conversation_views.get(thread, world.bob)))) == 2


def test_opening_a_thread_reads_nothing_until_it_is_said(site, world, thread):
    alice = site.as_("alice")
    page = alice.get(f"/messages/{thread}")
    assert site.do(lambda: conversation_views.get(thread, world.alice)).unread == 1
    page.submit(f"/messages/{thread}/read")
    assert site.do(lambda: conversation_views.get(thread, world.alice)).unread == 0


def test_long_threads_are_read_page_by_page(site, world, thread):
    for number in range(60):
        site.do(lambda number=number: factories.message(world.alice, world.bob, world.bob, f"Number {number}"))
    page = site.as_("bob").get(f"/messages/{thread}")
    assert "Number 59" in page.text
    assert "Number 9 " not in f"{page.text} "
    earlier = page.click("Earlier messages")
    assert "Number 9" in earlier.text
    assert not earlier.all("textarea")


def test_words_are_found_in_a_thread(site, world, thread):
    found = site.as_("alice").get(f"/messages/{thread}?q=CALL")
    assert "1 message has “CALL” in it." in found.text
    assert "0 messages have “xyz” in them." in site.as_("alice").get(f"/messages/{thread}?q=xyz").text


def test_whoever_ends_a_conversation_may_begin_it_again(site, world, thread):
    alice, bob = site.as_("alice"), site.as_("bob")
    ended = alice.get(f"/messages/{thread}").submit(f"/messages/{thread}/block").follow()
    assert "Nobody can write here any more." in ended.text
    assert not bob.get(f"/messages/{thread}").all("textarea")
    alice.get(f"/messages/{thread}").submit(f"/messages/{thread}/unblock")
    assert bob.get(f"/messages/{thread}").all("textarea")


def test_a_report_names_what_is_wrong(site, world, thread):
    bob = site.as_("bob")
    page = bob.get(f"/messages/{thread}/report")
    assert page.submit(f"/messages/{thread}/report", reason="").status == 422
    told = page.submit(f"/messages/{thread}/report", reason="Rude").follow()
    assert "Only the two of you read this, and the programme once one of you reports it." in told.text
    assert "The programme has been told." in told.text


def test_writing_too_fast_is_slowed(site, world, thread):
    """SEC-38."""
    bob = site.as_("bob")
    page = bob.get(f"/messages/{thread}")
    statuses = {page.submit(f"/messages/{thread}", body=f"{number}", key=f"{number}").status for number in range(61)}
    assert statuses == {303, 429}
