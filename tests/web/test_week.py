"""The week grid as pages: ticking, publishing, conflicts, copying, undoing."""

from datetime import timedelta

import pytest

from tests import factories
from tests.conftest import NOW
from tests.web.weeks import choices, open_times, publish, ticked, words

# World: Wednesday 9:00 is booked by Bob, Thursday 9:00 is open; both stand between the bands.
TUESDAY_14, FRIDAY_8, FRIDAY_10 = "2027-03-02T14:00Z", "2027-03-05T08:00Z", "2027-03-05T10:00Z"
THURSDAY_9 = "2027-03-04T09:00Z"


@pytest.fixture
def alice(site, world):
    return site.as_("alice")


def test_the_week_is_a_table_of_boxes(alice):
    page = alice.get("/schedule")
    assert ticked(page) == open_times(page) == {THURSDAY_9}
    assert len(page.all(".grid tbody tr")) == 7
    assert words(page.one(f"label:has([value='{TUESDAY_14}'])")) == "Tue, Mar 2, 2:00–4:00 PM"
    assert page.one(".grid thead [aria-current=date]").get_text(" ", strip=True) == "Mon 1"


def test_booked_past_and_overlapped_cells_are_no_boxes_and_say_why(alice, world):
    page = alice.get("/schedule")
    assert page.one(".grid a.booked")["href"] == f"/calls/{world.call}"
    assert "Wed, Mar 3, 9:00–11:00 AM, booked by 9:00 Bob Baker" in page.text
    assert "Mon, Mar 1, 8:00–10:00 AM, in the past" in page.text
    overlap = "Thu, Mar 4, 10:00 AM–12:00 PM overlaps your slot on Thu, Mar 4, 9:00–11:00 AM"
    assert overlap in page.text
    assert not page.all("[value='2027-03-04T10:00Z']")


def test_ticking_publishes_and_unticking_withdraws(alice):
    answer = publish(alice.get("/schedule"), add=[TUESDAY_14, FRIDAY_8], remove=[THURSDAY_9])
    assert answer.status == 303
    shown = answer.follow()
    assert "Saved: 2 added, 1 removed." in shown.one("#live").text
    assert shown.text.count("Saved:") == 1
    assert open_times(shown) == {TUESDAY_14, FRIDAY_8}


def test_in_place_the_week_is_swapped_and_can_be_undone(alice):
    answer = publish(alice.get("/schedule"), add=[TUESDAY_14], htmx=True)
    assert answer.status == 200
    assert answer.one("#week week-grid[data-saved]")
    assert "Saved: 1 added, 0 removed." in answer.one("#week-note").text
    undone = answer.submit("/schedule/undo", htmx=True)
    assert open_times(undone) == {THURSDAY_9}
    assert "Undone." in undone.one("#week-note[autofocus]").text


def test_without_script_the_undo_stands_under_the_table_too(alice):
    shown = publish(alice.get("/schedule"), add=[TUESDAY_14], remove=[THURSDAY_9]).follow()
    assert shown.text.count("Saved:") == 1
    undone = shown.submit("/schedule/undo").follow()
    assert "Undone." in undone.one("#live").text
    assert open_times(undone) == {THURSDAY_9}
    assert not undone.all("#week-undo")


def test_undo_names_who_has_booked_meanwhile(site, alice, world):
    shown = publish(alice.get("/schedule"), add=[TUESDAY_14, FRIDAY_8]).follow()
    charlie = site.as_("charlie")
    chip = next(tag["href"] for tag in charlie.get("/slots").all("a[id$=-book]") if "Mar 2" in tag.text)
    assert charlie.get(chip).submit(f"{chip}/book").status == 303
    undone = shown.submit("/schedule/undo").follow()
    assert "Tue, Mar 2, 2:00–4:00 PM stays: Charlie Chand has booked it." in undone.text
    assert open_times(undone) == {THURSDAY_9}


def test_a_form_without_changes_says_so(alice):
    shown = publish(alice.get("/schedule")).follow()
    assert "Nothing was changed." in shown.text
    assert not shown.all("#week-undo")


