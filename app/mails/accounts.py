"""Mails about an account: most of them are there for their link."""

from datetime import datetime

from app.domain.links import Link, Purpose
from app.mails import links
from app.mails.telling import Telling
from app.services.outbox import Message

# What the button of each kind of mail is for; a mail without one only tells.
BUTTONS = {
    "confirm_address": Purpose.CONFIRM,
    "sign_in_link": Purpose.SIGN_IN,
    "reset_password": Purpose.RESET,
    "new_address": Purpose.NEW_ADDRESS,
    "invitation": Purpose.INVITATION,
}
# Where the others lead, if it is not where one signs in.
PLACES = {"token_created": "/settings/tokens"}
KINDS = (
    *BUTTONS, "account_exists", "address_changed", "password_changed", "second_factor_on", "second_factor_off",
    "recovery_code_used", "recovery_codes_made", "wrong_codes", "passkey_added", "passkey_removed",
    "second_factor_reset", "webhook_disabled", "token_created",
)  # fmt: skip


def tell(message: Message, *, now: datetime) -> Telling:
    """Return what a mail about an account says: its link, signed now."""
    purpose = BUTTONS.get(message.kind)
    # One that has waited while its person took another address must not open their account at the old one.
    if purpose is None or (purpose is not Purpose.NEW_ADDRESS and not message.is_to_owner):
        return Telling(link=links.absolute(PLACES.get(message.kind, "/login")), context=message.payload)
    link = Link(purpose, message.user_id, message.fingerprint, now, message.payload.get("about", ""))
    return Telling(link=links.write(link, next_page=message.payload.get("next", "/")))
