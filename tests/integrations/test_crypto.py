"""Secrets at rest."""

import pytest

from app.domain.ciphers import Unreadable
from app.integrations.crypto import FernetCipher


def test_what_is_kept_is_read_with_its_key_and_says_nothing_by_itself():
    cipher = FernetCipher("key", [])
    kept = cipher.encrypt("secret")
    assert cipher.decrypt(kept) == "secret"
    assert "secret" not in kept
    assert cipher.encrypt("secret") != kept


def test_after_a_rotation_the_earlier_key_still_reads_and_the_new_one_writes():
    """Fault F-58."""
    old, both, new = FernetCipher("old", []), FernetCipher("new", ["old"]), FernetCipher("new", [])
    assert both.decrypt(old.encrypt("secret")) == "secret"
    assert new.decrypt(both.encrypt("secret")) == "secret"


@pytest.mark.parametrize("kept", ["", "nonsense", "é", "gAAAAABn" + "A" * 60])
def test_what_nobody_holds_the_key_to_is_unreadable(kept):
    with pytest.raises(Unreadable):
        FernetCipher("key", []).decrypt(kept)


def test_a_text_that_was_changed_is_unreadable():
    kept = FernetCipher("key", []).encrypt("secret")
    with pytest.raises(Unreadable):
        FernetCipher("key", []).decrypt(kept[:-6] + ("A" if kept[-6] != "A" else "B") + kept[-5:])
