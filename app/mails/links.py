"""Links in mails, written with the address that people open (SEC-13)."""

from urllib.parse import urlsplit

from flask import current_app

from app.domain.links import Link, Purpose
from app.integrations.signing import LinkSigner

# Where each kind of link leads.
PAGES = {
    Purpose.CONFIRM: "links.confirm",
    Purpose.SIGN_IN: "links.sign_in",
    Purpose.RESET: "links.reset",
    Purpose.NEW_ADDRESS: "links.new_address",
    Purpose.INVITATION: "links.invitation",
    Purpose.UNSUBSCRIBE: "mail_choices.ask",
}


def signer() -> LinkSigner:
    """Return what signs with the programme's key."""
    config = current_app.config["COACHBOOK"]
    return LinkSigner(config.secret_key, config.fallback_keys)


def write(link: Link, *, next_page: str = "/") -> str:
    """Return the whole address of a link; there need be no request."""
    base = urlsplit(current_app.config["COACHBOOK"].base_url)
    addresses = current_app.url_map.bind(base.netloc, url_scheme=base.scheme)
    values = {"token": signer().write(link), "next": next_page if next_page != "/" else None}
    return addresses.build(PAGES[link.purpose], values, force_external=True)


def absolute(path: str) -> str:
    """Return the whole address of one of our paths."""
    return f"{current_app.config['COACHBOOK'].base_url}{path}"


def read(token: str, purpose: Purpose) -> Link:
    """Return the link of a token. Raises LinkExpired."""
    return signer().read(token, purpose)
