"""A mailer that does as it is told, mails to send with it, and calendars that people have elsewhere."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.db import db, transact
from app.domain.mail import MessageState
from app.domain.oauth import Tokens
from app.domain.outgoing import parse_networks
from app.domain.remote_calendars import BusyUse, CalendarKind, RemoteCalendar
from app.integrations.calendars import clients
from app.jobs import calendars
from app.models import User
from app.services import calendar_connections, outbox
from tests import factories
from tests.calendar_server import PASSWORD, run_calendar_server
from tests.conftest import NOW
from tests.factories import acting
from tests.google import OWN, run_google


class FakeMailer:
    """Takes each mail as `answer` says; it remembers what it was given."""

    def __init__(self):
        self.ids = []
        self.subjects = []
        self.answer = lambda mail: MessageState.SENT

    def send(self, mail, *, message_id):
        assert not db.session.in_transaction(), "a transaction is open while a mail is sent"
        self.ids.append(message_id)
        self.subjects.append(mail.subject)
        answer = self.answer(mail)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self):
        pass


@pytest.fixture
def mailer():
    return FakeMailer()


@pytest.fixture
def write(app, at_now) -> Callable[..., int]:
    """Return what writes a mail to Bob and returns its number."""
    bob = factories.person("bob")

    def writing(key=None, *, kind="account_exists", address=None, now=NOW, **more):
        def work():
            person = db.session.get_one(User, bob)
            outbox.write(kind, to=person, address=address, now=now, dedup_key=key, **more)
            return outbox.list_latest(limit=1)[0].id

        return transact(work)

    return writing


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with run_calendar_server(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture
def config(app, monkeypatch):
    settings = app.config["COACHBOOK"].model_copy(update={"allowed_networks": parse_networks("127.0.0.0/8")})
    monkeypatch.setitem(app.config, "COACHBOOK", settings)
    return settings


@pytest.fixture
def people(app, at_now):
    return factories.coach("alice"), factories.person("bob")


@pytest.fixture
def calendar(server):
    return server.make_calendar("Work")


@pytest.fixture
def connect(config, people):
    """Return what connects Alice's calendar at an address, or another person's."""

    def connecting(address, *, who="alice", user_id=None, password=PASSWORD, busy_use=BusyUse.IGNORE, others=()):
        me = user_id or people[0]
        found = [RemoteCalendar(one, one) for one in (address, *others)]
        secret = clients.cipher_of(config).encrypt(password)

        def work():
            calendar_connections.connect(
                actor=acting(me), user_id=me, server="http://127.0.0.1/", account=who, secret=secret, calendars=found,
                now=NOW,
            )  # fmt: skip
            calendar_connections.choose(
                actor=acting(me), user_id=me, address=address, busy_addresses=[address], busy_use=busy_use, now=NOW
            )

        transact(work)

    return connecting


@pytest.fixture
def google(app, people, monkeypatch):
    """Return a Google where Alice has a calendar, which is connected."""
    with run_google() as google:
        settings = app.config["COACHBOOK"].model_copy(update=google.settings)
        monkeypatch.setitem(app.config, "COACHBOOK", settings)
        consent(google, settings, people[0])
        yield google


def consent(google, settings, user_id):
    """Connect a person's calendar at Google, as after their consent."""
    google.refresh_tokens.add("1//refresh")
    tokens = Tokens("1//refresh", str(google.open()["access_token"]), NOW + timedelta(hours=1))
    found = [RemoteCalendar(OWN, "Alice Archer")]

    def work():
        calendar_connections.connect(
            actor=acting(user_id), user_id=user_id, kind=CalendarKind.GOOGLE, server=settings.google_api_url,
            account=OWN, secret=clients.seal(settings, tokens), calendars=found, now=NOW,
        )  # fmt: skip

    transact(work)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    """Let no transaction have waited, however slow the machine: what it writes would be due later than is looked."""
    monkeypatch.setitem(transact.__globals__, "monotonic", lambda: 0.0)


@pytest.fixture
def keep_up(at_now):
    """Return what does all that is due, a moment later."""

    def keeping():
        at_now.shift(timedelta(seconds=1))
        return calendars.keep_up()

    return keeping
