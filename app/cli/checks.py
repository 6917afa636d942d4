"""One line of `flask doctor`."""

OK, WARNING, FAILURE = "ok", "warning", "failure"

Check = dict[str, str]


def check(code: str, title: str, result: str, detail: str) -> Check:
    """Return what was looked at, how it is, and what there is to say."""
    return {"code": code, "check": title, "result": result, "detail": detail}
