"""The forty students of the demo, in nine zones, with names as people have them."""

from typing import NamedTuple


class Student(NamedTuple):
    """A student as the demo knows them."""

    name: str
    email: str
    timezone: str
    phone: str


_BY_ZONE = {
    "Europe/London": (
        ("Amara Okonkwo", "amara"),
        ("Priya Nair", "priya"),
        ("Rhys Llewellyn-Jones", "rhys"),
        ("Grace Adeyemi", "grace"),
        ("Hamish Mac an t-Saoir", "hamish"),
    ),
    "Europe/Dublin": (
        ("Liam O’Connor", "liam"),
        ("Aoife Ní Bhriain", "aoife"),
        ("Ciarán Walsh", "ciaran"),
    ),
    "Europe/Berlin": (
        ("Jonas Weber", "jonas"),
        ("Mateo Rossi", "mateo"),
        ("Sofia Novák", "sofia"),
        ("Jürgen Groß", "juergen"),
        ("Łucja Wójcik", "lucja"),
        ("Bjørn Ødegård", "bjorn"),
        ("José Luis García Márquez", "joseluis"),
        ("Wilhelmina Alexandrina Margaretha van den Oudenrijn-Hoogstraten tot Nieuw-Vossemeer", "wilhelmina"),
    ),
    "Europe/Istanbul": (
        ("Ayşe Demir", "ayse"),
        ("Emre Yıldız", "emre"),
        ("İpek Şahin", "ipek"),
    ),
    "Africa/Casablanca": (
        ("Fatima Zahra", "fatima"),
        ("Youssef El Amrani", "youssef"),
        ("نور الهدى", "nour"),
    ),
    "Africa/Lagos": (
        ("Kwame Mensah", "kwame"),
        ("Chiamaka Nwosu", "chiamaka"),
        ("Tunde Bakare", "tunde"),
        ("Ngozi", "ngozi"),
    ),
    "Asia/Kolkata": (
        ("Ananya Iyer", "ananya"),
        ("Rohan Mehta", "rohan"),
        ("Sana Qureshi", "sana"),
        ("Venkata Subba Rao", "venkata"),
    ),
    "Asia/Shanghai": (
        ("Chen Wei", "chen"),
        ("李 思琪", "siqi"),
        ("Nguyễn Thị Minh Khai", "khai"),
        ("Zhang Yu", "zhang"),
    ),
    "America/New_York": (
        ("Maya Johnson", "maya"),
        ("Ethan D’Angelo", "ethan"),
        ("María José Peña Nieto", "mariajose"),
        ("Olivia Brown", "olivia"),
        ("Zoë Kim", "zoe"),
        ("Kaʻiulani Kahale", "kaiulani"),
    ),
}


def _phone(number: int, timezone: str) -> str:
    """Return a number from the ranges kept for fiction: 555-0100 to 0199, and 07700 900000 to 900999."""
    return f"+1212555{130 + number:04}" if timezone.startswith("America/") else f"+447700900{200 + number}"


STUDENTS = tuple(
    Student(name, email, timezone, _phone(number, timezone))
    for number, (timezone, name, email) in enumerate(
        (timezone, name, email) for timezone, people in _BY_ZONE.items() for name, email in people
    )
)
