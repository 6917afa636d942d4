"""What is held about the signed-in person: to take along, to see who looked at it, to have it erased."""

from flask import Blueprint, Response, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import logout_user

from app.db import transact
from app.domain.clock import utc_now
from app.domain.former import former_name
from app.domain.limits import EXPORT_ACCOUNT
from app.services import accounts, audit, erasure, limits, personal_data, personal_data_files, phone_views, preferences
from app.services.erasure import Erasure
from app.web.access import Access, actor, allow, policy, viewer
from app.web.forms.personal_data import EraseForm, FileForm
from app.web.keys import cipher
from app.web.proof import submit_proof
from app.web.responses import done, forgetting, page, redirect_to

bp = Blueprint("personal_data", __name__, url_prefix="/settings/data")

FILES = {"csv": ("zip", "application/zip"), "json": ("json", "application/json")}
# As many looks as are read; the file holds them all.
LATEST = 20


@bp.get("")
@allow(Access.SIGNED_IN)
def index() -> ResponseReturnValue:
    """Show what can be taken along, and who was shown the phone number."""
    looks = phone_views.list_of(viewer().id, limit=LATEST + 1)
    return page(
        "settings/data.html", file=FileForm(formdata=None), looks=looks[:LATEST], has_more=len(looks) > LATEST,
        policy=policy(),
    )  # fmt: skip


@bp.post("/file")
@allow(Access.SIGNED_IN)
def export() -> ResponseReturnValue:
    """Give everything that is held about the person as one file."""
    form = FileForm()
    if not form.validate_on_submit():
        return redirect_to("personal_data.index")
    now, me = utc_now(), viewer().id
    transact(lambda: limits.take((EXPORT_ACCOUNT, str(me)), now=now))
    transact(lambda: audit.record(actor(), "user.exported", "user", me, now=now))
    content = personal_data_files.write(personal_data.collect(me, now=now), form.form.data, now=now)
    ending, kind = FILES[form.form.data]
    name = f"coachbook-{now:%Y-%m-%d}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, mimetype=kind, headers=headers)


@bp.get("/erase")
@allow(Access.SIGNED_IN)
def ask_erase() -> ResponseReturnValue:
    """Say what erasing the account does, and ask whether that is wanted."""
    return _ask(_form())


@bp.post("/erase")
@allow(Access.SIGNED_IN)
def erase() -> ResponseReturnValue:
    """Erase the account of a person who knows its address and its password."""
    form = _form()

    def work() -> Erasure:
        accounts.prove(user_id=viewer().id, password=form.present.data)
        reason = gettext("The account was closed.")
        return transact(
            lambda: erasure.erase(actor=actor(), user_id=viewer().id, reason=reason, cipher=cipher(), now=utc_now())
        )

    erased = submit_proof(form, work)
    if not erased.is_done:
        return _ask(form, status=erased.status)
    logout_user()
    session.clear()
    done(gettext("Your account is erased. Nothing here tells any more who you are."))
    return forgetting(redirect_to("home.index"))


def _form() -> EraseForm:
    return EraseForm(own_email=preferences.get(viewer().id).email)


def _ask(form: EraseForm, *, status: int = 200) -> ResponseReturnValue:
    what = erasure.foresee(viewer().id, now=utc_now())
    return page("settings/erase.html", status=status, form=form, what=what, former=former_name(is_coach=what.is_coach))
