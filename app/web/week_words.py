"""What became of a coach's week, in words."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from flask_babel import gettext

from app import formats
from app.domain.errors import DomainError
from app.domain.series import DateVerdict, SeriesDate
from app.domain.slots import Clash, end_of
from app.domain.week import Row
from app.domain.week_version import WeekChange, WeekVersion
from app.problems import describe
from app.services.week_changes import Change, Undone
from app.services.week_views import Copy, Week
from app.web.access import policy


def when(starts_at: datetime) -> str:
    """Write the span of a slot that starts then."""
    return formats.span(starts_at, end_of(starts_at, policy().slot_length))


def tell_changes(before: WeekVersion, week: Week) -> dict[datetime, str]:
    """Return what others did to the week since the coach saw it."""
    words = {
        WeekChange.BOOKED: gettext("booked"),
        WeekChange.REOPENED: gettext("open again"),
        WeekChange.PUBLISHED: gettext("published"),
        WeekChange.WITHDRAWN: gettext("withdrawn"),
        WeekChange.BEGUN: gettext("begun"),
    }
    names = {slot.starts_at: slot.student_name for slot in week.slots}
    return {
        starts_at: gettext("%(when)s: booked by %(name)s", when=when(starts_at), name=names[starts_at])
        if change is WeekChange.BOOKED
        else f"{when(starts_at)}: {words[change]}"
        for starts_at, change in before.list_changes(week.version)
    }


def tell_lost(draft: Collection[datetime], rows: Sequence[Row]) -> dict[datetime, str]:
    """Return what the coach wants and the week, as it has become, has no room for."""
    free = {mark.starts_at for row in rows for cell in row.cells for mark in cell.marks if mark.can_change}
    return {
        starts_at: gettext("%(when)s: can no longer be chosen", when=when(starts_at))
        for starts_at in sorted(set(draft) - free)
    }


def tell_refused(refused: Mapping[datetime, DomainError], week: Week) -> dict[datetime, str]:
    """Return each refused start with its reason; of a call that is in the way, with whom it is."""
    names = {slot.id: slot.student_name for slot in week.around if slot.call_id}

    def reason(error: DomainError) -> str:
        clash = error.facts.get("clashes_with")
        if isinstance(clash, Clash) and clash.number in names:
            return str(gettext("overlaps your call with %(name)s", name=names[clash.number]))
        return describe(error).sentence

    return {starts_at: f"{when(starts_at)}: {reason(error)}" for starts_at, error in refused.items()}


def tell_done(change: Change) -> str:
    """Return what was done to the week, in one line."""
    if not (change.added or change.removed):
        return str(gettext("Nothing was changed."))
    added, removed = len(change.added), len(change.removed)
    return str(gettext("Saved: %(added)s added, %(removed)s removed.", added=added, removed=removed))


def tell_undone(undone: Undone, week: Week) -> str:
    """Return what was taken back, and what stays and why."""
    booked = {slot.id: slot for slot in week.slots}
    sentences = [gettext("Undone.")]
    sentences += [
        gettext("%(when)s stays: %(name)s has booked it.", when=when(slot.starts_at), name=slot.student_name)
        for slot_id in undone.booked
        if (slot := booked.get(slot_id))
    ]
    if undone.lost:
        sentences.append(gettext("Not open again, for their time is gone: %(count)s.", count=len(undone.lost)))
    return " ".join(sentences)


def tell_copied(copy: Copy, week: Week) -> str:
    """Return how many of last week's times are in the draft, and why the others are not."""
    if not (copy.starts or copy.skipped):
        return str(gettext("There is nothing to copy: last week has no slots, or they are open here already."))
    count = len(copy.starts)
    sentences = [gettext("Copied %(copied)s of %(all)s.", copied=count, all=count + len(copy.skipped))]
    booked = {slot.id for slot in week.slots if slot.call_id}
    sentences += [
        f"{formats.moment(one.wall_time.replace(tzinfo=UTC), 'UTC')}: {_why_skipped(one, booked)}."
        for one in copy.skipped
    ]
    if copy.starts:
        sentences.append(gettext("Publish the week to open them."))
    return " ".join(sentences)


def _why_skipped(one: SeriesDate, booked: Collection[int]) -> str:
    if one.clash and one.clash.number in booked:
        return str(gettext("booked"))
    words = {
        DateVerdict.PAST: gettext("in the past"),
        DateVerdict.TOO_FAR: gettext("too far ahead"),
        DateVerdict.OVERLAP: gettext("overlaps another of your slots"),
        DateVerdict.OUTSIDE_SEMESTER: gettext("outside the semesters"),
        DateVerdict.TIME_OFF: gettext("you are off"),
        DateVerdict.NO_SUCH_TIME: gettext("the clocks go forward, there is no such time"),
    }
    return str(words[one.verdict])
