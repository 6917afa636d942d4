"""What is left of a person who was erased: a name that tells nothing, and an address that nobody has."""

FORMER_STUDENT, FORMER_COACH = "Former student", "Former coach"


def former_name(*, is_coach: bool) -> str:
    """Return what an erased person is called on the pages of the others."""
    return FORMER_COACH if is_coach else FORMER_STUDENT


def former_address(number: int) -> str:
    """Return the address of an erased account: its own, and no mail ever arrives there (RFC 2606)."""
    return f"erased-{number}@erased.invalid"
