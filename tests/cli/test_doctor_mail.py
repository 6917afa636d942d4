"""What `flask doctor` says of mail."""

import socket
from datetime import timedelta

import pytest

from app.db import db, transact
from app.domain.mail import MessageState, Never
from app.jobs import delivery
from app.models import User
from app.services import outbox, workers
from tests import factories
from tests.conftest import NOW
from tests.mail_server import run_server

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def results(told):
    """Return what runs the doctor and returns each result and its detail."""

    def run(**settings):
        return {check["code"]: (check["result"], check["detail"]) for check in told("doctor", **settings)}

    return run


@pytest.fixture
def configured(app, monkeypatch):
    def configure(**settings):
        config = app.config["COACHBOOK"].model_copy(update=settings)
        monkeypatch.setitem(app.config, "COACHBOOK", config)

    return configure


def test_a_server_that_answers_is_named(results, configured):
    with run_server() as server:
        configured(mail_url=server.url)
        assert results()["mail"] == ("ok", f"127.0.0.1:{server.port}")
        assert server.mails == []


def test_a_server_that_does_not_is_a_failure(results, configured):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        configured(mail_url=f"smtp://127.0.0.1:{closed.getsockname()[1]}?tls=none")
        result, detail = results(exit_code=1)["mail"]
    assert result == "failure"
    assert "refused" in detail


def test_without_a_server_mail_is_kept(results):
    assert results()["mail"][0] == "warning"


def beat(seen=NOW, trouble="", name="one"):
    transact(lambda: workers.beat(name, started_at=NOW, trouble=trouble, now=seen))


def test_workers_that_report_are_counted(results):
    assert results()["worker"] == ("warning", "none has reported: start flask worker run")
    beat(NOW - timedelta(minutes=2))
    assert results()["worker"] == ("warning", "silent since 2027-03-01 08:58: start flask worker run")
    beat(trouble="connection refused")
    assert results()["worker"] == ("warning", "connection refused")
    beat(name="two")
    assert results()["worker"] == ("ok", "2 at work")


def test_in_production_the_absence_of_a_worker_is_a_failure(results, configured):
    configured(env="production", secret_key="x" * 40)
    assert results(exit_code=1)["worker"][0] == "failure"


class Refusing:
    def send(self, _mail, **_):
        raise Never("550 no such user")


def write(now):
    bob = db.session.get_one(User, 1)
    transact(lambda: outbox.write("account_exists", to=bob, now=now))


def test_mail_that_waits_for_long_or_has_failed_is_told(results):
    factories.person("bob")
    write(NOW - timedelta(minutes=15))
    assert results()["outbox"] == ("ok", "1 due, the oldest for 15 min")
    write(NOW - timedelta(minutes=16))
    assert results()["outbox"] == ("warning", "2 due, the oldest for 16 min")
    assert delivery.deliver_due(Refusing()) == {MessageState.FAILED: 2}
    assert results()["outbox"] == ("ok", "")
    assert results()["failed_mail"] == ("warning", "2: look with flask outbox list --state failed")
