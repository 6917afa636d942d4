"""Finding a coach, and a coach's profile."""

from datetime import timedelta

import pytest

from app.db import transact
from app.services import coach_cards, coach_ranking, coaches
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN

DAY = timedelta(days=1)


@pytest.fixture
def dora(site, world):
    """Make a second coach, who teaches Maths as Alice does, and Spanish."""

    def make():
        number = factories.coach("dora")
        factories.slot(number, NOW + 4 * DAY + timedelta(hours=9))
        for who, taught in (("alice", ["Maths"]), ("dora", ["Maths", "Spanish"])):
            transact(
                lambda who=who, taught=taught: coaches.edit(
                    actor=ADMIN, email=f"{who}@example.org", subject_names=taught, languages=["pt"], rate="38",
                    currency="EUR", place="Faro", headline="Numbers", about="Bring a page.\nAnd a pencil.", now=NOW,
                )
            )  # fmt: skip
        return number

    return site.do(make)


def names(page):
    return [heading.get_text() for heading in page.all("article.coach h3")]


def test_a_card_carries_what_one_chooses_by_and_the_next_slots_as_links(site, world, dora):
    page = site.visitor().get("/coaches")
    assert names(page) == ["Alice Archer", "Dora Diaz"]
    card = page.one(f"#coach-{dora}")
    words = " ".join(card.get_text(" ").split())
    for said in ("Maths, Spanish", "€38.00 for 2 hours", "Portuguese", "Faro", "1 hour ahead of you"):
        assert said in words
    chip = page.one(f"#coach-{world.alice} a.chip")
    assert chip["href"] == f"/slots/{world.open_slot}"
    assert " ".join(chip.get_text(" ").split()) == "Thu, Mar 4 9:00–11:00 AM with Alice Archer, book"
    assert "2 coaches, soonest first" in page.text


def test_a_slot_today_or_tomorrow_says_so(site, world):
    site.do(lambda: factories.slot(world.alice, NOW + timedelta(hours=5)))
    site.do(lambda: factories.slot(world.alice, NOW + timedelta(hours=29)))
    chips = [chip.get_text(" ", strip=True) for chip in site.visitor().get("/coaches").all("a.chip")]
    assert [chip.split()[0] for chip in chips] == ["Today", "Tomorrow", "Thu,"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("subject=Spanish", ["Dora Diaz"]),
        ("subject=maths", ["Alice Archer", "Dora Diaz"]),
        ("q=díaz", ["Dora Diaz"]),
        ("day=4", ["Alice Archer"]),
        ("day=4&day=5", ["Alice Archer", "Dora Diaz"]),
        ("time=morning", ["Alice Archer"]),
        ("time=evening&q=", ["Dora Diaz"]),
        ("day=9&time=noon&after=nonsense&q=%00", ["Alice Archer", "Dora Diaz"]),
    ],
)
def test_filters_stand_in_the_address_and_in_the_form(site, world, dora, query, found):
    page = site.visitor().get(f"/coaches?{query}")
    assert page.status == 200
    assert names(page) == found
    sent = page.form("/coaches")
    assert ("subject=Spanish" in query) == (sent["subject"] == "Spanish")
    assert ("time=evening" in query) == (sent["time"] == "evening")


def test_days_and_times_are_those_of_the_readers_clock(site, world):
    """Case B2."""
    # Thursday 09:00 in UTC is Thursday 14:30 in Kolkata.
    assert names(site.visitor().get("/coaches?time=morning")) == ["Alice Archer"]
    charlie = site.as_("charlie")
    assert names(charlie.get("/coaches?time=morning")) == []
    assert names(charlie.get("/coaches?time=afternoon&day=4")) == ["Alice Archer"]


def test_htmx_swaps_the_list_and_says_how_many_there_are(site, world, dora):
    answer = site.visitor().get("/coaches?subject=Spanish", htmx=True)
    assert not answer.is_whole
    assert names(answer) == ["Dora Diaz"]
    assert answer.one("section#coach-list")
    assert answer.one("#live[hx-swap-oob]").get_text(strip=True) == "1 coach"
    assert answer.one("ul.filters a")["href"] == "/coaches"


@pytest.mark.parametrize("path", ["/coaches", "/slots"])
def test_what_is_asked_for_stands_above_what_is_found(site, world, path):
    list_of = site.visitor().get(f"{path}?day=4").one("section[data-fresh]")
    found = [part.name for part in list_of.find_all(["h2", "ul"]) if part.name == "h2" or "filters" in part["class"]]
    assert found[:2] == ["ul", "h2"]


def test_of_many_who_have_time_it_is_said_that_they_are_many(site, world, dora, monkeypatch):
    monkeypatch.setattr(coach_cards, "_kept_description", coach_cards._kept_description.__wrapped__)
    monkeypatch.setattr(coach_ranking, "MOST_COUNTED", 1)
    monkeypatch.setattr(coach_cards, "MOST_COUNTED", 1)
    page = site.visitor().get("/coaches?day=4&day=5")
    assert "More than 1 coaches, soonest first" in page.text
    assert len(names(page)) == 2


