"""A mail in the form in which servers take it, built with Flask-Mail."""

import re
from email.utils import formataddr

from flask_mail import Attachment, Message

from app.domain.mail import Mail

# An answer by a machine, which no other machine is to answer (RFC 3834).
STANDING = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
# Providers that drop a second copy by themselves, by the end of their servers' names, and the header they look at.
IDEMPOTENCY_HEADERS = {".resend.com": "Resend-Idempotency-Key"}

# What some reader of mail takes for the end of a line, so that the rest would be a header of its own.
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def write(mail: Mail, *, sender: tuple[str, str], message_id: str, host: str) -> Message:
    """Return a mail as text, HTML and perhaps a calendar file, for a server of that name.

    Raises ValueError for what would not stay within its header (SEC-26); Flask-Mail itself lets some of it pass.
    """
    if any(map(_BREAKS.search, (mail.address, mail.subject, message_id, *sender, *mail.headers.values()))):
        raise ValueError("a header would break")
    key = message_id.strip("<>").partition("@")[0]
    idempotency = {header: key for end, header in IDEMPOTENCY_HEADERS.items() if host.endswith(end)}
    letter = Message(
        subject=mail.subject,
        recipients=[mail.address],
        body=mail.text,
        html=mail.html,
        sender=formataddr(sender),
        extra_headers={**STANDING, **idempotency, **mail.headers},
    )
    letter.msgId = message_id
    if mail.invitation:
        # Mail programs that know calendars read the alternative; the others offer the attachment.
        kind = f"calendar; method={mail.invitation.method}"
        letter.alts[kind] = mail.invitation.calendar
        content = mail.invitation.calendar.encode()
        letter.attachments.append(Attachment("invite.ics", f"text/{kind}; charset=UTF-8", content))
    return letter
