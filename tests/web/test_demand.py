"""A search that finds nothing, and a slot that somebody else booked first, leave a count behind: after the answer."""

import pytest
from sqlalchemy import select

from app import aside
from app.db import db
from app.models import DemandCount
from tests.factories import PASSWORD


def counts(site):
    rows = select(DemandCount.want, DemandCount.axis, DemandCount.value, DemandCount.times)
    return {tuple(row) for row in site.do(lambda: db.session.execute(rows).all())}


@pytest.mark.parametrize("path", ["/coaches?online=1&time=night&place=Atlantis", "/api/v1/coaches?place=Atlantis"])
def test_a_search_that_finds_nothing_is_counted_once_the_answer_is_gone(site, world, path):
    response = site.app.test_client().get(path)
    assert response.status_code == 200
    assert counts(site) == set()
    response.close()
    assert ("empty_search", "weekday", "", 1) in counts(site)


def test_what_finds_something_is_not_counted(site, world):
    site.app.test_client().get("/coaches?q=alice").close()
    site.app.test_client().get("/slots").close()
    assert counts(site) == set()


def test_a_lost_race_is_counted_by_page_and_program_and_coming_back_is_none(site, world):
    def book(who, key):
        client = site.as_(who)
        path = f"/slots/{world.open_slot}/book"
        token = client.get("/settings").form("/settings")["csrf_token"]
        response = client.client.post(path, data={"csrf_token": token, "key": key})
        response.close()
        return response.status_code

    assert [book("bob", "a"), book("charlie", "b"), book("bob", "c")] == [303, 409, 303]
    assert ("lost_race", "subject", "", 1) in counts(site)
    login = site.app.test_client().post(
        "/api/v1/auth/login", json={"email": "charlie@example.org", "password": PASSWORD}
    )
    headers = {"Authorization": f"Bearer {login.json['token']}"}
    booked = site.app.test_client().post("/api/v1/calls", json={"slot_id": world.open_slot}, headers=headers)
    booked.close()
    assert booked.status_code == 409
    assert ("lost_race", "subject", "", 2) in counts(site)


def test_what_fails_after_an_answer_is_nobodys_concern(site, world, monkeypatch, caplog):
    monkeypatch.setattr(aside, "transact", lambda work: 1 / 0)
    response = site.app.test_client().get("/coaches?place=Atlantis")
    response.close()
    assert response.status_code == 200
    assert "failed" in caplog.text
    assert counts(site) == set()


def test_what_comes_while_another_is_at_work_is_left_out(site, world):
    with aside._busy:
        site.app.test_client().get("/coaches?place=Atlantis").close()
    assert counts(site) == set()
