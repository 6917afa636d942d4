"""A coach keeps weekly rules on a page: seen before they are saved, and brought back where they were."""

from datetime import timedelta

import pytest

from app.db import transact
from app.services import holidays
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN

pytestmark = pytest.mark.usefixtures("world")
PAGE = "/schedule/rules"


def rule(**more):
    return {"weekdays": ["2", "4"], "at_1": "18:00", "first_on": "2027-03-01", "weeks_ahead": "4"} | more


def send(site, where, *, htmx=False, **sent):
    page = site.as_("alice").get(PAGE)
    return page.visitor.post(where, page.form(PAGE) | sent, htmx=htmx)


def save(site, **more):
    return site.as_("alice").get(PAGE).submit(PAGE, **rule(**more)).follow()


def test_a_rule_is_previewed_saved_and_told_as_a_sentence(site):
    """Case A11."""
    alice = site.as_("alice")
    page = alice.get(PAGE)
    assert "No rules. Slots are opened by hand." in page.text
    seen = send(site, f"{PAGE}/preview", **rule())
    assert "This opens 8 slots in the next 4 weeks." in seen.text
    assert "No rules." in alice.get(PAGE).text
    saved = seen.submit(PAGE, weekdays=["2", "4"]).follow()
    assert "8 slots are opened." in saved.text
    told = "Every Tue and Thu 6:00–8:00 PM, London time, from Mon, Mar 1, 2027, no end"
    assert told in saved.text.replace("\u202f", " ")
    assert "8 open, 0 booked." in saved.text


def test_the_preview_says_what_is_skipped_and_why(site):
    preview = send(site, f"{PAGE}/preview", htmx=True, **rule(weekdays=["3"], at_1="09:00"))
    assert "This opens 3 slots in the next 4 weeks, 1 is skipped (you have that slot already)." in preview.text
    assert preview.one("details li").text.startswith("Wed, Mar 3")


def test_a_form_that_is_being_filled_in_is_no_error_until_it_is_sent(site):
    begun = rule(weekdays=["3"], at_1="")
    typing = send(site, f"{PAGE}/preview", htmx=True, **begun)
    assert (typing.status, typing.all("title")) == (200, [])
    assert "Which slots the rule opens is said here before it is saved." in typing.text
    assert send(site, f"{PAGE}/preview", **begun).status == 422


@pytest.mark.parametrize("htmx", [True, False])
def test_a_deleted_rule_can_be_undone_in_its_row(site, htmx):
    page = save(site)
    gone = page.submit(f"{PAGE}/1/delete", htmx=htmx)
    gone = gone if htmx else gone.follow()
    assert "8 open slots that nobody had booked are withdrawn." in gone.text
    assert gone.one("#rule-1 button").text.startswith("Undo")
    back = gone.submit(f"{PAGE}/1/bring-back", htmx=htmx)
    assert "8 slots are opened." in (back if htmx else back.follow()).text


@pytest.mark.parametrize("number", ["x", "²", "-1", "9" * 40])
def test_a_preview_of_no_rule_is_that_of_a_new_one(site, number):
    assert send(site, f"{PAGE}/preview", rule_id=number, **rule()).status == 200


def test_a_rule_is_paused_resumed_and_changed(site):
    paused = save(site).submit(f"{PAGE}/1/pause").follow()
    assert "Paused. 8 open slots" in paused.text
    resumed = paused.submit(f"{PAGE}/1/bring-back").follow()
    form = resumed.visitor.get(f"{PAGE}/1")
    assert form.form(f"{PAGE}/1")["at_1"] == "18:00"
    changed = form.submit(f"{PAGE}/1", weekdays=["2"], until="2027-03-09").follow()
    assert "The rule is saved. 0 slots are opened. 6 open slots" in changed.text
    assert "until Tue, Mar 9, 2027" in changed.text


def test_a_rule_begins_today_unless_another_day_is_chosen(site):
    form = site.as_("alice").get(PAGE).form(PAGE)
    assert form["first_on"] == "2027-03-01"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"weekdays": []}, "Choose at least one."),
        ({"at_1": ""}, "Fill this in."),
        ({"at_2": "soon"}, "Enter a time"),
        ({"until": "2027-02-01"}, "The last day is before the first"),
        ({"weeks_ahead": "27"}, "Choose from 1 to 26 weeks."),
        ({"weeks_ahead": ""}, "Enter a number of weeks."),
    ],
)
@pytest.mark.parametrize("where", [PAGE, f"{PAGE}/preview"])
def test_a_rule_that_cannot_be_is_refused_with_what_was_typed(site, where, sent, told):
    page = send(site, where, **rule(**sent))
    assert (page.status, told in page.text) == (422, True)
    assert page.form(PAGE)["first_on"] == "2027-03-01"


def test_what_is_wrong_with_a_start_stands_above_its_field(site):
    page = send(site, PAGE, **rule(at_2="soon"))
    assert page.one(".starts .error + input")["aria-invalid"] == "true"


def test_the_way_back_is_offered_only_for_what_is_deleted(site):
    save(site)
    assert "Undo" not in site.as_("alice").get(f"{PAGE}?gone=1").text
    assert site.as_("alice").get(f"{PAGE}?gone=9").status == 404


def test_the_page_says_which_days_are_skipped_for_a_holiday(site, world):
    site.do(lambda: factories.weekly_rule(world.alice))
    day = NOW.date() + timedelta(days=33)
    named = {"actor": ADMIN, "name": "Easter", "first_day": day, "last_day": day, "now": NOW}
    site.do(lambda: transact(lambda: holidays.add(**named)))
    assert "Not on Sat, Apr 3, 2027 (Easter)." in site.as_("alice").get("/schedule/rules").text
