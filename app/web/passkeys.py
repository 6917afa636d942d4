"""A person's passkeys: added, named, removed."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.db import transact
from app.domain.clock import utc_now
from app.domain.errors import SetupEnded
from app.services import accounts, passkeys, preferences
from app.web import challenges, devices
from app.web.access import Access, allow, viewer
from app.web.challenges import Purpose
from app.web.forms.passkeys import NameForm, NewPasskeyForm
from app.web.forms.second_factor import PresentForm
from app.web.forms.submission import refuse, submit
from app.web.keys import relying_party
from app.web.proof import submit_proof
from app.web.responses import done, page, redirect_to

bp = Blueprint("passkeys", __name__, url_prefix="/settings/security/passkeys")


@bp.get("/new")
@allow(Access.SIGNED_IN)
def new() -> ResponseReturnValue:
    """Show how a passkey is added: first by the password, then by the device."""
    return _new_page()


@bp.post("/begin")
@allow(Access.SIGNED_IN)
def begin() -> ResponseReturnValue:
    """Let somebody who knows the password add a passkey."""
    form = PresentForm()
    proved = submit_proof(form, lambda: accounts.prove(user_id=viewer().id, password=form.present.data))
    if not proved.is_done:
        return _new_page(status=proved.status, present=form)
    challenges.make(Purpose.ADD)
    return redirect_to("passkeys.new")


@bp.post("")
@allow(Access.SIGNED_IN)
def add() -> ResponseReturnValue:
    """Keep the passkey that the device has just made."""
    form = NewPasskeyForm()
    if not form.validate_on_submit():
        return _new_page(status=422, form=form)
    challenge = challenges.take(Purpose.ADD)
    if challenge is None:
        present = PresentForm(formdata=None)
        return _new_page(status=refuse(present, SetupEnded(), field="present"), present=present)

    def work() -> None:
        made = relying_party().read_new(form.credential.data, challenge=challenge)
        passkeys.add(user_id=viewer().id, passkey=made, name=form.name.data, challenge=challenge, now=utc_now())

    added = submit(form, work)
    if not added.is_done:
        challenges.make(Purpose.ADD)
        form.credential.data = ""
        return _new_page(status=added.status, form=form)
    done(gettext("“%(name)s” signs you in from now on.", name=form.name.data.strip()))
    return redirect_to("sign_ins.index")


@bp.get("/<number:passkey_id>")
@allow(Access.SIGNED_IN)
def edit(passkey_id: int) -> ResponseReturnValue:
    """Show one passkey, to be named or removed."""
    return _page(passkey_id)


@bp.post("/<number:passkey_id>/rename")
@allow(Access.SIGNED_IN)
def rename(passkey_id: int) -> ResponseReturnValue:
    """Call a passkey something else."""
    form = NameForm()
    renamed = submit(form, lambda: passkeys.rename(user_id=viewer().id, passkey_id=passkey_id, name=form.name.data))
    if not renamed.is_done:
        return _page(passkey_id, status=renamed.status, form=form)
    done(gettext("The name is saved."))
    return redirect_to("sign_ins.index")


@bp.post("/<number:passkey_id>/remove")
@allow(Access.SIGNED_IN)
def remove(passkey_id: int) -> ResponseReturnValue:
    """Let a passkey open nothing any more."""
    form = PresentForm()
    removed = submit_proof(
        form,
        lambda: transact(
            lambda: passkeys.remove(
                user_id=viewer().id, passkey_id=passkey_id, password=form.present.data, now=utc_now()
            )
        ),
    )
    if not removed.is_done:
        return _page(passkey_id, status=removed.status, present=form)
    done(gettext("The passkey is removed. Remove it from the device as well."))
    return redirect_to("sign_ins.index")


def _new_page(
    *, status: int = 200, present: PresentForm | None = None, form: NewPasskeyForm | None = None
) -> ResponseReturnValue:
    challenge = challenges.find(Purpose.ADD)
    party = relying_party()
    question = None
    if challenge is not None:
        question = party.ask_for_new(
            user_id=viewer().id, email=preferences.get(viewer().id).email, name=viewer().name,
            held=passkeys.list_credential_ids(viewer().id), challenge=challenge,
        )  # fmt: skip
    return page(
        "settings/new_passkey.html",
        status=status,
        origin=party.origin,
        question=question,
        present=present or PresentForm(formdata=None),
        form=form or NewPasskeyForm(formdata=None, name=devices.browser(request.user_agent.string)),
    )


def _page(
    passkey_id: int, *, status: int = 200, form: NameForm | None = None, present: PresentForm | None = None
) -> ResponseReturnValue:
    passkey = passkeys.get(viewer().id, passkey_id)
    return page(
        "settings/passkey.html",
        status=status,
        passkey=passkey,
        form=form or NameForm(formdata=None, name=passkey.name),
        present=present or PresentForm(formdata=None),
    )
