"""A coach's students, and one of them."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.domain.clock import utc_now
from app.services import call_views, students
from app.services.call_shapes import CallFilter
from app.web.access import Access, allow, reader, viewer
from app.web.responses import page

bp = Blueprint("students", __name__)


@bp.get("/students")
@allow(Access.COACH)
def index() -> ResponseReturnValue:
    """List whoever has booked a call with the coach."""
    return page("students/index.html", students=students.list_own(reader()), now=utc_now())


@bp.get("/students/<number:student_id>")
@allow(Access.COACH)
def show(student_id: int) -> ResponseReturnValue:
    """Show one student: what is next, and the calls there were with their scores."""
    here = reader()
    student = students.get_own(student_id, here)
    where = CallFilter(coach_id=viewer().id, student_id=student_id)
    found = call_views.list_calls(where, here, cursor=request.args.get("after"), latest_first=True)
    return page("students/show.html", student=student, calls=found, now=here.now)
