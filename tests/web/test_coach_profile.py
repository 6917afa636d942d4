"""A coach's own profile: what it says to others, how they work, and their photo."""

from datetime import timedelta
from io import BytesIO

import pytest

from app.db import transact
from app.domain.photos import LARGEST_FILE, SIZES
from app.services import coach_profiles, coaches
from tests import factories
from tests.conftest import NOW
from tests.effort import effort_below
from tests.pages import Page
from tests.pictures import BLUE, picture, shown

PAGE, PHOTO = "/settings/coach", "/settings/photo"
FULL = {
    "headline": "Numbers, slowly", "about": "Bring a page.\nAnd a pencil.", "subjects": "Maths, physics ,Maths",
    "languages": "English, portuguese, es", "place": "Faro", "is_online": "y", "rate": "38.50", "currency": "eur",
    "caller": "student", "uses_whatsapp": "y", "buffer_minutes": "15", "notice_minutes": "1440",
}  # fmt: skip


@pytest.fixture
def alice(site, world):
    return site.as_("alice")


def upload(coach, content):
    """Send a file as a browser does."""
    token = coach.get(PAGE).form(PHOTO)["csrf_token"]
    head = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    body = head.format("csrf_token", "").encode() + token.encode() + b"\r\n"
    body += head.format("photo", '; filename="me.jpg"').encode() + content + b"\r\n--x--\r\n"
    return Page(coach, coach.client.post(PHOTO, data=body, content_type="multipart/form-data; boundary=x"))


def photo_of(page):
    """Return the address of the photo on a page."""
    return page.one("main img.avatar")["src"]


def test_what_a_coach_says_is_on_their_page_and_in_the_form_again(site, world, alice):
    answer = alice.get(PAGE).submit(PAGE, **FULL)
    page = answer.follow()
    assert "Your profile is saved." in page.text
    sent = page.form(PAGE)
    assert {name: sent[name] for name in ("subjects", "languages", "rate", "currency", "caller", "buffer_minutes")} == {
        "subjects": "Maths, physics", "languages": "English, Spanish, Portuguese", "rate": "38.50", "currency": "EUR",
        "caller": "student", "buffer_minutes": "15",
    }  # fmt: skip
    seen = site.visitor().get(f"/coaches/{world.alice}").text
    for said in ("Numbers, slowly", "Bring a page. And a pencil.", "Maths, physics", "€38.50", "Faro Online",
                 "you call Alice Archer", "Book at least 24 hours ahead."):  # fmt: skip
        assert said in seen
    kept = site.do(lambda: coach_profiles.get(world.alice))
    assert (kept.uses_whatsapp, kept.notice_minutes, kept.is_online) == (True, 1440, True)


def test_a_profile_that_is_sent_as_it_stands_changes_nothing(site, world, alice):
    alice.get(PAGE).submit(PAGE, **FULL)
    before = site.do(lambda: coach_profiles.get(world.alice))
    alice.get(PAGE).submit(PAGE)
    assert site.do(lambda: coach_profiles.get(world.alice)) == before


