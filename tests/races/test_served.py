"""Twenty students at the real server want the same time; what it writes into its logs names no phone number."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from app.domain.clock import utc_now
from tests import factories
from tests.invariants import check_invariants
from tests.races.served import Person, phones, serve
from tests.races.worlds import count

pytestmark = pytest.mark.timeout(900)

STUDENTS = 20
SPARE = timedelta(days=170)
PHONES = ["+442079460101", "+14155550199"]


@pytest.mark.usefixtures("race_app")
def test_of_twenty_forms_for_one_time_one_books_and_each_other_is_shown_another_time(race_url, rounds, tmp_path):
    """Goal rows 22 and 24, case A1, invariant I-02."""
    now = utc_now().replace(minute=0, second=0, microsecond=0)
    alice = factories.coach("alice", now=now)
    names = [f"student{number}" for number in range(STUDENTS)]
    for name in names:
        factories.person(name, now=now)
    spare = factories.slot(alice, now + SPARE, now=now)
    slots = [factories.slot(alice, now + timedelta(days=2, hours=2 * number), now=now) for number in range(rounds)]
    log = tmp_path / "server.log"
    with serve(race_url, log) as address, ThreadPoolExecutor(STUDENTS) as hands:
        students = list(hands.map(lambda name: Person(address, name), names))
        for slot in slots:
            path, gate = f"/slots/{slot}", Barrier(STUDENTS)
            forms = list(hands.map(lambda student, path=path: student.form(path, f"{path}/book"), students))
            booking = [
                hands.submit(student.book, slot, form, gate) for student, form in zip(students, forms, strict=True)
            ]
            answers = [booked.result() for booked in booking]
            assert sorted(answer.status for answer in answers) == [200] + [409] * (STUDENTS - 1)
            for answer in answers:
                if answer.status == 409:
                    assert "Someone booked that time a moment ago" in answer.html
                    assert answer.soup.select('[id^="instead-"]'), answer.html
                    assert not phones(answer.html, PHONES[:1])
                else:
                    assert phones(answer.html, PHONES[:1])
            assert count("calls WHERE slot_id = :slot", slot=slot) == 1
    assert count("calls WHERE slot_id = :spare", spare=spare) == 0
    assert count("calls") == rounds
    check_invariants()
    written = log.read_text()
    assert written.count("/book HTTP") == rounds * STUDENTS
    assert not phones(written, PHONES)
