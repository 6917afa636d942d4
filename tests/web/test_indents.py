"""Pages are sent without the indents of their templates."""

import re

DATABASES = ("sqlite",)


def test_no_line_of_a_page_begins_with_blanks(site, world):
    answer = site.as_("alice").get("/schedule").html
    assert answer.count("\n") > 100
    assert re.findall(r"^[ \t]+\S.*", answer, re.MULTILINE) == []
