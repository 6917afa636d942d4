"""Mail over SMTP, at servers that take it and at servers that do not."""

import socket
import ssl
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from time import monotonic

import pytest
import trustme
from flask import Flask

from app.domain.mail import Invitation, Mail, MessageState, Never, NotNow, ServerFailed
from app.domain.mail_servers import MailServer, Tls
from app.extensions import mail as flask_mail
from app.integrations.smtp import SmtpMailer
from tests.mail_server import BREAK_OFF, run_server

MAIL = Mail("bob@example.org", "Grüße, Bob", "Hello\n.\nBob\n", "<p>Hello Bob</p>")
ID = "<0123456789abcdef@coaching.example.org>"
SENDER = ("Coaching, Ltd.", "coaching@example.org")
PLAIN, SOON = Tls.NONE, timedelta(seconds=0.5)


@pytest.fixture(autouse=True)
def _app():
    app = Flask("mail")
    flask_mail.init_app(app)
    with app.app_context():
        yield


@contextmanager
def mailer_at(port, tls=PLAIN, *, trusts=None, host="127.0.0.1", login=("", ""), **limits):
    mailer = SmtpMailer(
        MailServer(host, port, tls, *login), sender=SENDER, own_name="coaching.example.org", tls=trusts, **limits
    )
    yield mailer
    mailer.close()


@pytest.fixture
def server():
    with run_server() as server:
        yield server


@pytest.fixture
def mailer(server):
    with mailer_at(server.port) as mailer:
        yield mailer


def test_a_mail_arrives_as_it_was_written(server, mailer):
    assert mailer.send(MAIL, message_id=ID) is MessageState.SENT
    [mail] = server.mails
    assert mail["Message-ID"] == ID
    assert mail["To"] == "bob@example.org"
    assert mail["From"] == '"Coaching, Ltd." <coaching@example.org>'
    assert mail["Subject"] == "Grüße, Bob"
    assert mail["Auto-Submitted"] == "auto-generated"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text.get_content().replace("\r\n", "\n") == MAIL.text
    assert html.get_content().strip() == MAIL.html
    assert "Idempotency" not in str(mail)


def test_an_invitation_is_an_alternative_and_a_file(server, mailer):
    calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Grüße\r\nEND:VCALENDAR\r\n"
    mail = Mail("bob@example.org", "s", "t", "h", Invitation("REQUEST", calendar), {"List-Unsubscribe": "<https://a>"})
    mailer.send(mail, message_id=ID)
    [mail] = server.mails
    assert mail["List-Unsubscribe"] == "<https://a>"
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_param("method") for part in parts] == ["REQUEST", "REQUEST"]
    assert [part.get_filename() for part in parts] == [None, "invite.ics"]
    assert [part.get_payload(decode=True).decode().replace("\r\n", "\n") for part in parts] == [
        calendar.replace("\r\n", "\n")
    ] * 2


def test_a_long_link_in_a_header_stays_whole(server, mailer):
    """RFC 8058."""
    link = f"<https://coaching.example.org/unsubscribe/{'x' * 200}>"
    mailer.send(Mail("bob@example.org", "s", "t", "h", None, {"List-Unsubscribe": link}), message_id=ID)
    assert server.mails[0]["List-Unsubscribe"] == link


def test_one_connection_carries_many_mails(server, mailer):
    for number in range(5):
        mailer.send(MAIL, message_id=f"<{number}@x>")
    assert server.connections == 1
    assert server.ids == [f"<{number}@x>" for number in range(5)]


def test_a_connection_that_was_lost_is_made_anew(server, mailer):
    mailer.send(MAIL, message_id=ID)
    mailer._host.sock.close()
    mailer.send(MAIL, message_id="<second@x>")
    assert server.ids == [ID, "<second@x>"]


REFUSALS = [
    ("mail", "451 try later", NotNow),
    ("mail", "550 sender unknown", NotNow),
    ("mail", "552 too large", Never),
    ("rcpt", "450 greylisted", NotNow),
    ("rcpt", "452 mailbox full", NotNow),
    ("rcpt", "421 too many", NotNow),
    ("rcpt", "550 no such user", Never),
    ("data", "421 closing", NotNow),
    ("data", "454 throttled", NotNow),
    ("data", "554 spam", Never),
]


@pytest.mark.parametrize(("step", "answer", "kind"), REFUSALS)
def test_a_refusal_is_for_good_or_for_now_and_the_next_mail_goes(server, mailer, step, answer, kind):
    """F-13, F-14."""
    setattr(server, f"answer_{step}", lambda _: answer)
    with pytest.raises(kind, match=f"^{answer}$"):
        mailer.send(MAIL, message_id=ID)
    setattr(server, f"answer_{step}", lambda _: None)
    mailer.send(MAIL, message_id="<next@x>")
    assert server.ids == ["<next@x>"]


def test_a_connection_that_breaks_before_the_answer_leaves_it_open_whether_the_mail_was_taken(server, mailer):
    """F-15."""
    server.answer_data = lambda _: BREAK_OFF
    with pytest.raises(NotNow):
        mailer.send(MAIL, message_id=ID)
    server.answer_data = lambda _: None
    mailer.send(MAIL, message_id=ID)
    assert server.copies == {ID: 2}


def test_a_server_that_does_not_answer_in_time_is_left(server):
    """F-12."""
    server.delay = 6
    began = monotonic()
    with mailer_at(server.port, timeout=2 * SOON) as mailer, pytest.raises(NotNow, match="timed out"):
        mailer.send(MAIL, message_id=ID)
    assert monotonic() - began < 5


