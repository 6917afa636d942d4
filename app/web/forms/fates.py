"""What a coach says of booked calls that stand in the way."""

from flask import request

from app.domain.time_off import Fate


def fates() -> dict[int, Fate]:
    """Return what was said of calls; of what cannot be read nothing was said."""
    said = {name.removeprefix("call-"): value for name, value in request.form.items() if name.startswith("call-")}
    return {
        int(number): Fate(value)
        for number, value in said.items()
        if number.isascii() and number.isdigit() and len(number) < 19 and value in set(Fate)
    }
