"""The site with its usual people: Alice coaches, Bob booked, Charlie is a stranger."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from tests import factories
from tests.conftest import NOW, empty
from tests.pages import Site
from tests.snapshots import Snapshot


@pytest.fixture
def site(_session_app: Flask, database_url: str, at_now: time_machine.Traveller) -> Site:
    """Return the site on an empty database, at `now`."""
    empty(_session_app, database_url)
    return Site(_session_app)


@dataclass(frozen=True)
class World:
    """Alice's open slot and the one that Bob booked."""

    alice: int
    bob: int
    charlie: int
    open_slot: int
    booked_slot: int
    call: int


# The world of each database, as it was made the first time.
_worlds: dict[str, tuple[World, Snapshot]] = {}


@pytest.fixture
def world(site: Site, database_url: str) -> World:
    """Return the three people, an open slot and a call two days ahead, made once and put back."""
    if database_url in _worlds:
        made, snapshot = _worlds[database_url]
        snapshot.put_back(site.app)
    else:
        made = site.do(_make)
        _worlds[database_url] = made, Snapshot(site.app, database_url)
    return made


def _make() -> World:
    alice, bob, charlie = factories.coach("alice"), factories.person("bob"), factories.person("charlie")
    booked = factories.slot(alice, NOW + timedelta(days=2))
    call = factories.call(booked, bob, note="Chapter three")
    return World(alice, bob, charlie, factories.slot(alice, NOW + timedelta(days=3)), booked, call)
