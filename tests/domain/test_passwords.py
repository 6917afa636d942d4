"""Passwords: how long, and that only the right one is right."""

import pytest

from app.domain import passwords
from app.domain.errors import GuessablePassword, WeakPassword


@pytest.mark.parametrize(
    "password",
    [
        "correct horse",
        "hcbjadgiekz",
        "🐴🔋📎✅ 🐢🍎🚲 🌍🧲",
        "\ud800kcbzjadgie",
        "q\x00ykwzubhdg",
        "Wo4" + "hat der Igel? " * 60,
    ],
)
def test_a_password_that_is_long_enough_is_the_right_one_and_no_other_is(password):
    found = passwords.make_hash(password)
    assert password not in found
    assert passwords.is_right(password, found)
    for other in (password + "x", password[:-1], password.swapcase() + "!", ""):
        assert not passwords.is_right(other, found)


@pytest.mark.parametrize("password", ["", "short", "123456789", "x1y2" * 251])
def test_short_and_endless_passwords_are_refused(password):
    with pytest.raises(WeakPassword) as refused:
        passwords.make_hash(password)
    assert refused.value.facts == {"shortest": 10, "longest": 1000}


@pytest.mark.parametrize(
    "password",
    ["aaaaaaaaaaaaaaaa", "abcabcabcabc", "abcdefghij", "1234567890", "password123!", "qwertyuiop", "Passw0rd2024"],
)
def test_common_and_monotonous_passwords_are_refused(password):
    """ASVS 6.2.4."""
    with pytest.raises(GuessablePassword):
        passwords.make_hash(password)


def test_what_is_known_of_a_person_makes_no_password():
    """ASVS 6.2.11."""
    passwords.make_hash("wolfeschlegel bergerdorff")
    with pytest.raises(GuessablePassword):
        passwords.make_hash("wolfeschlegel1", about=("Adolph Wolfeschlegel", "adolph@example.org"))


def test_an_accent_is_the_same_from_every_keyboard():
    assert passwords.is_right("cafe\u0301 au lait", passwords.make_hash("café au lait"))


def test_no_password_is_right_where_there_is_none():
    assert not passwords.is_right("correct horse", None)
    assert not passwords.is_right("", None)


def test_a_hundred_thousand_characters_are_no_password():
    assert not passwords.is_right("a" + "\u0300\u0316" * 50_000, passwords.make_hash("correct horse"))


def test_tokens_are_never_the_same():
    assert len({passwords.new_token() for _ in range(100)}) == 100
