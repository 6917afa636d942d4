"""What only developers see: every component in every state, on one page."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.domain.clock import utc_now
from app.domain.search import Criteria
from app.web import specimens, week_specimen
from app.web.access import Access, allow
from app.web.finding import filters, sorts
from app.web.forms.calls import FeedbackForm
from app.web.forms.reviews import ReviewForm
from app.web.forms.slots import PublishForm, SeriesForm
from app.web.responses import page

bp = Blueprint("dev", __name__, url_prefix="/dev")


@bp.get("/components")
@allow(Access.PUBLIC)
def components() -> ResponseReturnValue:
    """Show every component in every state, each by the macro or the part that makes it elsewhere."""
    now = utc_now()
    wrong, unrated = PublishForm(formdata=None), ReviewForm(formdata=None)
    wrong.on.errors = ["Enter a date, like 2027-03-01."]
    unrated.rating.errors = ["Choose one."]
    criteria = Criteria(words="yoga", is_online=True)
    return page(
        "dev/components.html", now=now, slots=specimens.slots(now), right=SeriesForm(formdata=None), wrong=wrong,
        people=specimens.people(), calls=specimens.calls(now), logs=specimens.logs(now), reviews=specimens.reviews(now),
        ratings=specimens.ratings(), figures=specimens.figures(),
        scoring=FeedbackForm(formdata=None), scored=FeedbackForm(formdata=None, satisfaction="4"),
        rating=ReviewForm(formdata=None, rating="5"), unrated=unrated,
        filters=filters("coaches.index", criteria), sorts=sorts("coaches.index", criteria),
        **week_specimen.week(),
    )  # fmt: skip
