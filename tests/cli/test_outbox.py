"""`flask outbox` and `flask worker once`."""

import socket
from datetime import timedelta

import pytest

from app.db import db, transact
from app.domain.mail import MessageState, Never, NotNow
from app.domain.policy import Policy
from app.domain.search import Criteria
from app.jobs import delivery, upkeep
from app.models import DemandCount, User
from app.services import demand, outbox, workers
from tests import factories
from tests.conftest import NOW
from tests.mail_server import run_server

BOB = "bob@example.org"


class Answering:
    """A mailer that gives each mail the next answer."""

    def __init__(self, *answers):
        self.answers = list(answers)

    def send(self, _mail, **_):
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def mails(app, at_now):
    """Return the numbers of mails that were sent, failed, put back and never tried."""
    factories.person("bob")
    for kind in ("account_exists", "password_changed", "confirm_address"):
        write(kind)
    delivery.deliver_due(Answering(MessageState.SENT, Never("550 no such user"), NotNow("450 greylisted")))
    write("sign_in_link", delay=timedelta(minutes=1))
    return [1, 2, 3, 4]


def write(kind, **more):
    bob = db.session.get_one(User, 1)
    transact(lambda: outbox.write(kind, to=bob, now=NOW, **more))


def states(told):
    return {mail["id"]: mail["state"] for mail in told("outbox", "list")}


@pytest.mark.usefixtures("mails")
def test_mails_are_listed_with_where_they_stand(told, flask):
    assert states(told) == {1: "sent", 2: "failed", 3: "waiting", 4: "waiting"}
    [failed] = told("outbox", "list", "--state", "failed")
    assert (failed["to"], failed["reason"], failed["attempts"]) == (BOB, "550 no such user", 1)
    assert failed["next_attempt_at"] is None
    assert [mail["id"] for mail in told("outbox", "list", "--limit", 2)] == [4, 3]
    assert "Only the first 2" in flask("outbox", "list", "--limit", 2).stderr
    assert told("outbox", "list", "--state", "kept") == []


@pytest.mark.usefixtures("mails")
def test_a_mail_is_shown_in_words_without_its_secret(flask, told):
    shown = flask("outbox", "show", 4).stdout
    assert "Your sign-in link" in shown
    assert "http://127.0.0.1:8000/login/link/…" in shown.replace("/sign-in/", "/login/link/")
    assert told("outbox", "show", 3)["reason"] == "450 greylisted"


@pytest.mark.usefixtures("mails")
def test_a_mail_that_failed_or_waits_is_tried_again_at_once(flask, told):
    for number in (2, 3):
        flask("outbox", "retry", number)
    assert delivery.deliver_due(Answering(MessageState.SENT, MessageState.SENT)) == {MessageState.SENT: 2}
    assert states(told)[2] == states(told)[3] == "sent"
    assert [entry["action"] for entry in told("audit", "list", "--object", "mail:2")] == ["mail.retried"]


@pytest.mark.usefixtures("mails")
def test_what_was_sent_or_skipped_is_not_sent_again(flask):
    assert "was sent, kept or skipped" in flask("outbox", "retry", 1, exit_code=4).stderr
    transact(lambda: outbox.skip("sign_in_link/", reason="x", now=NOW))
    flask("outbox", "retry", 4, exit_code=4)


@pytest.mark.parametrize("verb", ["show", "retry"])
@pytest.mark.usefixtures("mails")
def test_a_mail_that_is_not_there_is_told(flask, verb):
    assert "There is no mail 99." in flask("outbox", verb, 99, exit_code=3).stderr


@pytest.mark.usefixtures("mails")
def test_the_status_tells_counts_lag_and_workers(flask, told, at_now):
    """Case C4."""
    transact(lambda: workers.beat("box:1:a", started_at=NOW, trouble="connection refused", now=NOW))
    at_now.shift(timedelta(minutes=3))
    status = told("outbox", "status")
    assert {name: status[name] for name in ("server", "waiting", "sent", "kept", "failed", "skipped", "due")} == {
        "server": None, "waiting": 2, "sent": 1, "kept": 0, "failed": 1, "skipped": 0, "due": 2,
    }  # fmt: skip
    assert (status["lag_seconds"], status["oldest_due_at"]) == (180, "2027-03-01T09:00:00Z")
    assert status["last_run_at"] == "2027-03-01T09:00:00Z"
    assert [(worker["late"], worker["trouble"]) for worker in status["workers"]] == [(True, "connection refused")]
    words = flask("outbox", "status").stdout
    for told_in_words in ("none: mail is kept", "2, 2 of them due", "180 s", "silent since 2027-03-01 09:00"):
        assert told_in_words in words


@pytest.mark.usefixtures("app")
def test_the_status_of_an_empty_outbox(flask, told):
    assert told("outbox", "status")["last_run_at"] is None
    assert "no worker has reported" in flask("outbox", "status").stdout


@pytest.mark.usefixtures("mails")
def test_once_sends_what_is_due_and_ends(told, flask, app, monkeypatch, at_now):
    at_now.shift(timedelta(minutes=2))
    with run_server() as server:
        config = app.config["COACHBOOK"].model_copy(update={"mail_url": server.url})
        monkeypatch.setitem(app.config, "COACHBOOK", config)
        assert told("worker", "once") == {"waiting": 0, "sent": 2, "kept": 0, "failed": 0, "skipped": 0}
        assert len(server.copies) == 2
        assert flask("worker", "once").stdout == "0 sent, 0 kept, 0 failed, 0 to be tried again\n"


@pytest.mark.usefixtures("mails")
def test_once_without_a_server_keeps_what_is_due(told, at_now):
    at_now.shift(timedelta(minutes=2))
    assert told("worker", "once")["kept"] == 2


def test_once_does_all_that_time_does_while_nobody_looks(flask, at_now):
    transact(lambda: demand.note_empty_search(Criteria(is_online=True), policy=Policy(), now=NOW))
    at_now.shift(timedelta(days=3 * 366))
    flask("worker", "once")
    assert db.session.query(DemandCount).count() == 0
    assert set(upkeep.ALL) == {
        work for work in vars(upkeep).values() if getattr(work, "__module__", "") == upkeep.__name__
    }


@pytest.mark.usefixtures("mails")
def test_once_fails_when_the_server_does(told, flask, app, monkeypatch, at_now):
    """F-11."""
    at_now.shift(timedelta(minutes=2))
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{closed.getsockname()[1]}?tls=none"
        config = app.config["COACHBOOK"].model_copy(update={"mail_url": url})
        monkeypatch.setitem(app.config, "COACHBOOK", config)
        assert "the mail server fails: [Errno 111]" in flask("worker", "once", exit_code=1).stderr
    assert states(told)[3] == "waiting"
