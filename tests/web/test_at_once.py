"""Many people, or many copies of one click, at the same moment."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests import factories

CROWD = 10


def at_once(*actions):
    """Run each action in a thread of its own, all released together; return what they answered."""
    barrier = Barrier(len(actions))

    def wait_and(action):
        barrier.wait()
        return action()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(wait_and, actions))


def test_ten_copies_of_one_form_at_once_are_one_booking_and_the_same_success(site, world):
    """Case A4."""
    page = site.as_("charlie").get(f"/slots/{world.open_slot}")
    path = f"/slots/{world.open_slot}/book"
    form, cookie = page.form(path), page.visitor.client.get_cookie("session").value

    def send():
        visitor = site.visitor()
        visitor.client.set_cookie("session", cookie)
        return visitor.post(path, form)

    answers = at_once(*[send] * CROWD)
    assert Counter((answer.status, answer.location) for answer in answers) == {(303, answers[0].location): CROWD}
    assert len(site.as_("charlie").get("/calls").all("article.card")) == 1


def test_ten_students_at_once_are_one_winner_and_nine_who_see_other_times(site, world):
    """Case A1."""
    students = [f"student{number}" for number in range(CROWD)]
    for student in students:
        site.do(lambda student=student: factories.person(student))
    path = f"/slots/{world.open_slot}"
    pages = [site.as_(student).get(path) for student in students]
    answers = at_once(*(lambda page=page: page.submit(f"{path}/book") for page in pages))
    assert Counter(answer.status for answer in answers) == {303: 1, 409: CROWD - 1}
    refused = next(answer for answer in answers if answer.status == 409)
    assert "Someone booked that time a moment ago" in refused.text


def test_ten_cancellations_from_ten_tabs_are_one(site, world):
    """Invariant I-08."""
    bob = site.as_("bob")
    path = f"/calls/{world.call}/cancel"
    forms = [bob.get(path).form(path) for _ in range(CROWD)]
    cookie = bob.client.get_cookie("session").value

    def send(form):
        visitor = site.visitor()
        visitor.client.set_cookie("session", cookie)
        return visitor.post(path, form)

    answers = at_once(*(lambda form=form: send(form) for form in forms))
    assert Counter(answer.status for answer in answers) == {303: 1, 409: CROWD - 1}


def test_ten_tabs_that_publish_one_week_at_once_are_one_change(site, world):
    """Case A7."""
    alice = site.as_("alice")
    forms = [alice.get("/schedule") for _ in range(CROWD)]
    cookie = alice.client.get_cookie("session").value

    def send(page, hour):
        fields = {field["name"]: field["value"] for field in page.all("#week-form input[type=hidden]")}
        visitor = site.visitor()
        visitor.client.set_cookie("session", cookie)
        return visitor.post("/schedule", {**fields, "slot": ["2027-03-04T09:00Z", f"2027-03-05T{hour:02}:30Z"]})

    answers = at_once(*(lambda page=page, hour=hour: send(page, hour) for hour, page in enumerate(forms)))
    assert Counter(answer.status for answer in answers) == {303: 1, 409: CROWD - 1}
    assert len(alice.get("/schedule").all(".grid input[data-open]")) == 2
