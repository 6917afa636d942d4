"""A mailer that does as it is told, and mails to send with it."""

from collections.abc import Callable

import pytest

from app.db import db, transact
from app.domain.mail import MessageState
from app.models import User
from app.services import outbox
from tests import factories
from tests.conftest import NOW


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
