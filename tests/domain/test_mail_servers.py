"""The address of a mail server."""

import pytest

from app.domain.mail_servers import MailServer, Tls, parse_mail_url


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtps://host", MailServer("host", 465, Tls.IMPLICIT)),
        ("smtp://host", MailServer("host", 587, Tls.STARTTLS)),
        ("smtp://host?tls=starttls", MailServer("host", 587, Tls.STARTTLS)),
        ("smtp://host:2525/?tls=none", MailServer("host", 2525, Tls.NONE)),
        ("smtp://host?tls=none", MailServer("host", 25, Tls.NONE)),
        ("smtps://a%40b:p%2Fq%2B@host:466", MailServer("host", 466, Tls.IMPLICIT, "a@b", "p/q+")),
        ("smtp://u:p@localhost?tls=none", MailServer("localhost", 25, Tls.NONE, "u", "p")),
        ("smtp://u:p@127.0.0.1?tls=none", MailServer("127.0.0.1", 25, Tls.NONE, "u", "p")),
        ("smtp://u:p@[::1]?tls=none", MailServer("::1", 25, Tls.NONE, "u", "p")),
    ],
)
def test_an_address_says_where_how_and_as_whom(url, server):
    assert parse_mail_url(url) == server


@pytest.mark.parametrize("url", ["smtp://u:p@10.0.0.1?tls=none", "smtp://u:p@localhost.example.org?tls=none"])
def test_a_password_goes_nowhere_without_tls(url):
    """F-16."""
    with pytest.raises(ValueError, match="with TLS only"):
        parse_mail_url(url)


def test_a_password_is_not_shown():
    assert "hunter2" not in repr(parse_mail_url("smtps://user:hunter2@host"))