@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_refused_stays_marked_with_its_reason_and_the_rest_is_published(alice, htmx):
    answer = publish(alice.get("/schedule"), add=["2027-03-05T09:00Z", FRIDAY_8], htmx=htmx)
    assert answer.status == 422
    assert "Some times could not be saved" in answer.one(".summary[autofocus]").text
    assert "Fri, Mar 5, 9:00–11:00 AM: This overlaps another of your slots" in words(answer.one(".summary"))
    assert open_times(answer) == {THURSDAY_9, FRIDAY_8}
    assert "Saved: 1 added, 0 removed." in answer.text
    assert answer.all("#week-undo")
    assert htmx or answer.one("title").text.startswith("Error:")


def test_a_call_in_the_way_is_told_by_the_name_of_its_student(alice):
    answer = publish(alice.get("/schedule"), add=["2027-03-03T10:00Z"])
    assert answer.status == 422
    assert "Wed, Mar 3, 10:00 AM–12:00 PM: overlaps your call with Bob Baker" in words(answer.one(".summary"))


def test_a_week_without_slots_says_what_to_do(alice):
    sentence = "Choose the times you can coach. Students see them as soon as you publish."
    assert sentence in alice.get("/schedule?week=2027-W10").text
    assert sentence not in alice.get("/schedule").text


def test_a_refused_cell_is_marked_though_it_is_closed_now(alice):
    """Case B10. The first slot of that night ends at three on the clock."""
    night = alice.get("/schedule?week=2027-W12&hours=all")
    answer = publish(night, add=["2027-03-28T00:00Z", "2027-03-28T01:00Z"])
    assert answer.status == 422
    assert "Sun, Mar 28, 2:00–4:00 AM: This overlaps" in answer.text
    assert "off" in answer.one(".grid .told.blocked").text


def test_a_changed_week_is_shown_again_with_the_choices_kept(site, alice, world):
    """Case A7."""
    old = alice.get("/schedule")
    site.do(lambda: factories.slot(world.alice, NOW + timedelta(days=4, hours=5)))
    site.do(lambda: factories.call(world.open_slot, world.charlie))
    answer = publish(old, add=[TUESDAY_14], htmx=True)
    assert answer.status == 409
    summary = words(answer.one(".summary[autofocus]"))
    assert "This week changed while you were editing" in summary
    assert "Thu, Mar 4, 9:00–11:00 AM: booked by Charlie Chand" in summary
    assert "Fri, Mar 5, 2:00–4:00 PM: published" in summary
    assert ticked(answer) == {TUESDAY_14, "2027-03-05T14:00Z"}
    for told in answer.all("label.told [value='2027-03-05T14:00Z'], a.told"):
        assert answer.one(f"#{told['aria-describedby']}")
    assert len(answer.all(".grid [aria-describedby]")) == 2
    again = publish(answer)
    assert again.status == 303
    assert "Saved: 1 added, 0 removed." in again.follow().text


def test_a_choice_that_is_gone_is_told(site, alice, world):
    old = alice.get("/schedule")
    site.do(lambda: factories.slot(world.alice, NOW + timedelta(days=4)))
    answer = publish(old, add=[FRIDAY_10])
    assert answer.status == 409
    assert "Fri, Mar 5, 10:00 AM–12:00 PM: can no longer be chosen" in answer.text


def test_a_zone_changed_meanwhile_publishes_nothing(alice):
    page = alice.get("/schedule")
    sent = choices(page)
    sent["version"] = sent["version"].replace("Europe/London", "Asia/Kolkata")
    assert alice.post("/schedule", {**sent, "slot": [TUESDAY_14]}).status == 409
    assert open_times(alice.get("/schedule")) == {THURSDAY_9}


@pytest.mark.parametrize(
    "broken", [{"slot": ["yesterday"]}, {"slot": ["2027-13-01T08:00Z"]}, {"version": ""}, {"week": ""}]
)
def test_what_cannot_be_read_changes_nothing(alice, broken):
    answer = alice.post("/schedule", {**choices(alice.get("/schedule")), **broken})
    assert answer.status == 422
    assert "Nothing was changed." in answer.text
    assert open_times(answer) == ticked(answer) == {THURSDAY_9}


