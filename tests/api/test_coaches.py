"""Coaches by programs."""

from tests import factories
from tests.api.programs import code_of


def test_everybody_lists_and_reads_coaches_without_their_contacts(site, world, programs):
    site.do(lambda: factories.coach("dora"))
    listed = programs.nobody.get("/coaches").get_json()["items"]
    assert [coach["name"] for coach in listed] == ["Alice Archer", "Dora Diaz"]
    assert programs.nobody.get(f"/coaches/{world.alice}").get_json() == listed[0]
    assert not {"phone", "email"} & listed[0].keys()
    assert [coach["name"] for coach in programs.nobody.get("/coaches?name=dor").get_json()["items"]] == ["Dora Diaz"]


def test_a_student_is_no_coach(world, programs):
    assert code_of(programs.nobody.get(f"/coaches/{world.bob}")) == (404, "not_found")
