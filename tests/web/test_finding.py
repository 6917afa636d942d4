"""The list of open slots: narrowed, empty, continued; and what comes instead of a slot that has gone."""

from datetime import timedelta

import pytest

from app.db import transact
from app.services import coaches
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOTE = "Fractions, & <decimals>\nplease"


def describe(who, **said):
    transact(lambda: coaches.edit(actor=ADMIN, email=f"{who}@example.org", now=NOW, **said))


def listed(page):
    return [int(str(article["id"]).removeprefix("slot-")) for article in page.all("article.open")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["alices", "doras"]),
        ("subject=Maths", ["alices"]),
        ("q=dora", ["doras"]),
        ("day=4", ["alices"]),
        ("day=4&day=5&time=evening", ["doras"]),
        ("coach=1", ["alices"]),
        ("coach=0&day=x", ["alices", "doras"]),
        ("coach=99999999999999999999", ["alices", "doras"]),
    ],
)
def test_slots_are_narrowed_by_the_address(site, world, query, expected):
    def make():
        dora = factories.coach("dora")
        describe("alice", subject_names=["Maths"])
        return {"alices": world.open_slot, "doras": factories.slot(dora, NOW + 4 * DAY + 9 * HOUR)}

    slots = site.do(make)
    page = site.visitor().get(f"/slots?{query}")
    assert listed(page) == [slots[whose] for whose in expected]
    assert listed(site.visitor().get(f"/slots?{query}", htmx=True)) == listed(page)


def test_slots_stand_under_their_day(site, world):
    site.do(lambda: factories.slot(world.alice, NOW + 3 * DAY + 4 * HOUR))
    tomorrow = site.do(lambda: factories.slot(world.alice, NOW + DAY))
    page = site.visitor().get("/slots")
    assert [day.get_text() for day in page.all("#slot-list h2")] == ["Tomorrow, Tue, Mar 2", "Thu, Mar 4"]
    assert page.one(f"#slot-{tomorrow} h3").get_text() == "9:00–11:00\u202fAM"


def test_htmx_is_told_how_many_are_found(site, world):
    answer = site.visitor().get("/slots?time=morning", htmx=True)
    assert answer.one("#live[hx-swap-oob]").get_text(strip=True) == "1 open time"
    for day in range(5, 30):
        site.do(lambda day=day: factories.slot(world.alice, NOW + timedelta(days=day)))
    answer = site.visitor().get("/slots?time=morning", htmx=True)
    assert answer.one("#live").get_text(strip=True) == "More than 20 open times"
    more = site.visitor().get(str(answer.one("#slot-list-more")["href"]), htmx=True)
    assert "time=morning" in str(answer.one("#slot-list-more")["href"])
    assert len(more.all("#slot-list > h2:first-child[autofocus]")) == 1
    assert set(listed(more)).isdisjoint(listed(answer))


def test_nothing_found_says_which_filter_to_drop_and_what_is_open_soonest(site, world):
    """Case I1."""
    page = site.visitor().get("/slots?q=alice&time=night&day=4")
    assert "No open time matches all of these" in page.text
    [offer] = page.all("ul.offers a")
    assert offer["href"] == "/slots?q=alice&day=4"
    assert "there is 1 open time" in offer.get_text()
    assert listed(page.visitor.get(str(offer["href"]))) == [world.open_slot]
    assert page.one("#slot-list a.chip")["href"] == f"/slots/{world.open_slot}"


def test_a_coach_without_open_slots_leads_to_others_who_teach_the_same(site, world):
    """Case I1."""
    erin = site.do(lambda: factories.coach("erin"))
    site.do(lambda: describe("erin", subject_names=["Maths"]))
    page = site.visitor().get(f"/slots?coach={erin}")
    assert page.one("h1").get_text() == "Open times with Erin"
    assert "Erin has no open times now" in page.text
    assert page.one("#slot-list h2 ~ p a[href^='/coaches']")["href"] == "/coaches?subject=Maths"


def test_the_empty_list_says_what_in_the_person_keeps_slots_away(site, world):
    """Case I1."""
    page = site.as_("alice").get("/slots")
    assert "This is your own slot" in page.text
    assert "No open times right now" not in page.text


def test_who_lost_the_race_sees_the_nearest_times_and_keeps_the_note(site, world):
    """Case A7."""

    def make():
        dora, student = factories.coach("dora"), factories.person("erin")
        for who in ("alice", "dora"):
            describe(who, subject_names=["Maths"])
        far, near, before, after = (
            factories.slot(world.alice, NOW + hours * HOUR) for hours in (30 * 24, 76, 60, 90)
        )  # the slot in question is 72 hours ahead
        beside = factories.slot(dora, NOW + 73 * HOUR)
        unlike = factories.slot(factories.coach("gus"), NOW + 72 * HOUR)
        return student, {before, near, after}, beside, {far, unlike}

    student, nearest, beside, left_out = site.do(make)
    charlie = site.as_("charlie")
    stale = charlie.get(f"/slots/{world.open_slot}")
    site.do(lambda: factories.call(world.open_slot, student))
    answer = stale.submit(f"/slots/{world.open_slot}/book", note=NOTE)
    assert answer.status == 409
    assert answer.one("h1[autofocus]").get_text() == "Someone booked that time a moment ago"
    offered = {int(str(button["id"]).removeprefix("instead-")) for button in answer.all("button.chip")}
    assert offered == {*nearest, beside}
    assert offered.isdisjoint(left_out)
    confirm = answer.submit(f"/slots/{beside}/book", look="1")
    assert confirm.status == 200
    assert confirm.form(f"/slots/{beside}/book")["note"] == NOTE
    call = confirm.submit(f"/slots/{beside}/book").follow()
    assert "Dora Diaz" in call.text
    assert "Fractions, & <decimals>" in call.text


