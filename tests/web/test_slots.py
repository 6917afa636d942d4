"""Open slots, one slot and booking it, as a student meets them."""

from datetime import timedelta

from app.db import transact
from app.services import slots as slot_services
from tests import factories
from tests.conftest import NOW
from tests.factories import USUAL, acting


def test_a_visitor_sees_open_slots_in_the_programmes_zone(site, world):
    page = site.visitor().get("/slots")
    assert "Thu, Mar 4, 9:00–11:00 AM" in page.text
    assert "Times in UTC." in page.text
    assert len(page.all("article.open")) == 1


def test_the_page_of_a_slot_follows_the_device_of_a_visitor(site, world):
    address = f"/slots/{world.open_slot}"
    assert site.visitor().get(address).one("main [data-fresh]")["id"] == f"slot-{world.open_slot}"
    assert site.as_("charlie").get(address).all("main [data-fresh]") == []


def test_a_student_sees_them_in_the_zone_of_the_account_and_in_the_coachs_where_it_differs(site, world):
    """Case B2."""
    page = site.as_("charlie").get("/slots")
    assert "Thu, Mar 4, 2:30–4:30 PM" in page.text
    assert "Times in Kolkata (UTC+5:30)" in page.text
    assert "9:00–11:00 AM London time" in page.text


def test_a_slot_that_begins_too_soon_to_be_cancelled_names_no_deadline_that_has_passed(site, world, at_now):
    """Case F2."""
    charlie, address = site.as_("charlie"), f"/slots/{world.open_slot}"
    deadline = NOW + timedelta(days=3) - USUAL.cancel_notice
    site.leap(at_now, deadline - timedelta(minutes=1))
    assert "You can cancel or move the call until" in charlie.get(address).text
    site.leap(at_now, deadline + timedelta(minutes=1))
    shown = charlie.get(address)
    assert "You can cancel or move" not in shown.text
    assert "you cannot cancel or move it yourself once it is booked" in shown.text
    call = shown.submit(f"{address}/book").follow()
    assert "It is too late to cancel or move this call here." in call.text


def test_list_booking_page_and_call_show_the_same_time(site, world):
    """Case B2."""
    charlie = site.as_("charlie")
    expected = "Thu, Mar 4, 2:30–4:30 PM"
    show = charlie.get(f"/slots/{world.open_slot}")
    call = show.submit(f"/slots/{world.open_slot}/book").follow()
    assert expected in show.text
    assert expected in call.text
    assert expected in charlie.get("/calls").text


def test_a_student_books_with_a_note_and_both_then_see_each_others_phone(site, world):
    charlie = site.as_("charlie")
    answer = charlie.get(f"/slots/{world.open_slot}").submit(f"/slots/{world.open_slot}/book", note="Fractions, please")
    assert answer.status == 303
    mine = answer.follow()
    assert "+44 20 7946 0101" in mine.text
    assert mine.one('a[href^="tel:"]')["href"] == "tel:+442079460101"
    hers = site.as_("alice").get(answer.location)
    assert "+91 98765 43103" in hers.text
    assert "Fractions, please" in hers.text


def test_htmx_books_in_place_and_says_so(site, world):
    charlie = site.as_("charlie")
    form = charlie.get(f"/slots/{world.open_slot}", htmx=True)
    assert not form.is_whole
    booked = form.submit(f"/slots/{world.open_slot}/book", htmx=True)
    assert booked.status == 200
    assert booked.one(f"article#slot-{world.open_slot} [autofocus]")
    assert "You are booked" in booked.one("#live[hx-swap-oob]").get_text()
    assert {"HX-Request", "HX-Request-Type"} <= set(booked.response.headers["Vary"].split(", "))


def test_going_back_in_history_gets_the_whole_page(site, world):
    headers = {"HX-Request": "true", "HX-Request-Type": "full", "HX-History-Restore-Request": "true"}
    assert site.as_("charlie").get("/slots", **headers).is_whole


def test_the_same_form_sent_ten_times_is_one_booking_and_the_same_answer(site, world):
    """Case A4."""
    charlie = site.as_("charlie")
    page = charlie.get(f"/slots/{world.open_slot}")
    answers = {page.submit(f"/slots/{world.open_slot}/book").location for _ in range(10)}
    assert len(answers) == 1
    assert len(charlie.get("/calls").all("article.card")) == 1


def test_a_click_on_a_stale_page_is_told_the_slot_is_taken_and_sees_other_times(site, world):
    """Case A7."""
    charlie, dora = site.as_("charlie"), site.do(lambda: factories.person("dora"))
    stale = charlie.get(f"/slots/{world.open_slot}")
    later = site.do(lambda: factories.slot(world.alice, NOW + timedelta(days=4)))
    site.do(lambda: factories.call(world.open_slot, dora))
    answer = stale.submit(f"/slots/{world.open_slot}/book")
    assert answer.status == 409
    assert answer.one("h1[autofocus]").get_text() == "Someone booked that time a moment ago"
    assert answer.one(f'a[href="/slots/{later}"]')
    assert "+44" not in answer.html


def test_a_stale_fragment_is_told_in_the_alert_region_and_the_list_reloads(site, world):
    """Case A7."""
    charlie, dora = site.as_("charlie"), site.do(lambda: factories.person("dora"))
    stale = charlie.get(f"/slots/{world.open_slot}", htmx=True)
    site.do(lambda: factories.call(world.open_slot, dora))
    answer = stale.submit(f"/slots/{world.open_slot}/book", htmx=True)
    assert answer.status == 409
    assert answer.response.headers["HX-Retarget"] == "#alert"
    assert answer.response.headers["HX-Trigger"] == "slots-changed"
    listed = charlie.get("/slots").one("#slot-list")
    assert "slots-changed" in str(listed["hx-trigger"])


