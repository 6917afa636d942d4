"""The sign-in page: by password, by passkey where the address of the programme allows one."""

from collections.abc import Mapping

from flask.typing import ResponseReturnValue

from app.web.forms.auth import LoginForm
from app.web.forms.passkeys import PasskeySignInForm
from app.web.keys import relying_party
from app.web.responses import page


def login_page(
    form: LoginForm,
    *,
    passkey: PasskeySignInForm | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> ResponseReturnValue:
    """Show the sign-in page, perhaps with what was wrong in one of its two forms."""
    party = relying_party()
    response = page(
        "auth/login.html",
        status=status,
        form=form,
        passkey=passkey or PasskeySignInForm(formdata=None, next=form.next.data),
        offers_passkeys=party.is_possible,
        origin=party.origin,
    )
    response.headers.update(headers or {})
    return response