def test_the_same_form_sent_twice_publishes_once(alice):
    """Case A4."""
    page = alice.get("/schedule")
    answers = [publish(page, add=[TUESDAY_14, FRIDAY_8]) for _ in range(2)]
    assert [answer.status for answer in answers] == [303, 303]
    assert open_times(answers[1].follow()) == {THURSDAY_9, TUESDAY_14, FRIDAY_8}


@pytest.mark.parametrize("htmx", [False, True])
def test_a_copy_fills_the_draft_alone(alice, htmx):
    page = alice.get("/schedule?week=2027-W10")
    copied = publish(page, add=["2027-03-08T08:00Z"], to="/schedule/copy", htmx=htmx)
    assert copied.status == 200
    assert "Copied 2 of 2." in copied.one("#week-note[autofocus]").text
    assert ticked(copied) == {"2027-03-08T08:00Z", "2027-03-10T09:00Z", "2027-03-11T09:00Z"}
    assert open_times(copied) == set()
    assert "Saved: 3 added" in publish(copied).follow().text


def test_a_copy_says_what_it_skips(site, alice, world):
    site.do(lambda: factories.call(factories.slot(world.alice, NOW + timedelta(days=9)), world.charlie))
    copied = publish(alice.get("/schedule?week=2027-W10"), to="/schedule/copy")
    assert "Copied 1 of 2. Wed, Mar 10, 9:00 AM: booked. Publish the week to open them." in copied.text
    assert "There is nothing to copy" in publish(alice.get("/schedule?week=2027-W12"), to="/schedule/copy").text


def test_the_missing_hour_is_closed_and_says_why(site, world):
    """Case B10."""
    site.do(lambda: factories.coach("dora"))
    dora = site.as_("dora")
    page = dora.get("/schedule?week=2027-W12&hours=all")
    assert len(page.all(".grid tbody tr")) == 12
    assert words(page.one(".grid .blocked")).startswith("off, Sun, Mar 28, 2027, 2:00 AM: the clocks go forward")
    assert "The clocks go forward on Sun, Mar 28, 2027: there is no 2:00 AM." in page.text
    assert "clocks" not in dora.get("/schedule?week=2027-W12").text


def test_another_coachs_change_is_not_undone(site, alice):
    """Case D3."""
    key = publish(alice.get("/schedule"), add=[TUESDAY_14]).location.partition("done=")[2]
    site.do(lambda: factories.coach("dora"))
    dora = site.as_("dora")
    sent = {**choices(dora.get("/schedule")), "key": key}
    assert dora.post("/schedule/undo", sent).status == 404
    assert "Undo" not in dora.get(f"/schedule?done={key}").text
    assert TUESDAY_14 in open_times(alice.get("/schedule"))


@pytest.mark.parametrize("week", ["1971-W01", "2035-W01", "9997-W52"])
def test_a_week_far_ahead_or_behind_offers_nothing(alice, week):
    page = alice.get(f"/schedule?week={week}")
    assert page.status == 200
    assert not page.all(".grid input")


@pytest.mark.parametrize("week", ["9999-W52", "0001-W01", "2027-W54", "x"])
def test_what_is_no_week_is_this_one(alice, week):
    assert alice.get(f"/schedule?week={week}").one(".grid thead [aria-current=date]")


@pytest.mark.parametrize("to", ["/schedule", "/schedule/copy"])
@pytest.mark.parametrize("start", ["0001-01-01T00:00Z", "9999-12-31T23:59Z"])
def test_a_start_beyond_the_calendar_cannot_be_chosen(alice, start, to):
    answer = publish(alice.get("/schedule"), add=[start], to=to)
    assert answer.status == 422
    assert "Nothing was changed" in answer.text


def test_a_key_that_cannot_be_one_stands_for_no_change(alice):
    assert "Undo" not in alice.get("/schedule?done=a%00b").text


def test_what_the_form_says_of_the_week_is_not_taken_into_the_address_unread(alice):
    sent = choices(alice.get("/schedule"))
    sent |= {"slot": sorted(sent["slot"]), "week": "x" * 9_000, "hours": "y" * 9_000}
    assert alice.post("/schedule", sent).location == "/schedule?week=2027-W09"
