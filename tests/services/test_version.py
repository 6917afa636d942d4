"""The database tells whether anything has been committed since."""

from threading import Thread

import pytest
from flask import current_app
from sqlalchemy import text

from app.db import db, plan_alike, transact, version
from app.models import User
from tests import factories


def rename(number, name="Robert"):
    def make():
        db.session.get_one(User, number).name = name

    transact(make)


def elsewhere(work):
    """Run work in another thread, over a connection of its own."""
    app = current_app._get_current_object()

    def run():
        with app.app_context():
            work()

    thread = Thread(target=run)
    thread.start()
    thread.join()


def seen():
    found = version()
    db.session.commit()
    return found


def test_what_nobody_writes_to_stays_what_it_is(app):
    factories.person("bob")
    assert seen() == seen()


def test_reading_writes_nothing(app):
    factories.person("bob")
    before = seen()
    elsewhere(lambda: db.session.get_one(User, 1))
    db.session.get_one(User, 1)
    assert seen() == before


@pytest.mark.parametrize("where", ["here", "elsewhere"])
def test_each_commit_is_seen_at_once(app, where):
    bob = factories.person("bob")
    known = [seen()]
    for name in ("Robert", "Rob", "Bob"):
        work = lambda name=name: rename(bob, name)  # noqa: E731  # one for each name
        work() if where == "here" else elsewhere(work)
        known.append(seen())
    assert len(set(known)) == 4


def test_plans_are_alike_until_the_transaction_ends(app, database):
    if database != "postgresql":
        pytest.skip("SQLite compiles a statement each time")
    plan_alike()
    assert db.session.scalar(text("SHOW plan_cache_mode")) == "force_generic_plan"
    db.session.commit()
    assert db.session.scalar(text("SHOW plan_cache_mode")) == "auto"
