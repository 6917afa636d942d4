"""What is written in settings and is no plain word."""

from datetime import timedelta

import pytest

from app.setting_types import parse_offset, parse_service


@pytest.mark.parametrize(
    ("text", "offset"),
    [("+3d", timedelta(days=3)), ("-2h", -timedelta(hours=2)), ("30m", timedelta(minutes=30)), (" +0d ", timedelta(0))],
)
def test_an_offset_is_a_sign_a_number_and_a_unit(text, offset):
    assert parse_offset(text) == offset


@pytest.mark.parametrize("text", ["", "3", "d", "+3w", "+3d2h", "3.5h", "--3d", "+٣d", "+123456d", "3 d"])
def test_what_is_no_offset_is_refused(text):
    with pytest.raises(ValueError, match="like \\+3d"):
        parse_offset(text)


@pytest.mark.parametrize("url", ["https://a.org", "https://a.org:8443/b/", "http://127.0.0.1:9000", "http://localhost"])
def test_a_service_is_asked_in_secret_or_on_this_machine(url):
    assert parse_service(url) == url.rstrip("/")
