"""Coaches, for everybody."""

from flask import Blueprint

from app.api.caller import booking, caller_zone
from app.api.endpoint import endpoint
from app.api.schemas.coaches import Coach, CoachSearch
from app.api.schemas.shape import Listed
from app.domain.clock import utc_now
from app.domain.errors import NotFound
from app.domain.search import Criteria
from app.services import coach_views
from app.wanted import count_empty_search

bp = Blueprint("api_coaches", __name__)


@bp.get("/coaches")
@endpoint("Find coaches, those with a slot to book in front", scope=None, query=CoachSearch, answer=Listed[Coach])
def index(query: CoachSearch) -> Listed[Coach]:
    """List the coaches that are looked for."""
    weekdays = frozenset(int(day) for day in (query.weekdays or "").split(",") if day)
    zone = query.timezone or caller_zone()
    criteria = Criteria(
        words=query.q, subject=query.subject, language=query.language.lower(), place=query.place,
        is_online=query.online, price=query.price, currency=query.currency, rating=query.rating, weekdays=weekdays,
        time=query.time, is_this_week=query.week, timezone=zone, sort=query.sort,
    )  # fmt: skip
    found = coach_views.list_coaches(booking(), criteria, cursor=query.cursor, limit=query.limit)
    if not found.items and not query.cursor:
        count_empty_search(criteria, booking())
    return Listed(items=[Coach.of(coach) for coach in found.items], next_cursor=found.next_cursor)


@bp.get("/coaches/<number:coach_id>")
@endpoint("Read a coach's profile", scope=None, answer=Coach, refuses=(NotFound,))
def show(coach_id: int) -> Coach:
    """Return one coach."""
    return Coach.of(coach_views.get(coach_id, now=utc_now()))
