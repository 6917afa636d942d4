"""As many people and bookings as Coachbook has in the same benchmark.

Prints its service, its coaches, and the sessions of some students, a line each.
"""

import sys
from datetime import time, timedelta

import django

django.setup()

from appointment.models import Appointment, AppointmentRequest, Service, StaffMember, WorkingHours  # noqa: E402  # only now can it be imported
from django.contrib.auth.models import User  # noqa: E402  # only now can it be imported
from django.test import Client  # noqa: E402  # only now can it be imported
from django.utils.timezone import localdate  # noqa: E402  # only now can it be imported

HOURS = (8, 10, 12, 14, 16)
STUDENTS_WHO_BOOK = 50


def main(coaches: int, students: int, bookings: int) -> None:
    """Fill an empty database."""
    people = [User(username=f"person{n}", first_name="Person", last_name=str(n), email=f"person{n}@example.org")
              for n in range(coaches + students)]  # fmt: skip
    User.objects.bulk_create(people)
    service = Service.objects.create(name="Coaching", duration=timedelta(hours=2), price=10)
    staff = StaffMember.objects.bulk_create(StaffMember(user=person, slot_duration=120) for person in people[:coaches])
    service_of = StaffMember.services_offered.through
    service_of.objects.bulk_create(service_of(staffmember=one, service=service) for one in staff)
    WorkingHours.objects.bulk_create(
        WorkingHours(staff_member=one, day_of_week=day, start_time=time(8), end_time=time(18))
        for one in staff for day in range(7)
    )  # fmt: skip
    today, hour = localdate(), lambda n: HOURS[n // coaches % len(HOURS)]
    requests = AppointmentRequest.objects.bulk_create(
        AppointmentRequest(
            date=today + timedelta(days=1 + n // coaches // len(HOURS)), start_time=time(hour(n)),
            end_time=time(hour(n) + 2), service=service, staff_member=staff[n % coaches], id_request=f"request{n}",
        )
        for n in range(bookings)
    )  # fmt: skip
    Appointment.objects.bulk_create(
        Appointment(client=people[coaches + n % students], appointment_request=one, phone="+12125550101",
                    address="-", id_request=one.id_request)
        for n, one in enumerate(requests)
    )  # fmt: skip
    sessions = []
    for person in people[-STUDENTS_WHO_BOOK:]:
        client = Client()
        client.force_login(person)
        sessions.append(f"sessionid={client.session.session_key}")
    lines = ([service.pk], [one.pk for one in staff], sessions)
    sys.stdout.write("\n".join(" ".join(map(str, line)) for line in lines) + "\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
