"""What a person sets, and the zone and colours that pages take from it."""

import pytest

from app.services import preferences


def test_a_person_saves_name_phone_zone_clock_and_colours(site, world):
    bob = site.as_("bob")
    page = bob.get("/settings")
    shown = page.submit(
        "/settings", name="Bob B.", phone="+44 7700 900 114", timezone="Europe/Lisbon", hour_cycle="h23", theme="dark"
    ).follow()
    assert "Your settings are saved." in shown.text
    mine = site.do(lambda: preferences.get(world.bob))
    assert (mine.name, mine.phone, mine.timezone) == ("Bob B.", "+447700900114", "Europe/Lisbon")
    assert shown.one("html")["data-theme"] == "dark"
    assert "Thu, Mar 4, 09:00–11:00" in bob.get("/slots").text


def test_a_wrong_setting_comes_back_and_nothing_is_saved(site, world):
    bob = site.as_("bob")
    answer = bob.get("/settings").submit("/settings", name="Bob B.", phone="12")
    assert answer.status == 422
    assert answer.form("/settings")["name"] == "Bob B."
    assert site.do(lambda: preferences.get(world.bob)).name == "Bob Baker"


def test_all_that_is_wrong_with_the_settings_is_told_at_once(site, world):
    answer = site.as_("bob").get("/settings").submit("/settings", name="", phone="12", hour_cycle="h99")
    assert answer.status == 422
    assert [link["href"] for link in answer.all(".summary a")][:2] == ["#name", "#phone"]
    assert len(answer.all(".summary a")) == 3
    assert answer.form("/settings")["phone"] == "12"


def test_a_new_zone_moves_no_call(site, world):
    """Case B5."""
    bob = site.as_("bob")
    before = bob.get(f"/calls/{world.call}").one("h2 time")["datetime"]
    bob.get("/time-zone?next=/calls").submit("/time-zone", timezone="Asia/Tokyo").follow()
    page = bob.get(f"/calls/{world.call}")
    assert page.one("h2 time")["datetime"] == before
    assert "Times in Tokyo (UTC+9)" in page.text


def test_a_visitor_sees_times_where_the_device_is(site, world):
    visitor = site.visitor()
    visitor.client.set_cookie("tz", "Asia/Kolkata")
    assert "Thu, Mar 4, 2:30–4:30 PM" in visitor.get("/slots").text


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "", "x" * 2000])
def test_a_cookie_that_names_no_zone_is_passed_over(site, world, zone):
    visitor = site.visitor()
    visitor.client.set_cookie("tz", zone)
    assert "Times in UTC" in visitor.get("/slots").text


def test_a_visitor_chooses_a_zone_for_this_browser(site, world):
    visitor = site.visitor()
    shown = visitor.get("/time-zone?next=/slots").submit("/time-zone", timezone="America/New_York")
    assert shown.location == "/slots"
    assert "Times in New York (UTC−5)" in shown.follow().text


def test_a_zone_that_does_not_exist_comes_back(site):
    answer = site.visitor().get("/time-zone").submit("/time-zone", timezone="Lissabon")
    assert answer.status == 422
    assert "Choose a time zone from the list" in answer.text
    assert answer.form("/time-zone")["timezone"] == "Lissabon"


def test_a_device_that_has_moved_is_asked_about_once(site, world):
    bob = site.as_("bob")
    bob.client.set_cookie("tz", "Europe/Warsaw")
    home = bob.get("/")
    assert "Your device is in Warsaw. Times are shown in New York." in home.text
    again = home.submit("/time-zone/keep").follow()
    assert "Your device" not in again.text
    bob.client.set_cookie("tz", "Asia/Tokyo")
    moved = bob.get("/").one('form[action="/time-zone"] button')
    assert moved["value"] == "Asia/Tokyo"


def test_a_device_with_the_same_time_is_not_asked(site, world):
    bob = site.as_("bob")
    bob.client.set_cookie("tz", "America/Toronto")
    assert "Your device" not in bob.get("/").text


def test_colours_stay_after_signing_out(site, world):
    bob = site.as_("bob")
    bob.get("/settings").submit("/settings", theme="light")
    assert bob.get("/").submit("/logout").follow().one("html")["data-theme"] == "light"


@pytest.mark.parametrize("path", ["/help", "/privacy", "/terms", "/accessibility"])
def test_pages_that_explain_open_for_everybody(site, path):
    assert site.visitor().get(path).status == 200


def test_browsers_are_told_what_they_may_fetch_ahead(site):
    visitor = site.visitor()
    page = visitor.get("/slots")
    answer = visitor.client.get(page.response.headers["Speculation-Rules"].strip('"'))
    assert answer.mimetype == "application/speculationrules+json"
    assert answer.json["prefetch"][0]["eagerness"] == "moderate"


@pytest.mark.parametrize(("where_from", "told"), [("none", False), ("cross-site", False), ("same-origin", True)])
def test_whoever_arrives_does_not_wait_for_what_may_be_fetched_ahead(site, world, where_from, told):
    """Goal row 16: the file of rules takes the place of one that the first paint needs."""
    client = site.visitor().client
    page = client.get("/slots", headers={"Sec-Fetch-Site": where_from})
    assert ("Speculation-Rules" in page.headers) is told


@pytest.mark.parametrize("coding", ["", "gzip"])
def test_a_page_that_has_not_changed_is_not_sent_again(site, world, coding):
    visitor = site.visitor()
    first = visitor.client.get("/slots", headers={"Accept-Encoding": coding})
    again = visitor.client.get("/slots", headers={"Accept-Encoding": coding, "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert not again.data


@pytest.mark.parametrize(("browser", "coding"), [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip")])
def test_pages_are_sent_compressed(site, world, browser, coding):
    answer = site.visitor().client.get("/slots", headers={"Accept-Encoding": browser})
    assert answer.headers["Content-Encoding"] == coding