def test_a_booked_slot_leaves_every_list_at_once(site, world):
    """Case A7."""
    page = site.visitor().get("/slots")
    assert not page.all(f"#slot-{world.booked_slot}")
    assert site.visitor().get(f"/slots/{world.booked_slot}").status == 409


def test_a_withdrawn_slot_is_a_conflict_with_its_reason(site, world):
    site.do(
        lambda: transact(lambda: slot_services.withdraw(actor=acting(world.alice), slot_id=world.open_slot, now=NOW))
    )
    answer = site.as_("charlie").get(f"/slots/{world.open_slot}")
    assert answer.status == 409
    assert "no longer offered" in answer.text


def test_a_coach_does_not_book_their_own_slot(site, world):
    alice = site.as_("alice")
    assert not alice.get("/slots").all("article.open")
    answer = alice.get(f"/slots/{world.open_slot}")
    assert answer.status == 403
    assert "This is your own slot" in answer.text
    token = alice.get("/schedule").form("/schedule/slots")["csrf_token"]
    assert alice.post(f"/slots/{world.open_slot}/book", {"csrf_token": token, "key": "k"}).status == 403


def test_a_slot_inside_the_notice_is_refused_with_the_soonest_time(site, world, at_now):
    at_now.move_to(NOW + timedelta(days=2, hours=23, minutes=30))
    answer = site.as_("charlie").get(f"/slots/{world.open_slot}")
    assert answer.status == 422
    assert "Book a slot that starts after" in answer.text


def test_another_call_at_that_time_is_named(site, world):
    """Case A9."""
    dora = site.do(lambda: factories.coach("dora"))
    rival = site.do(lambda: factories.slot(dora, NOW + timedelta(days=2, hours=1)))
    answer = site.as_("bob").get(f"/slots/{rival}")
    assert answer.status == 409
    assert "Wed, Mar 3, 4:00–6:00 AM" in answer.text


def test_a_note_that_is_too_long_comes_back_with_what_was_typed(site, world):
    page = site.as_("charlie").get(f"/slots/{world.open_slot}")
    long = "word " * 20_000
    answer = page.submit(f"/slots/{world.open_slot}/book", note=long)
    assert answer.status == 422
    assert answer.soup.title.get_text().startswith("Error:")
    assert answer.one(".summary[autofocus] a[href^='#note']")
    assert answer.form(f"/slots/{world.open_slot}/book")["note"] == long


def test_a_note_with_a_nul_is_refused_in_plain_words(site, world):
    page = site.as_("charlie").get(f"/slots/{world.open_slot}")
    answer = page.submit(f"/slots/{world.open_slot}/book", note="a\x00b")
    assert answer.status == 422
    assert "cannot be stored" in answer.text


def test_a_key_is_good_for_one_sending_only(site, world):
    charlie = site.as_("charlie")
    page = charlie.get(f"/slots/{world.open_slot}")
    page.submit(f"/slots/{world.open_slot}/book")
    assert page.submit(f"/slots/{world.open_slot}/book", note="changed").status == 422


def test_slots_come_in_pages_without_loss_or_double(site, world):
    for day in range(5, 30):
        site.do(lambda day=day: factories.slot(world.alice, NOW + timedelta(days=day)))
    first = site.visitor().get("/slots")
    second = site.visitor().get(str(first.one("#slot-list p > a.second")["href"]))
    ids = [card["id"] for page in (first, second) for card in page.all("article.open")]
    assert len(ids) == len(set(ids)) == 26


def test_an_empty_list_says_why(site):
    """Case I1."""
    assert "No open times right now" in site.visitor().get("/slots").text


def test_words_of_people_are_never_markup(site, world):
    page = site.as_("charlie").get(f"/slots/{world.open_slot}")
    call = page.submit(f"/slots/{world.open_slot}/book", note="<b onclick=alert(1)>{{ 7*7 }}</b>\nsecond line").follow()
    assert not call.all(".words b")
    assert "{{ 7*7 }}" in call.text
    assert call.one(".words br")


def test_who_has_booked_a_slot_and_comes_back_to_it_finds_the_call(site, world):
    back = site.as_("bob").get(f"/slots/{world.booked_slot}").follow()
    assert back.one("h1").get_text() == "Call with Alice Archer"
    assert site.as_("charlie").get(f"/slots/{world.booked_slot}").status == 409


def test_who_books_their_own_time_again_from_another_tab_finds_the_call(site, world):
    bob = site.as_("bob")
    first, second = (bob.get(f"/slots/{world.open_slot}") for _ in range(2))
    assert first.submit(f"/slots/{world.open_slot}/book").status == 303
    found = second.submit(f"/slots/{world.open_slot}/book").follow()
    assert "You have this call already." in found.text
    assert found.one("h1").get_text() == "Call with Alice Archer"


def test_a_list_that_is_old_shows_the_call_where_its_slot_stood(site, world):
    card = site.as_("bob").get(f"/slots/{world.booked_slot}", htmx=True)
    assert card.one(f"#slot-{world.booked_slot} h2").get_text().startswith("You are booked: ")
    assert card.one("a.button")["href"] == f"/calls/{world.call}"