def test_what_is_emptied_or_unticked_is_gone(site, world, alice):
    alice.get(PAGE).submit(PAGE, **FULL)
    page = alice.get(PAGE)
    ticked = {name: value for name, value in page.form(PAGE).items() if name not in ("is_online", "uses_whatsapp")}
    alice.post(PAGE, {**ticked, "subjects": "", "languages": " , ", "rate": "", "about": ""})
    kept = site.do(lambda: coach_profiles.get(world.alice))
    assert (kept.subjects, kept.languages, kept.rate_cents, kept.currency) == ((), (), None, None)
    assert (kept.about, kept.is_online, kept.uses_whatsapp) == ("", False, False)


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"rate": "cheap"}, "rate", "Enter an amount"),
        ({"rate": "10", "currency": ""}, "currency", "three letters"),
        ({"currency": "XQX"}, "currency", "three letters"),
        ({"languages": "Klingonish"}, "languages", "not known"),
        ({"subjects": "x" * 121}, "subjects", "at most 120"),
        ({"subjects": ",".join(f"s{number}" for number in range(21))}, "subjects", "20 at most"),
        ({"headline": "x" * 201}, "headline", "at most 200"),
        ({"about": "x" * 4001}, "about", "at most"),
        ({"buffer_minutes": "7"}, "buffer_minutes", "valid choice"),
        ({"notice_minutes": "-1"}, "notice_minutes", "valid choice"),
        ({"caller": "nobody"}, "caller", "valid choice"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_saved(site, world, alice, typed, field, told):
    before = site.do(lambda: coach_profiles.get(world.alice))
    answer = alice.get(PAGE).submit(PAGE, **{**FULL, **typed})
    assert answer.status == 422
    assert told in answer.one(f"#{field}-error").get_text()
    assert answer.one("title").get_text().startswith("Error:")
    assert answer.form(PAGE)["place"] == "Faro"
    assert site.do(lambda: coach_profiles.get(world.alice)) == before


def test_minutes_from_the_command_line_can_be_chosen_again(site, world, alice):
    site.do(lambda: edit_buffer(7))
    assert alice.get(PAGE).form(PAGE)["buffer_minutes"] == "7"
    assert alice.get(PAGE).submit(PAGE).status == 303


def edit_buffer(minutes):
    transact(lambda: coaches.edit(actor=factories.ADMIN, email="alice@example.org", buffer_minutes=minutes, now=NOW))


def test_what_is_missing_is_named_with_a_way_to_it(alice):
    page = alice.get(PAGE)
    assert [link["href"] for link in page.all("main p.quiet a[href^='#']")] == [
        "#photo", "#subjects", "#languages", "#about",
    ]  # fmt: skip
    alice.get(PAGE).submit(PAGE, **FULL)
    upload(alice, picture())
    assert "Not there yet" not in alice.get(PAGE).text


def test_a_photo_is_shown_wherever_the_coach_is_and_kept_by_browsers(site, world, alice):
    """SEC-31."""
    assert "This is your photo from now on." in upload(alice, picture(colour=BLUE)).follow().text
    visitor = site.visitor()
    for path, size in ((PAGE, 192), (f"/coaches/{world.alice}", 192), ("/coaches", 96)):
        page = (alice if path == PAGE else visitor).get(path)
        address = photo_of(page)
        answer = visitor.client.get(address)
        assert shown(answer.data).size == (size, size)
        assert answer.mimetype == "image/webp"
        assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Content-Disposition"] == "attachment; filename=photo.webp"
        again = visitor.client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304


def test_another_photo_has_another_address_and_the_old_one_is_asked_for_again(site, world, alice):
    upload(alice, picture())
    first = photo_of(alice.get(PAGE))
    upload(alice, picture(colour=BLUE))
    assert photo_of(alice.get(PAGE)) != first
    assert site.visitor().client.get(first).headers["Cache-Control"] == "private, no-cache"


def test_without_a_photo_there_are_initials_on_a_tint(site, world, alice):
    upload(alice, picture())
    address = photo_of(alice.get(PAGE))
    removed = alice.get(PAGE).submit(f"{PHOTO}/remove").follow()
    assert "Your photo is removed." in removed.text
    assert not removed.all("img")
    for path in (f"/coaches/{world.alice}", "/coaches"):
        initials = site.visitor().get(path).one(".avatar")
        assert initials.get_text() == "AA"
        assert initials["class"] == ["avatar", f"tint-{world.alice % 8}"]
    assert site.visitor().get(address).status == 404


@pytest.mark.parametrize("query", ["size=97", "size=-1", f"size={2**70}", "size=0"])
def test_there_is_a_photo_in_no_other_size(site, world, alice, query):
    upload(alice, picture())
    assert site.visitor().get(f"/coaches/{world.alice}/photo?{query}").status == 404
    for size in SIZES:
        assert site.visitor().client.get(f"/coaches/{world.alice}/photo?size={size}").status_code == 200


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
        (b"GIF89a" + b"x" * 100, "not a picture"),
        (picture(size=(50, 50)), "too small"),
        (b"\xff\xd8" + b"x" * LARGEST_FILE, "too large"),
    ],
    ids=["empty", "svg", "gif", "small", "long"],
)
def test_what_is_no_photo_is_refused_and_the_profile_below_stays_as_it_is(site, world, alice, content, told):
    """SEC-31."""
    alice.get(PAGE).submit(PAGE, **FULL)
    answer = upload(alice, content)
    assert answer.status == 422
    assert told in answer.one("#photo-error").get_text()
    assert answer.form(PAGE)["headline"] == "Numbers, slowly"
    assert not site.do(lambda: coach_profiles.get(world.alice)).photo


def test_no_photo_at_all_is_told(alice):
    answer = alice.get(PAGE).submit(PHOTO)
    assert answer.status == 422
    assert "Choose a picture." in answer.one("#photo-error").get_text()


def test_a_file_far_too_large_is_not_even_read(alice):
    """SEC-33."""
    with effort_below(1):
        answer = upload(alice, b"\xff\xd8" + b"x" * (2 * LARGEST_FILE))
    assert answer.status == 413
    assert "choose a smaller file" in answer.text


def test_a_file_goes_into_no_other_form(alice):
    page = alice.get(PAGE)
    sent = {**page.form(PAGE), "headline": (BytesIO(b"text"), "x.txt")}
    assert alice.post(PAGE, sent).status == 400


def test_photos_are_read_so_often_in_an_hour(site, world, alice):
    """SEC-38."""
    statuses = [upload(alice, b"no picture").status for _ in range(21)]
    assert statuses == [422] * 20 + [429]


@pytest.mark.parametrize(
    ("caller", "coach_reads", "student_reads"),
    [
        ("coach", "You call Bob Baker at 9:00 AM.", "Alice Archer calls you at 4:00 AM on +1 212-555-0102."),
        ("student", "Bob Baker calls you at 9:00 AM on +44 20 7946 0101.", "You call Alice Archer at 4:00 AM."),
    ],
)
def test_the_page_of_a_call_and_that_of_a_booking_say_who_calls(site, world, alice, caller, coach_reads, student_reads):
    alice.get(PAGE).submit(PAGE, **{**FULL, "caller": caller, "notice_minutes": "0"})
    bob = site.as_("bob")
    assert coach_reads in alice.get(f"/calls/{world.call}").text
    assert student_reads in bob.get(f"/calls/{world.call}").text
    asked = site.as_("charlie").get(f"/slots/{world.open_slot}").text
    assert ("You call Alice Archer at" in asked) == (caller == "student")


def test_a_link_to_whatsapp_is_there_while_the_number_is(site, world, alice, at_now):
    assert "WhatsApp" not in site.as_("bob").get(f"/calls/{world.call}").text
    alice.get(PAGE).submit(PAGE, **FULL)
    bob = site.as_("bob")
    for path in ("/", f"/calls/{world.call}"):
        assert bob.get(path).one("a[href^='https://wa.me/']")["href"] == "https://wa.me/442079460101"
    at_now.move_to(NOW + timedelta(days=33))
    page = site.as_("bob").get(f"/calls/{world.call}")
    assert page.status == 200
    assert not page.all("a[href^='https://wa.me/']")
