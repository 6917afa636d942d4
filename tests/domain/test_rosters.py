"""The rows of a file of people: what they say, and all that is wrong with them."""

from app.domain.rosters import Row, read_rows


def read(*rows, **more):
    entries, faults = read_rows([Row(line, cells, **more) for line, cells in enumerate(rows, 2)], phone_region="US")
    return entries, [(fault.line, fault.column, fault.error.code) for fault in faults]


def test_cells_are_read_as_the_forms_read_them_and_an_empty_one_says_nothing():
    [zoe, ann], faults = read(
        {"email": "Zoë@Example.org", "name": "Zoë  Zhang", "role": "COACH", "phone": "(212) 555-0177",
         "timezone": "Europe/Lisbon", "locale": "pt-BR", "subjects": "Maths; Physics|Art,"},
        {"email": "ann@example.org", "name": "", "role": ""},
    )  # fmt: skip
    assert faults == []
    assert (zoe.line, zoe.email, zoe.name, zoe.phone) == (2, "zoë@example.org", "Zoë Zhang", "+12125550177")
    assert (zoe.timezone, zoe.locale, zoe.makes_coach) == ("Europe/Lisbon", "pt_BR", True)
    assert zoe.subjects == ("Maths", "Physics", "Art")
    assert (ann.name, ann.phone, ann.timezone, ann.locale, ann.makes_coach, ann.subjects) == (
        None, None, None, None, False, None,
    )  # fmt: skip


def test_all_that_is_wrong_is_told_and_the_row_is_no_entry():
    entries, faults = read(
        {"email": "nobody", "name": "x" * 121, "role": "king", "phone": "12", "timezone": "Mars", "locale": "xx_YY_z",
         "subjects": "y" * 121},
        {"email": "ann@example.org", "name": "Ann"},
        {"email": "", "name": "Nobody"},
        {"email": "bob@example.org", "name": "\u200b"},
    )  # fmt: skip
    assert [entry.email for entry in entries] == ["ann@example.org"]
    assert faults == [
        (2, "email", "bad_email"), (2, "name", "too_long"), (2, "role", "bad_role"), (2, "phone", "bad_phone"),
        (2, "timezone", "bad_timezone"), (2, "locale", "bad_locale"), (2, "subjects", "too_long"),
        (4, "email", "required"),
        (5, "name", "required"),
    ]  # fmt: skip


def test_an_address_stands_once_however_it_is_written():
    entries, faults = read({"email": "ann@example.org"}, {"email": "ANN@example.org"}, {"email": "ann@example.org"})
    assert [entry.line for entry in entries] == [2]
    assert faults == [(3, "email", "repeated_address"), (4, "email", "repeated_address")]


def test_a_row_with_more_cells_than_columns_is_wrong():
    assert read({"email": "ann@example.org"}, is_too_wide=True) == ([], [(2, "", "too_many_cells")])
