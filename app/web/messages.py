"""Chat: a person's threads, one of them, and what is written there."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from app.domain.calls import Role
from app.domain.clock import utc_now
from app.domain.errors import NotFound
from app.domain.limits import MESSAGES_PERSON
from app.services import coach_views, conversation_views, conversations, students
from app.services.conversation_views import Thread
from app.web.access import Access, actor, allow, reader, viewer
from app.web.addresses import row_number
from app.web.forms.messages import BlockForm, MessageForm, ReadForm, ReportForm
from app.web.forms.submission import submit
from app.web.pace import at_most
from app.web.responses import page, redirect_to, wants_fragment

bp = Blueprint("messages", __name__, url_prefix="/messages")


@bp.get("")
@allow(Access.SIGNED_IN)
def index() -> ResponseReturnValue:
    """List the person's threads, the latest in front."""
    found = conversation_views.list_own(viewer().id, cursor=request.args.get("after"))
    return page("messages/index.html", threads=found)


@bp.get("/<number:conversation_id>")
@allow(Access.SIGNED_IN)
def show(conversation_id: int) -> ResponseReturnValue:
    """Show a thread: its last messages, earlier ones, or those with certain words in them."""
    return _thread_page(conversation_views.get(conversation_id, viewer().id))


@bp.post("/<number:conversation_id>")
@allow(Access.SIGNED_IN)
def send(conversation_id: int) -> ResponseReturnValue:
    """Write a message; a script is given what is new since the last message that it shows."""
    form = MessageForm()
    sent = submit(
        form,
        at_most(MESSAGES_PERSON, lambda: conversations.post(
            actor=actor(), conversation_id=conversation_id, body=form.body.data, key=form.key.data, now=utc_now()
        )),
    )  # fmt: skip
    thread = conversation_views.get(conversation_id, viewer().id)
    if not sent.is_done:
        return _thread_page(thread, form=form, status=sent.status)
    if wants_fragment():
        return _news(thread)
    return redirect_to("messages.show", conversation_id=conversation_id, _anchor="last")


@bp.get("/<number:conversation_id>/news")
@allow(Access.SIGNED_IN)
def news(conversation_id: int) -> ResponseReturnValue:
    """Return the messages after a number, to be added to the page, or nothing (204)."""
    return _news(conversation_views.get(conversation_id, viewer().id))


@bp.post("/<number:conversation_id>/read")
@allow(Access.SIGNED_IN)
def read(conversation_id: int) -> ResponseReturnValue:
    """Remember how far the person has read."""
    form = ReadForm()
    submit(
        form,
        lambda: conversations.mark_read(
            actor=actor(), conversation_id=conversation_id, number=form.number.data or 0, now=utc_now()
        ),
    )
    return Response(status=204) if wants_fragment() else redirect_to("messages.show", conversation_id=conversation_id)


@bp.get("/coach/<number:person_id>")
@allow(Access.SIGNED_IN)
def ask_coach(person_id: int) -> ResponseReturnValue:
    """Open the thread with a coach, or the page on which it is begun."""
    return _with(person_id, Role.COACH)


@bp.post("/coach/<number:person_id>")
@allow(Access.SIGNED_IN)
def write_to_coach(person_id: int) -> ResponseReturnValue:
    """Begin a thread with a coach."""
    return _begin(person_id, Role.COACH)


@bp.get("/student/<number:person_id>")
@allow(Access.COACH)
def ask_student(person_id: int) -> ResponseReturnValue:
    """Open the thread with a student who has booked, or the page on which it is begun."""
    return _with(person_id, Role.STUDENT)


@bp.post("/student/<number:person_id>")
@allow(Access.COACH)
def write_to_student(person_id: int) -> ResponseReturnValue:
    """Begin a thread with a student."""
    return _begin(person_id, Role.STUDENT)


def _with(person_id: int, other: Role) -> ResponseReturnValue:
    found = conversations.find(*_pair(person_id, other))
    if found is not None:
        return redirect_to("messages.show", conversation_id=found)
    return _new_page(person_id, other)


def _begin(person_id: int, other: Role) -> ResponseReturnValue:
    form = MessageForm()
    coach_id, student_id = _pair(person_id, other)
    begun = submit(
        form,
        at_most(MESSAGES_PERSON, lambda: conversations.open_with(
            actor=actor(), coach_id=coach_id, student_id=student_id, body=form.body.data, key=form.key.data,
            now=utc_now(),
        )),
    )  # fmt: skip
    if not begun.is_done:
        return _new_page(person_id, other, form=form, status=begun.status)
    return redirect_to("messages.show", conversation_id=begun.result, _anchor="last")


def _new_page(
    person_id: int, other: Role, *, form: MessageForm | None = None, status: int = 200
) -> ResponseReturnValue:
    if person_id == viewer().id:
        raise NotFound(kind="conversation")
    if other is Role.COACH:
        name = coach_views.get(person_id, now=utc_now()).name
    else:
        name = students.get_own(person_id, reader()).person.name
    return page(
        "messages/new.html",
        status=status,
        form=form or MessageForm(formdata=None),
        name=name,
        person_id=person_id,
        is_coach=other is Role.COACH,
        has_booked=conversations.have_booked(*_pair(person_id, other)),
    )


def _pair(person_id: int, other: Role) -> tuple[int, int]:
    return (person_id, viewer().id) if other is Role.COACH else (viewer().id, person_id)


def _thread_page(thread: Thread, *, form: MessageForm | None = None, status: int = 200) -> ResponseReturnValue:
    words = request.args.get("q", "").strip()
    before = row_number("before")
    if words:
        messages = conversation_views.find_messages(thread, words)
    else:
        messages = conversation_views.list_messages(thread, older_than=before)
    return page(
        "messages/show.html",
        status=status,
        fragment="composer",
        thread=thread,
        messages=messages,
        words=words,
        is_earlier=before is not None,
        form=form or MessageForm(formdata=None),
        read=ReadForm(formdata=None, number=thread.last_number),
        block=BlockForm(formdata=None),
        report=ReportForm(formdata=None),
    )


def _news(thread: Thread) -> ResponseReturnValue:
    """Answer with what follows the last message shown; that one is read too, for the day it was sent on."""
    after = row_number("after") or 0
    found = conversation_views.list_messages(thread, newer_than=after - 1)
    new = [message for message in found if message.number > after]
    if not new:
        return Response(status=204)
    day_shown = found[0].sent_at if found[0].number == after else None
    response = page("messages/_messages.html", thread=thread, messages=new, day_shown=day_shown)
    response.headers["Last-Number"] = str(new[-1].number)
    return response
