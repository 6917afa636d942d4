"""A log that is saved from many pages at one moment is saved from one of them."""

from datetime import timedelta
from functools import partial

import pytest

from app.db import db
from app.services import call_logs, feedback
from app.services.call_logs import Notes
from tests import factories, past
from tests.conftest import NOW
from tests.factories import acting
from tests.races.crowd import DONE, tally
from tests.races.worlds import CROWD

pytestmark = pytest.mark.timeout(600)
DAY = timedelta(days=1)


@pytest.mark.usefixtures("race_app")
def test_of_many_pages_that_show_the_same_log_one_saves_it(gather, rounds):
    """The others are told, and nothing that they saw no more is gone."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    crowd = gather(CROWD)
    for day in range(1, rounds + 1):
        call = past.held(alice, bob, NOW - day * DAY, 4)
        shown = call_logs.find(call).version.write()
        db.session.rollback()
        # Half of them change the steps alone.
        tried = [Notes("" if page % 2 else f"Page {page}", "", f"Step {page}") for page in range(CROWD)]
        save = partial(
            call_logs.save, actor=acting(alice), call_id=call, satisfaction=4, done=(), version=shown, now=NOW
        )
        outcomes = crowd.rush([partial(save, notes=notes) for notes in tried])
        assert tally(outcomes) == {DONE: 1, "log_changed": CROWD - 1}
        assert call_logs.find(call).notes in tried
        db.session.rollback()


@pytest.mark.usefixtures("race_app")
def test_a_score_pressed_meanwhile_is_never_written_over_unseen(gather, rounds):
    """The score pressed alone always counts."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    crowd = gather(4)
    for day in range(1, rounds + 1):
        call = past.held(alice, bob, NOW - day * DAY, 4)
        shown = call_logs.find(call).version.write()
        db.session.rollback()
        save = partial(call_logs.save, actor=acting(alice), call_id=call, done=(), version=shown, now=NOW)
        notes = [partial(save, satisfaction=4, notes=Notes(f"Page {page}", "", "")) for page in range(3)]
        pressed = partial(feedback.record, actor=acting(alice), call_id=call, satisfaction=1, now=NOW)
        told = tally(crowd.rush([*notes, pressed]))
        assert told[DONE] in (1, 2)
        assert told[DONE] + told["log_changed"] == 4
        assert call_logs.find(call).satisfaction == 1
        db.session.rollback()
