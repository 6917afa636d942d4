"""What the page of a call says of the mails about it."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain.mail import MessageState, Never, NotNow
from app.jobs import delivery
from app.services import reminders
from tests.conftest import NOW
from tests.factories import USUAL


class Answering:
    """Takes each mail, or what is given for its address."""

    def __init__(self, **answers):
        self.answers = answers

    def send(self, mail, **_):
        answer = self.answers.get(mail.address.split("@")[0], MessageState.SENT)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture(autouse=True)
def mail_url(site, monkeypatch):
    """Let the site have a mail server; return what changes that."""

    def change(url):
        config = site.app.config["COACHBOOK"].model_copy(update={"mail_url": url})
        monkeypatch.setitem(site.app.config, "COACHBOOK", config)

    change("smtps://mail.example.org")
    return change


@pytest.fixture
def sent(site, world, at_now):
    """Return what sends all that is due, so many hours from now."""

    def send(hours=0, **answers):
        at_now.move_to(NOW + timedelta(hours=hours, minutes=1))

        def work():
            transact(lambda: reminders.plan(policy=USUAL, now=NOW + timedelta(hours=hours)))
            delivery.deliver_due(Answering(**answers))

        site.do(work)

    return send


def mails(site, world, who="bob", call=None):
    page = site.as_(who).get(f"/calls/{call or world.call}")
    return [line.get_text().replace("\u202f", " ") for line in page.all("ul.events")[-1].select("li")]


def test_what_waits_what_was_sent_and_what_comes_again_is_told_to_both(site, world, sent):
    assert mails(site, world) == ["Booking to Alice Archer: will be sent", "Booking to you: will be sent"]
    sent(alice=NotNow("450 greylisted"))
    assert mails(site, world) == [
        "Booking to Alice Archer: not taken yet, will retry",
        "Booking to you: sent Mon, Mar 1, 4:01 AM",
    ]
    assert "Booking to Bob Baker: sent Mon, Mar 1, 9:01 AM" in mails(site, world, "alice")


def test_a_site_without_a_mail_server_promises_no_mail(site, world, mail_url):
    mail_url("")
    fate = "not sent: this installation sends no mail"
    assert mails(site, world) == [f"Booking to Alice Archer: {fate}", f"Booking to you: {fate}"]


def test_what_a_server_said_of_an_address_is_not_for_the_other_person(site, world, sent):
    sent(alice=Never("550 no such user alice@example.org"))
    assert "Booking to Alice Archer: could not be sent" in mails(site, world)
    assert "550" not in site.as_("bob").get(f"/calls/{world.call}").text


def test_a_reminder_that_did_not_go_says_why(site, world, sent):
    """Case C1."""
    sent()
    sent(24, bob=NotNow("450 greylisted"))
    assert "Reminder 24 hours before to Alice Archer: sent Tue, Mar 2, 4:01 AM" in mails(site, world)
    form = site.as_("bob").get(f"/calls/{world.call}/cancel")
    form.submit(f"/calls/{world.call}/cancel")
    sent(25)
    assert "Reminder 24 hours before to you: not sent: the call was cancelled" in mails(site, world)
    assert "Cancellation to you: sent Tue, Mar 2, 5:01 AM" in mails(site, world)


def test_an_undo_in_time_leaves_no_mail_to_tell_of(site, world, sent):
    sent()
    page = site.as_("bob").get(f"/calls/{world.call}/cancel").submit(f"/calls/{world.call}/cancel").follow()
    page.submit(f"/calls/{world.call}/restore")
    assert not [line for line in mails(site, world, call=world.call + 1) if "to you" in line]