def test_a_visitor_of_a_taken_slot_gets_links(site, world):
    later = site.do(lambda: factories.slot(world.alice, NOW + 76 * HOUR))
    answer = site.visitor().get(f"/slots/{world.booked_slot}")
    assert answer.status == 409
    assert [link["href"] for link in answer.all("main a.chip")] == [f"/slots/{world.open_slot}", f"/slots/{later}"]


def test_the_fragment_of_a_lost_race_carries_other_times_too(site, world):
    """Case A7."""
    later, dora = site.do(lambda: (factories.slot(world.alice, NOW + 76 * HOUR), factories.person("dora")))
    charlie = site.as_("charlie")
    stale = charlie.get(f"/slots/{world.open_slot}", htmx=True)
    site.do(lambda: factories.call(world.open_slot, dora))
    answer = stale.submit(f"/slots/{world.open_slot}/book", htmx=True)
    assert answer.status == 409
    assert answer.one(".summary[autofocus] .chip")["href"] == f"/slots/{later}"


def test_nothing_else_open_leads_to_the_coachs_page(site, world):
    site.do(lambda: factories.call(world.open_slot, factories.person("dora")))
    answer = site.visitor().get(f"/slots/{world.open_slot}")
    assert answer.one("main a.button")["href"] == f"/coaches/{world.alice}"


def test_looking_books_nothing_and_obeys_the_same_rules(site, world):
    charlie = site.as_("charlie")
    page = charlie.get(f"/slots/{world.open_slot}")
    looked = page.submit(f"/slots/{world.open_slot}/book", look="1", note="mine")
    assert looked.form(f"/slots/{world.open_slot}/book")["note"] == "mine"
    assert "You have no calls ahead." in charlie.get("/calls").text
    token = page.form(f"/slots/{world.open_slot}/book")["csrf_token"]
    assert charlie.post(f"/slots/{world.booked_slot}/book", {"csrf_token": token, "look": "1"}).status == 409
    alice = site.as_("alice")
    token = alice.get("/coaches").one("[name=csrf_token]")["value"]
    assert alice.post(f"/slots/{world.open_slot}/book", {"csrf_token": token, "look": "1"}).status == 403


@pytest.mark.parametrize("path", ["/coaches", "/slots"])
def test_a_price_that_cannot_be_read_is_told_of_in_the_list_too(site, world, path):
    page = site.visitor().get(f"{path}?price=cheap", htmx=True)
    told = "Price per call up to: Write a number like 40 or 37.50."
    assert page.text.count(told) == 1
    assert site.visitor().get(f"{path}?price=cheap").text.count(told) == 1


def test_a_price_names_its_currency_and_another_one_is_chosen_where_coaches_take_several(site, world):
    site.do(lambda: describe("alice", rate="40", currency="EUR"))
    page = site.visitor().get("/coaches?price=50")
    assert "Up to €50.00" in page.one("ul.filters").text
    assert "Price per call up to, in EUR" in page.text
    assert not page.all("select#currency")
    site.do(lambda: factories.coach("dora") and describe("dora", rate="45", currency="USD"))
    page = site.visitor().get("/coaches?price=50&currency=USD")
    assert [one.text.strip() for one in page.all("article.coach h3")] == ["Dora Diaz"]
    assert "Up to $50.00" in page.one("ul.filters").text
    assert page.one("#currency option[selected]")["value"] == "USD"
    assert "lowest price in USD first" in site.visitor().get("/coaches?sort=price&currency=USD").text


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("/coaches?q=maths&language=&time=&day=4&day=5&price=&currency=EUR", "/coaches?q=maths&day=4&day=5"),
        ("/coaches?q=&price=dear&currency=EUR", "/coaches?price=dear&currency=EUR"),
        ("/coaches?q=&sort=price&currency=EUR", "/coaches?sort=price&currency=EUR"),
        (
            "/slots?q=&language=&time=&subject=Modern+Greek&place=%C3%89vora",
            "/slots?subject=Modern+Greek&place=%C3%89vora",
        ),
        ("/slots?q=%0d%0aSet-Cookie:+a&time=", "/slots?q=%0D%0ASet-Cookie%3A+a"),
        ("/slots?q=&time=", "/slots"),
        ("/slots?q=maths", None),
        ("/history?student=&score=4&first=", "/history?score=4"),
    ],
)
def test_the_browser_shows_an_address_without_what_is_not_set(site, world, asked, shown):
    alice = site.as_("alice")
    by_form, by_list = {"HX-Source": "form"}, {"HX-Source": "section#slot-list"}
    assert alice.get(asked, htmx=True, **by_form).response.headers.get("HX-Push-Url") == shown
    assert "HX-Push-Url" not in alice.get(asked, htmx=True, **by_list).response.headers
    assert "HX-Push-Url" not in alice.get(asked, **by_form).response.headers


def test_a_list_that_was_searched_asks_for_itself_again_at_the_address_that_is_shown(site, world):
    visitor = site.visitor()
    found = visitor.get("/slots?q=alice&language=&time=&subject=&price=&currency=EUR", htmx=True)
    assert found.one("#slot-list")["hx-get"] == "/slots?q=alice"
    assert visitor.get("/slots?q=alice").one("#slot-list")["hx-get"] == "/slots?q=alice"
    assert visitor.get("/slots").one("#slot-list")["hx-get"] == "/slots"