def test_nobody_found_says_which_filter_to_drop(site, world, dora):
    """Case I1."""
    page = site.visitor().get("/coaches?subject=Spanish&time=morning")
    assert "No coach matches all of these" in page.text
    offers = {" ".join(offer.get_text().split()): offer["href"] for offer in page.all("ul.offers a")}
    assert offers == {
        "Without “Spanish” there is 1 coach": "/coaches?time=morning",
        "Without “Morning, 6:00 AM–12:00 PM” there is 1 coach": "/coaches?subject=Spanish",
    }
    for address in offers.values():
        assert len(names(site.visitor().get(address))) == 1


def test_a_programme_without_coaches_says_so(site):
    """Case I1."""
    assert "No coaches yet" in site.visitor().get("/coaches").text


def test_coaches_without_open_times_stand_in_a_group_of_their_own_at_the_end(site, world, dora):
    site.do(lambda: factories.coach("erin"))
    page = site.visitor().get("/coaches")
    assert names(page)[-1] == "Erin"
    assert page.one("h3.group").find_next("article")["id"] == page.all("article.coach")[-1]["id"]


def test_more_coaches_follow_without_loss_or_double(site, world):
    for number in range(14):
        site.do(lambda number=number: factories.coach(f"coach{number:02}"))
    visitor = site.visitor()
    first = visitor.get("/coaches")
    more = str(first.one("#coach-list-more")["href"])
    second = visitor.get(more)
    assert "15 coaches" in first.text
    assert len({*names(first), *names(second)}) == len(names(first)) + len(names(second)) == 15
    appended = visitor.get(more, htmx=True)
    assert len(appended.all("[autofocus]")) == 1
    assert not second.all("[autofocus]")


def test_a_profile_shows_two_weeks_by_day_and_leads_to_later_ones(site, world, dora):
    later = site.do(lambda: [factories.slot(dora, NOW + day * DAY) for day in (5, 20, 40)])[1]
    page = site.visitor().get(f"/coaches/{dora}")
    assert page.one("h1").get_text() == "Dora Diaz"
    assert [day.get_text(strip=True) for day in page.all("#open-slots h3")] == ["Fri, Mar 5", "Sat, Mar 6"]
    for said in ("Numbers", "Bring a page.", "€38.00 for 2 hours", "until 12 hours before", "Times in UTC."):
        assert said in page.text
    link = page.one("#open-slots-later")
    assert link["href"] == f"/coaches/{dora}?from=2027-03-21"
    fragment = page.visitor.get(str(link["href"]), htmx=True)
    assert fragment.one("#open-slots h3[autofocus]").get_text(strip=True) == "Sun, Mar 21"
    assert fragment.one(f"#chip-{later}")
    assert fragment.one("#open-slots-soonest")["href"] == f"/coaches/{dora}"
    assert not page.visitor.get(str(link["href"])).all("[autofocus]")


def test_a_profile_with_nothing_soon_names_the_next_opening(site, world):
    """Case I1."""
    erin = site.do(lambda: factories.coach("erin"))
    page = site.visitor().get(f"/coaches/{erin}")
    assert "Erin has no open times now" in page.text
    assert page.one("#open-slots .actions a")["href"] == "/coaches"
    site.do(lambda: factories.slot(erin, NOW + 30 * DAY))
    page = site.visitor().get(f"/coaches/{erin}")
    assert "No open times in these 14 days." in page.text
    assert page.one("#open-slots-later").get_text(strip=True) == "Next opening: Wed, Mar 31"


@pytest.mark.parametrize("asked", ["nonsense", "2020-01-01", "2999-01-01", "", "0001-01-01", "9999-12-31"])
def test_a_day_on_which_nothing_can_be_open_is_today(site, world, asked):
    page = site.visitor().get(f"/coaches/{world.alice}?from={asked}")
    assert page.status == 200
    assert page.one(f"#chip-{world.open_slot}")


def test_a_coach_sees_the_own_profile_without_the_way_to_book(site, world):
    page = site.as_("alice").get(f"/coaches/{world.alice}")
    assert "This is what students see" in page.text
    assert page.one("#open-slots span.chip")
    assert not page.all('a[href^="/slots/"]')


def test_a_student_sees_only_what_can_be_booked(site, world, dora):
    """Case A8."""
    site.do(lambda: factories.slot(dora, NOW + 2 * DAY))  # at the time of Bob's call with Alice
    assert len(site.visitor().get(f"/coaches/{dora}").all("a.chip")) == 2
    assert len(site.as_("bob").get(f"/coaches/{dora}").all("a.chip")) == 1


def test_who_coaches_no_more_has_no_page(site, world, dora):
    visitor = site.visitor()
    for path in (f"/coaches/{dora}", f"/slots?coach={dora}"):
        assert visitor.get(path).status == 200
    site.do(lambda: transact(lambda: coaches.remove(actor=ADMIN, email="dora@example.org", now=NOW)))
    for path in (f"/coaches/{dora}", f"/slots?coach={dora}", f"/coaches/{world.bob}", "/coaches/999"):
        assert visitor.get(path).status == 404


def test_words_of_a_coach_are_never_markup(site, world):
    site.do(
        lambda: transact(
            lambda: coaches.edit(actor=ADMIN, email="alice@example.org", about="<b>x</b>{{ 7*7 }}\nsecond", now=NOW)
        )
    )
    page = site.visitor().get(f"/coaches/{world.alice}")
    assert not page.all(".words b")
    assert "{{ 7*7 }}" in page.text
