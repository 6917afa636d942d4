"""Pages by key: every row once, whatever comes for a cursor, at one price."""

from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.db import EPOCH
from app.services import account_views, call_views, coach_list, slot_views
from app.services.bookability import Booking
from app.services.call_shapes import CallFilter, CallList, Reader
from app.services.paging import decode_cursor, encode_cursor
from app.services.slot_views import SlotFilter
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

LATER = NOW + timedelta(days=60)


def fill(count):
    """Publish `count` slots of two coaches, many at one instant, and book every second one; return a student."""
    alice, dora, bob = factories.coach("alice"), factories.coach("dora"), factories.person("bob")
    for number in range(count):
        teacher = (alice, dora)[number % 2]
        slot = factories.slot(teacher, NOW + timedelta(days=1 + number // 2))
        if number % 4 in (0, 3):
            factories.call(slot, bob)
    return alice, bob


def walk(list_page, key=lambda row: row.id):
    found, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        page = list_page(cursor)
        found += [key(row) for row in page.items]
        cursor, pages = page.next_cursor, pages + 1
    return found, pages


@pytest.mark.usefixtures("app")
def test_forty_five_rows_come_once_each_in_order():
    _alice, bob = fill(45)
    visitor, reader = Booking(None, USUAL, NOW), Reader(acting(bob), USUAL, LATER)
    everything, pages = walk(lambda at: slot_views.list_slots(SlotFilter(), now=NOW, cursor=at, limit=7))
    assert (len(everything), len(set(everything)), pages) == (45, 45, 7)
    still_open, _ = walk(lambda at: slot_views.list_open(visitor, cursor=at, limit=7))
    booked, _ = walk(
        lambda at: call_views.list_own(CallList.PAST, reader, cursor=at, limit=7), lambda call: call.slot_id
    )
    assert sorted(still_open + booked) == sorted(everything)
    assert still_open == [slot for slot in everything if slot in still_open]
    upwards, _ = walk(lambda at: call_views.list_calls(CallFilter(), Reader(ADMIN, USUAL, NOW), cursor=at, limit=4))
    downwards, _ = walk(
        lambda at: call_views.list_calls(CallFilter(), Reader(ADMIN, USUAL, NOW), cursor=at, limit=4, latest_first=True)
    )
    assert upwards == downwards[::-1]


@pytest.mark.usefixtures("app")
def test_a_full_last_page_has_no_next():
    alice = factories.coach("alice")
    for day in (1, 2):
        factories.slot(alice, NOW + timedelta(days=day))
    page = slot_views.list_slots(SlotFilter(), now=NOW, limit=2)
    assert (len(page.items), page.next_cursor) == (2, None)


def cursor_of(text):
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


GARBAGE = [
    "", "!", "AAAA", "é", "\x00", "%00", "=" * 9, cursor_of("1"), cursor_of("1.2.3"), cursor_of("x.y"),
    cursor_of(f"{10**30}.1"), cursor_of(f"1.{10**30}"), cursor_of("9" * 5000 + ".1"), cursor_of("-1.-1"), "x" * 100_000,
]  # fmt: skip


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("cursor", GARBAGE, ids=range(len(GARBAGE)))
def test_a_cursor_that_nobody_gave_out_is_the_first_page(cursor):
    alice = factories.coach("alice")
    slot = factories.slot(alice)
    page = slot_views.list_slots(SlotFilter(), now=NOW, cursor=cursor)
    assert [view.id for view in page.items] == [slot]


@given(st.text())
def test_any_text_is_a_cursor_or_none(text):
    key = decode_cursor(text)
    assert key is None or decode_cursor(encode_cursor(*key)) == key


@given(st.integers(0, 4_000_000_000_000_000), st.integers(1, 2**63 - 1))
def test_a_cursor_leads_back_to_its_row(micros, number):
    at = EPOCH + timedelta(microseconds=micros)
    assert decode_cursor(encode_cursor(at, number)) == (at, number)


def lists(alice, bob):
    reader, charlie = Reader(acting(bob), USUAL, LATER), factories.person("charlie")
    return {
        "open": lambda: slot_views.list_open(Booking(charlie, USUAL, NOW), limit=50).items,
        "slots": lambda: slot_views.list_slots(SlotFilter(), now=NOW, limit=50).items,
        "week": lambda: slot_views.list_for_coach(alice, from_at=NOW, to_at=LATER, now=NOW),
        "past": lambda: call_views.list_own(CallList.PAST, reader, limit=50).items,
        "waiting": lambda: call_views.list_waiting(Reader(acting(alice), USUAL, LATER), limit=50).items,
        "calls": lambda: call_views.list_calls(CallFilter(), Reader(ADMIN, USUAL, NOW), limit=50).items,
        "accounts": lambda: account_views.list_accounts(limit=50),
        "coaches": lambda: coach_list.list_coaches(now=NOW, limit=50),
    }


COST = {"open": 1, "slots": 1, "week": 1, "past": 1, "waiting": 1, "calls": 1, "accounts": 1, "coaches": 3}


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("count", [8, 40])
def test_a_list_asks_the_database_as_often_for_many_rows_as_for_few(count, count_queries):
    for which, ask in lists(*fill(count)).items():
        with count_queries() as sent:
            rows = ask()
        assert (which, len([statement for statement in sent if "SELECT" in statement])) == (which, COST[which])
        assert which in ("accounts", "coaches") or len(rows) >= count // 4