def test_a_closed_port_is_the_servers_failure():
    """F-11."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with mailer_at(closed.getsockname()[1]) as mailer, pytest.raises(ServerFailed, match="refused"):
            mailer.send(MAIL, message_id=ID)


def test_a_host_without_an_address_is_the_servers_failure():
    with mailer_at(25, host="nowhere.invalid") as mailer, pytest.raises(ServerFailed):
        mailer.send(MAIL, message_id=ID)


@contextmanager
def talker(*words, pause=0.0):
    """Listen, and say words to whoever comes, letter by letter if there is a pause between letters."""
    over = Event()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def talk():
            there, _ = listener.accept()
            with there:
                for word in words:
                    for letter in word:
                        if over.wait(pause):
                            return
                        there.sendall(bytes([letter]))
                over.wait(10)

        thread = Thread(target=talk, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        over.set()
        thread.join(10)


@pytest.mark.parametrize(
    ("words", "told"), [((), "timed out"), ((b"421 come back later\r\n",), "421"), ((b"554 no\r\n",), "554")]
)
def test_a_server_that_does_not_welcome_anybody_has_failed(words, told):
    limits = {} if words else {"timeout": SOON}
    with talker(*words) as port, mailer_at(port, **limits) as mailer, pytest.raises(ServerFailed, match=told):
        mailer.send(MAIL, message_id=ID)


def test_a_server_that_answers_letter_by_letter_is_left_too():
    """F-12."""
    began = monotonic()
    with (
        talker(b"220 welcome to a very long greeting", pause=0.1) as port,
        mailer_at(port, timeout=SOON, patience=SOON) as mailer,
        pytest.raises(ServerFailed),
    ):
        mailer.send(MAIL, message_id=ID)
    assert monotonic() - began < 2


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


def certificate(authority, *names):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*names).configure_cert(context)
    return context


def trusting(authority):
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


WAYS = [(Tls.STARTTLS, False), (Tls.IMPLICIT, True)]


@pytest.mark.parametrize(("way", "is_secret"), WAYS)
def test_a_server_that_proves_its_name_is_told_the_password(authority, way, is_secret):
    tls = certificate(authority, "localhost")
    with (
        run_server(tls=tls, is_secret=is_secret, wants_login=True) as server,
        mailer_at(server.port, way, trusts=trusting(authority), host="localhost", login=("user", "right")) as mailer,
    ):
        mailer.send(MAIL, message_id=ID)
        assert server.ids == [ID]
        assert server.logins == ["user:right"]


@pytest.mark.parametrize(("way", "is_secret"), WAYS)
@pytest.mark.parametrize("names", ["mail.example.org", "localhost"])
def test_a_server_that_does_not_prove_its_name_is_told_nothing(authority, way, is_secret, names):
    """F-16."""
    # The name is wrong, or the authority is nobody's.
    trusts = trusting(authority) if names != "localhost" else None
    with (
        run_server(tls=certificate(authority, names), is_secret=is_secret, wants_login=True) as server,
        mailer_at(server.port, way, trusts=trusts, host="localhost", login=("user", "right")) as mailer,
    ):
        with pytest.raises(ServerFailed, match="CERTIFICATE_VERIFY_FAILED"):
            mailer.send(MAIL, message_id=ID)
        assert (server.mails, server.logins) == ([], [])


def test_a_server_whose_tls_was_stripped_is_told_nothing(authority):
    """F-16."""
    with (
        run_server(wants_login=True) as server,
        mailer_at(server.port, Tls.STARTTLS, trusts=trusting(authority), login=("user", "right")) as mailer,
    ):
        with pytest.raises(ServerFailed, match="STARTTLS"):
            mailer.send(MAIL, message_id=ID)
        assert (server.mails, server.logins) == ([], [])


def test_a_wrong_password_is_the_servers_failure_and_never_told():
    with (
        run_server(wants_login=True) as server,
        mailer_at(server.port, login=("user", "wrong")) as mailer,
        pytest.raises(ServerFailed, match="535") as failure,
    ):
        mailer.send(MAIL, message_id=ID)
    assert "wrong" not in str(failure.value)


SEPARATORS = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize("separator", SEPARATORS, ids=ascii)
@pytest.mark.parametrize("part", ["subject", "address"])
def test_no_text_becomes_a_header_and_a_poisoned_mail_fails_alone(server, mailer, part, separator):
    """SEC-26."""
    fields = {"address": "bob@example.org", "subject": "Hello", "text": "t", "html": "h"}
    poisoned = Mail(**{**fields, part: f"{fields[part]}{separator}Bcc: eve@example.org"})
    try:
        mailer.send(poisoned, message_id=ID)
    except Never:
        assert server.mails == []
    else:
        assert len(server.mails) == 1
        assert server.mails[0]["Bcc"] is None
        assert len(server.mails[0].get_all("To")) == 1
    mailer.send(MAIL, message_id="<next@x>")
    assert server.ids[-1] == "<next@x>"


def test_a_provider_that_drops_copies_is_told_what_a_copy_is(server, mailer):
    mailer.connect()
    mailer.server = MailServer("smtp.resend.com", 465, Tls.IMPLICIT)
    mailer.send(MAIL, message_id=ID)
    assert server.mails[0]["Resend-Idempotency-Key"] == "0123456789abcdef"
