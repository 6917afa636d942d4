"""Pieces of pages that say the same to many, written once."""

from collections.abc import Callable, Hashable
from secrets import token_hex
from threading import Lock
from typing import Any

from cachetools import TTLCache
from flask import Flask, current_app, g, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from app import formats

NAME = "coachbook-remembered"
# Some hundred bytes each; a name that has been erased is forgotten as well within the time (seconds).
MOST, LONGEST = 4096, 3600
# Stands for the token of the reader's forms, in what is remembered of them.
TOKEN = token_hex()


def remembered(*said: Hashable, caller: Callable[[], str]) -> Markup:
    """Return what the block of a template writes, from memory if it has been written of the same for a like reader.

    `said` names the block and all that it uses, by value, so that what is remembered is never out of date; how the
    reader writes times and numbers counts by itself, and a form in it gets the reader's own token.
    """
    cache, lock = current_app.extensions[NAME]
    key = (*said, formats.manner(), request.script_root)
    with lock:
        known = cache.get(key)
    if known is None:
        known = caller()
        if "csrf_token" in g:
            known = known.replace(g.csrf_token, TOKEN)
        with lock:
            cache[key] = known
    if TOKEN in known:
        known = known.replace(TOKEN, generate_csrf())
    return Markup(known)  # noqa: S704  # a template has written it, and escaped


def register(app: Flask) -> None:
    """Give templates the memory, one for each application."""
    cache: TTLCache[Any, str] = TTLCache(MOST, LONGEST)
    app.extensions[NAME] = cache, Lock()
    app.jinja_env.globals["remembered"] = remembered
