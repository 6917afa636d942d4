"""Pages are sent without the indents of their templates."""

import re

from jinja2 import Environment

from app.web.indents import Indents

DATABASES = ("sqlite",)

SOURCES = (
    "  {% if a %}One.{% endif %}\n    {{ two }}",
    "  {% if a %}\n    {{ two }}",
    "<p>{% if a %}One.{% endif -%}\n  Two.",
    "One\n  {{ two }}",
)


def test_no_line_of_a_page_begins_with_blanks(site, world):
    answer = site.as_("alice").get("/schedule").html
    assert answer.count("\n") > 100
    assert re.findall(r"^[ \t]+\S.*", answer, re.MULTILINE) == []


def test_a_line_after_a_tag_keeps_a_blank_before_its_words():
    left = [Indents(Environment()).preprocess(source, "page.html") for source in SOURCES]
    assert left == [
        "{% if a %}One.{% endif %}\n {{ two }}",
        "{% if a %}\n{{ two }}",
        "<p>{% if a %}One.{% endif -%}\nTwo.",
        "One\n{{ two }}",
    ]


def test_sentences_of_a_booking_are_parted(site, world):
    text = site.as_("charlie").get(f"/slots/{world.open_slot}").one("article").get_text()
    assert "you both see each other’s number. You can cancel or move the call until" in text
