"""What was mailed, read as its receiver does."""

import re
from urllib.parse import urlsplit

from app.domain.clock import utc_now
from app.mails.writing import put_into_words
from app.services import outbox
from tests.pages import Site


def links(address: str) -> list[str]:
    """Return every link that was mailed to an address, the newest mail's in front."""
    mails = [
        put_into_words(message, now=utc_now()) for message in outbox.list_latest(limit=20) if message.address == address
    ]
    return [link for mail in mails for link in re.findall(r"https?://\S+", mail.text)]


def link_to(site: Site, address: str) -> str:
    """Return the path of the newest link that was mailed to an address."""
    parts = urlsplit(site.do(lambda: links(address))[0])
    return parts.path + (f"?{parts.query}" if parts.query else "")
