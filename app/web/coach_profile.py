"""A coach's own profile: what it says, how they work, and their photo."""

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from app.db import transact
from app.domain.clock import utc_now
from app.domain.errors import DomainError
from app.domain.limits import PHOTO_COACH
from app.domain.photos import LARGEST_FILE
from app.integrations import pictures
from app.services import coach_profiles, limits, photos
from app.services.coach_profiles import CoachProfileView
from app.web.access import Access, actor, allow, policy, viewer
from app.web.forms.coach_profile import CoachProfileForm, PhotoForm
from app.web.forms.submission import refuse, submit
from app.web.responses import done, page, redirect_to
from app.web.uploads import takes_file

bp = Blueprint("coach_profile", __name__, url_prefix="/settings")


@bp.get("/coach")
@allow(Access.COACH)
def edit() -> ResponseReturnValue:
    """Show what the coach's profile says."""
    return _page()


@bp.post("/coach")
@allow(Access.COACH)
def save() -> ResponseReturnValue:
    """Save what the coach's profile says."""
    me = viewer().id
    form = _form(coach_profiles.get(me))
    saved = submit(form, lambda: coach_profiles.edit(actor=actor(), coach_id=me, changes=form.changes, now=utc_now()))
    if not saved.is_done:
        return _page(status=saved.status, form=form)
    done(gettext("Your profile is saved."))
    return redirect_to("coach_profile.edit")


@bp.post("/photo")
@allow(Access.COACH)
@takes_file(LARGEST_FILE)
def change_photo() -> ResponseReturnValue:
    """Show another photo of the coach from now on."""
    form = PhotoForm()
    status = 422
    if form.validate_on_submit():
        try:
            _keep(form.photo.data)
        except DomainError as error:
            status = refuse(form, error)
        else:
            done(gettext("This is your photo from now on."))
            return redirect_to("coach_profile.edit")
    return _page(status=status, photo=form)


@bp.post("/photo/remove")
@allow(Access.COACH)
def remove_photo() -> ResponseReturnValue:
    """Show no photo of the coach any more."""
    transact(lambda: photos.remove(actor=actor(), coach_id=viewer().id, now=utc_now()))
    done(gettext("Your photo is removed."))
    return redirect_to("coach_profile.edit")


def _keep(file: FileStorage) -> None:
    """Read a picture, which takes its time, and then keep it."""
    me = viewer().id
    transact(lambda: limits.take((PHOTO_COACH, str(me)), now=utc_now()))
    sizes = pictures.read_square(file.stream.read(LARGEST_FILE + 1))
    transact(lambda: photos.save(actor=actor(), coach_id=me, sizes=sizes, now=utc_now()))


def _form(profile: CoachProfileView, **settings: Any) -> CoachProfileForm:
    return CoachProfileForm(profile, programme_notice=policy().booking_notice, **settings)


def _page(
    *, status: int = 200, form: CoachProfileForm | None = None, photo: PhotoForm | None = None
) -> ResponseReturnValue:
    profile = coach_profiles.get(viewer().id)
    return page(
        "settings/coach.html",
        status=status,
        profile=profile,
        form=form or _form(profile, formdata=None),
        photo=photo or PhotoForm(formdata=None),
    )
