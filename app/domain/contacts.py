"""Phone numbers and mail addresses: their one stored form, and who may see a phone number."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from app.domain.calls import CallStatus
from app.domain.errors import BadEmail, BadPhone

LONGEST_PHONE = len("+") + 15
# How most of the world dials a country code, and writes it; where it is dialled otherwise, no number begins so.
ABROAD = "00"


def normal_email(address: str) -> str:
    """Return the address in lower case as it is stored and compared, or raise BadEmail."""
    try:
        return validate_email(address.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise BadEmail(given=address) from error


def normal_phone(number: str, *, region: str) -> str:
    """Return the number as E.164; one without a country code is read as the region's. Raises BadPhone. Case D6.

    Only the length is judged: numbering plans open new ranges faster than any copy of them is updated. A number
    that works only from next door, or that ends in an extension, cannot be dialled by the other person of a call.
    """
    normal = _whole(number, region)
    if not normal and number.strip().startswith(ABROAD):
        normal = _whole(f"+{number.strip().removeprefix(ABROAD)}", region)
    if not normal:
        raise BadPhone(example=example_phone(region))
    return normal


def _whole(number: str, region: str) -> str:
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return ""
    is_whole = phonenumbers.is_possible_number_with_reason(parsed) == phonenumbers.ValidationResult.IS_POSSIBLE
    normal = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return normal if is_whole and not parsed.extension and len(normal) <= LONGEST_PHONE else ""


def example_phone(region: str) -> str:
    """Return a well-formed number of the region with its country code."""
    example = phonenumbers.example_number(region)
    if example is None:
        return "+44 20 7946 0958"
    return phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def shown_phone(number: str) -> str:
    """Return an E.164 number grouped for reading."""
    return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def masked_phone(number: str) -> str:
    """Return an E.164 number with all but its country code and last two digits hidden."""
    return f"+{phonenumbers.parse(number).country_code} … {number[-2:]}"


def split_at_phones(text: str, *, region: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a text in order, each with its E.164 number if it is one that can be dialled."""
    end = 0
    for found in phonenumbers.PhoneNumberMatcher(text, region):
        yield text[end : found.start], ""
        yield found.raw_string, phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164)
        end = found.end
    yield text[end:], ""


def parties_see_phones(*, status: CallStatus, ends_at: datetime, contact_period: timedelta, now: datetime) -> bool:
    """Return whether a call's two parties see each other's phone number: not when cancelled, not long after (I-11)."""
    return status not in (CallStatus.PENDING, CallStatus.CANCELLED) and now <= ends_at + contact_period
