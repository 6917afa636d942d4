"""The caller's own figures."""

from flask import Blueprint

from app.api.caller import caller
from app.api.endpoint import endpoint
from app.api.schemas.stats import CoachStats, Stats, StatsQuery, StudentStats
from app.domain.clock import utc_now
from app.domain.tokens import Scope
from app.services import account_views, figures, student_hours

bp = Blueprint("api_stats", __name__)


@bp.get("/stats/me")
@endpoint("Read your figures, as a coach and as a student", scope=Scope.READ, query=StatsQuery, answer=Stats)
def show(query: StatsQuery) -> Stats:
    """Return what the caller's dashboard and hours tell."""
    now, me = utc_now(), account_views.get_by_id(caller().id)
    coached = figures.read_coach(me.number, query.range, timezone=me.timezone, now=now) if me.is_coach else None
    return Stats(
        range=query.range,
        from_at=coached.period.from_at if coached else None,
        to_at=now,
        timezone=me.timezone,
        coach=CoachStats.of(coached) if coached else None,
        student=StudentStats.of(student_hours.read(me.number, timezone=me.timezone, now=now)),
    )
