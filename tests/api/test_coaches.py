"""Coaches by programs."""

import pytest

from tests import factories
from tests.api.programs import code_of


def test_everybody_lists_and_reads_coaches_without_their_contacts(site, world, programs):
    site.do(lambda: factories.coach("dora"))
    listed = programs.nobody.get("/coaches").get_json()["items"]
    assert [coach["name"] for coach in listed] == ["Alice Archer", "Dora Diaz"]
    assert programs.nobody.get(f"/coaches/{world.alice}").get_json() == listed[0]
    assert not {"phone", "email"} & listed[0].keys()
    assert [coach["name"] for coach in programs.nobody.get("/coaches?q=dor").get_json()["items"]] == ["Dora Diaz"]


def test_a_student_is_no_coach(world, programs):
    assert code_of(programs.nobody.get(f"/coaches/{world.bob}")) == (404, "not_found")


def test_coaches_are_found_by_what_the_page_finds_them_by(site, world, programs):
    """Case I1: the open slot is on Thursday at 9:00 in UTC, which is the afternoon in Kolkata."""
    site.do(lambda: factories.coach("dora"))

    def found(query, program=programs.nobody):
        return [coach["name"] for coach in program.get(f"/coaches{query}").get_json()["items"]]

    assert found("?weekdays=4&time=morning") == found("?weekdays=1,4") == ["Alice Archer"]
    assert found("?weekdays=5") == found("?time=afternoon") == []
    assert found("?time=afternoon&timezone=Asia/Kolkata") == found("?time=afternoon", programs.charlie)
    assert found("?time=afternoon", programs.charlie) == ["Alice Archer"]


@pytest.mark.parametrize("query", ["weekdays=8", "weekdays=1,", "time=noon", "timezone=Mars/Olympus"])
def test_a_filter_that_says_nothing_is_refused(programs, query):
    told = programs.nobody.get(f"/coaches?{query}")
    assert code_of(told) == (422, "invalid")
    assert [error["field"] for error in told.get_json()["errors"]] == [query.partition("=")[0]]
