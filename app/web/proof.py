"""Forms that ask for the password or a code again: wrong ones are counted, so that a borrowed session cannot guess."""

from collections.abc import Callable
from typing import TypeVar

from flask import g
from flask_wtf import FlaskForm

from app.db import transact
from app.domain.clock import utc_now
from app.domain.errors import DomainError, RateLimited
from app.domain.limits import PROOF_SESSION
from app.services import limits
from app.web.access import viewer
from app.web.forms.submission import Submission, refuse

T = TypeVar("T")


def submit_proof(form: FlaskForm, work: Callable[[], T]) -> Submission[T]:
    """Do the form's work as `submit` does, unless this session has been wrong too often (SEC-12).

    The work opens its transaction itself: what is slow on purpose, such as a hash, comes before it.
    """
    if not form.validate_on_submit():
        return Submission()
    tries = (PROOF_SESSION, str(viewer().sign_in_id))
    try:
        transact(lambda: limits.take(tries, now=utc_now()))
        result = work()
    except RateLimited as error:
        return Submission(status=refuse(form, error, field="present" if "present" in form else "code"))
    except DomainError as error:
        return Submission(status=refuse(form, error))
    g.is_saved = True
    transact(lambda: limits.give_back(tries))
    return Submission(result, 303, is_done=True)
