"""Which mails a person gets, and the link that switches a sort of them off."""

import re
from datetime import timedelta

import pytest

from app.db import transact
from app.domain.clock import utc_now
from app.jobs import delivery
from app.services import reminders
from tests.conftest import NOW
from tests.factories import USUAL
from tests.jobs.conftest import FakeMailer

DAY = timedelta(days=1)


class Keeping(FakeMailer):
    """Remembers whole mails, by whom they are for."""

    def __init__(self):
        super().__init__()
        self.mails = []

    def send(self, mail, *, message_id):
        self.mails.append(mail)
        return super().send(mail, message_id=message_id)


@pytest.fixture
def remind(site, world, at_now):
    """Return what lets the reminder of a day before go, and returns the mails of it."""

    def work():
        mailer = Keeping()
        transact(lambda: reminders.plan(policy=USUAL, now=utc_now()))
        delivery.deliver_due(mailer)
        return {mail.address.split("@")[0]: mail for mail in mailer.mails if "Tomorrow" in mail.subject}

    def going():
        at_now.move_to(NOW + DAY + timedelta(minutes=1))
        return site.do(work)

    return going


def path_in(mail):
    return re.fullmatch(r"<http://127\.0\.0\.1:8000(/unsubscribe/\S+)>", mail.headers["List-Unsubscribe"])[1]


def test_one_save_keeps_what_is_wanted(site, world, remind):
    page = site.as_("bob").get("/settings/notifications")
    assert [box["value"] for box in page.all("input[name=wanted][checked]")] == [
        "reminder/24h", "reminder/1h", "messages_waiting", "slots_opened", "review_due",
    ]  # fmt: skip
    saved = page.submit("/settings/notifications", wanted="reminder/1h").follow()
    assert "Mails of 1 of 5 kinds are on" in saved.text
    assert [box["value"] for box in saved.all("input[name=wanted][checked]")] == ["reminder/1h"]
    assert set(remind()) == {"alice"}
    shown = site.as_("bob").get(f"/calls/{world.call}").text
    assert "Reminder 24 hours before to you: not sent: switched off in the settings" in shown
    again = site.as_("bob").get("/settings/notifications")
    again.submit("/settings/notifications", wanted="reminder/24h")
    assert len(site.as_("bob").get("/settings/notifications").all("input[name=wanted][checked]")) == 1


def test_a_coach_chooses_the_digest_and_news_of_reviews_too(site, world):
    boxes = site.as_("alice").get("/settings/notifications").all("input[name=wanted]")
    assert [box["value"] for box in boxes][-2:] == ["feedback_due", "new_review"]


def test_a_mail_programme_presses_the_button_of_the_header(site, world, remind):
    """RFC 8058."""
    mail = remind()["bob"]
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = path_in(mail)
    assert path in mail.text
    answer = site.visitor().client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    page = site.as_("bob").get("/settings/notifications")
    assert "reminder/24h" not in [box["value"] for box in page.all("input[name=wanted][checked]")]


def test_opening_the_link_changes_nothing_and_its_button_does(site, world, remind):
    """Case D1."""
    path = path_in(remind()["bob"])
    page = site.visitor().get(path)
    assert "Reminder 24 hours before a call" in page.text
    choices = site.as_("bob").get("/settings/notifications")
    assert "reminder/24h" in [box["value"] for box in choices.all("input[name=wanted][checked]")]
    for _ in range(2):
        assert "You do not get this mail any more" in page.submit(path).text


@pytest.mark.parametrize("wrong", ["x", "x.y.z"])
def test_a_link_that_we_did_not_write_does_nothing(site, world, wrong):
    assert site.visitor().client.post(f"/unsubscribe/{wrong}").status_code == 410


def test_a_receipt_cannot_be_switched_off(site, world):
    mailer = Keeping()
    site.do(lambda: delivery.deliver_due(mailer))
    assert [mail.headers for mail in mailer.mails] == [{}] * len(mailer.mails)
