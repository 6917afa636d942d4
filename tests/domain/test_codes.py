"""Codes of authenticator apps, and codes to recover with."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain import codes, recovery
from tests.codes import SECRET, STEP, code_at

NOW = datetime(2027, 3, 1, 9, 0, 10, tzinfo=UTC)
# RFC 6238, appendix B, of which apps show the last six digits.
RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_codes_are_those_of_the_standard(seconds, code):
    assert codes.step_of(code, RFC, now=datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@pytest.mark.parametrize(("steps", "counts"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_counts_one_step_before_and_after_its_time(steps, counts):
    found = codes.step_of(code_at(NOW + steps * STEP), SECRET, now=NOW)
    assert found == (int(NOW.timestamp()) // 30 + steps if counts else None)


def test_a_code_may_be_typed_in_groups():
    code = code_at(NOW)
    assert codes.step_of(f" {code[:3]} {code[3:]} ", SECRET, now=NOW) is not None


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345", "0x1234", "1e5", "\x00" * 6]
)
def test_what_is_no_code_counts_for_nothing(code):
    assert codes.step_of(code, SECRET, now=NOW) is None


def test_secrets_have_160_bits_and_differ():
    made = {codes.new_secret() for _ in range(100)}
    assert len(made) == 100
    assert {len(secret) for secret in made} == {32}


def test_a_secret_is_shown_in_groups_that_an_app_takes_together():
    assert codes.in_groups("ABCDEFGHIJ") == "ABCD EFGH IJ"


def test_the_picture_names_programme_and_person():
    address = codes.address(SECRET, email="bob@example.org", programme="Fern & Co")
    assert address.startswith("otpauth://totp/Fern%20%26%20Co:bob%40example.org?")
    assert f"secret={SECRET}" in address
    assert "issuer=Fern%20%26%20Co" in address


def test_recovery_codes_are_ten_that_differ_and_are_found_however_they_are_typed():
    made = recovery.new_codes()
    assert len(set(made)) == 10
    hashes = dict(enumerate(recovery.make_hashes(made)))
    assert recovery.find_match(made[7], hashes) == 7
    assert recovery.find_match(f" {made[7].replace('-', ' ').upper()} ", hashes) == 7


@pytest.mark.parametrize("code", ["", "abcd", "abcd-efgh-jkmn-pqrs", "oooo-iiii-1111", "\x00" * 12, "é" * 12])
def test_what_is_no_recovery_code_is_not_even_hashed(code):
    assert recovery.find_match(code, {1: "no hash"}) is None


def test_a_recovery_code_of_somebody_else_is_found_nowhere():
    hashes = dict(enumerate(recovery.make_hashes(recovery.new_codes())))
    assert recovery.find_match(recovery.new_codes()[0], hashes) is None


def test_the_window_is_three_codes_wide_at_any_second():
    for second in range(30):
        now = NOW + timedelta(seconds=second)
        assert codes.step_of(code_at(now), SECRET, now=now) == int(now.timestamp()) // 30
