"""Bugs that are planted in the served application, to see that the storms find each."""

from collections.abc import Callable

from app.services import idempotency, slot_views


def forget_keys() -> None:
    """Do again what was asked for again."""
    idempotency.once = lambda work, **_: work()


def keep_lists() -> None:
    """Answer with the list that was read first, whatever has been booked since."""
    kept: dict[object, object] = {}
    read = slot_views.list_visible
    slot_views.list_visible = lambda where, *other, **more: kept.setdefault(where, read(where, *other, **more))


PLANTS: dict[str, Callable[[], None]] = {"": lambda: None, "forget_keys": forget_keys, "keep_lists": keep_lists}
