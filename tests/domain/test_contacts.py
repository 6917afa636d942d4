"""Phones and addresses in their stored form, and who sees a phone."""

from datetime import UTC, datetime, timedelta

import phonenumbers
import pytest

from app.domain.calls import CallStatus
from app.domain.contacts import example_phone, masked_phone, normal_email, normal_phone, parties_see_phones, shown_phone
from app.domain.errors import BadEmail, BadPhone

END = datetime(2027, 3, 1, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "region", "stored"),
    [
        ("+61 493 812 345", "US", "+61493812345"),
        ("0493 812 345", "AU", "+61493812345"),
        ("(212) 555-0102", "US", "+12125550102"),
        ("020 7946 0101", "GB", "+442079460101"),
        ("0044 20 7946 0101", "DE", "+442079460101"),
        (" 0044 20-7946-0101", "US", "+442079460101"),
        ("0011 44 20 7946 0101", "AU", "+442079460101"),
        ("06 698 12345", "IT", "+390669812345"),
        ("tel:+442079460101", "US", "+442079460101"),
        ("٠٢٠٧٩٤٦٠١٠١", "GB", "+442079460101"),
    ],
)
def test_a_phone_is_stored_as_e164_whatever_way_it_is_typed(typed, region, stored):
    """Case D6."""
    assert normal_phone(typed, region=region) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "", "phone", "12", "\x00", "\ud800", "1" * 100_000, "+999 123 456 789", "+", "911",
        "00", "0012", "00 999 123 456 789",
        "555-0102",  # works only from next door
        "+1 212 555 0102 ext. 5",
        "+49" + "1" * 15,  # longer than E.164
    ],
)  # fmt: skip
def test_what_cannot_be_dialled_is_refused_with_an_example(typed):
    """Case D6."""
    with pytest.raises(BadPhone) as refused:
        normal_phone(typed, region="US")
    assert refused.value.facts["example"].startswith("+1 ")


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_every_regions_example_is_accepted_and_fits_the_column(region):
    """Case D6."""
    stored = normal_phone(example_phone(region), region=region)
    assert 6 <= len(stored) <= 16
    assert normal_phone(shown_phone(stored), region="US") == stored


def test_a_masked_phone_tells_numbers_apart_and_not_more():
    assert masked_phone("+442079460101") == "+44 … 01"


def test_a_region_without_numbers_still_has_an_example():
    assert normal_phone(example_phone("AQ"), region="US")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("bob@example.org", "bob@example.org"),
        (" Bob.Baker+x@Example.ORG\n", "bob.baker+x@example.org"),
        ("x@xn--exmple-cua.org", "x@exämple.org"),
        ("JOSE\u0301@example.org", "josé@example.org"),
    ],
)
def test_an_address_has_one_form(typed, stored):
    assert normal_email(typed) == stored
    assert normal_email(stored) == stored


@pytest.mark.parametrize(
    "typed",
    ["", "@", "bob", "bob@", "@example.org", "bob@example", "a b@example.org", "bob@exa mple.org", "a@b@example.org",
     "bob@example.org\nBcc: all@example.org", "a\x00b@example.org", "\ud800@example.org", "x" * 100_000 + "@a.org"],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(BadEmail):
        normal_email(typed)


@pytest.mark.parametrize(
    ("status", "after_end", "sees"),
    [
        (CallStatus.CONFIRMED, timedelta(days=-10), True),
        (CallStatus.CONFIRMED, timedelta(days=30), True),
        (CallStatus.CONFIRMED, timedelta(days=30, microseconds=1), False),
        (CallStatus.COMPLETED, timedelta(days=30), True),
        (CallStatus.NO_SHOW, timedelta(days=30), True),
        (CallStatus.NO_SHOW, timedelta(days=31), False),
        (CallStatus.PENDING, timedelta(days=-10), False),
        (CallStatus.CANCELLED, timedelta(days=-10), False),
        (CallStatus.CANCELLED, timedelta(days=1), False),
    ],
)
def test_the_two_of_a_call_see_phones_from_booking_until_a_while_after(status, after_end, sees):
    """Case E1."""
    found = parties_see_phones(status=status, ends_at=END, contact_period=timedelta(days=30), now=END + after_end)
    assert found is sees
