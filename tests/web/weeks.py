"""A week's page as a person has it open: what is ticked, and what the form would send."""

FORM = "form#week-form"


def words(tag):
    return " ".join(tag.get_text().split())


def choices(page):
    """Return what the grid would send, with the form's hidden fields."""
    fields = {field["name"]: field["value"] for field in page.all(f"{FORM} input[type=hidden]")}
    return {**fields, "slot": ticked(page)}


def ticked(page):
    return {box["value"] for box in page.all(".grid input[checked]")}


def publish(page, *, add=(), remove=(), htmx=False, to="/schedule"):
    sent = choices(page)
    return page.visitor.post(to, {**sent, "slot": sorted((sent["slot"] | set(add)) - set(remove))}, htmx=htmx)


def open_times(page):
    return {box["value"] for box in page.all(".grid input[data-open]")}


def bands(page):
    """Return the names of the bands, from the earliest on."""
    return [words(head) for head in page.all(".grid tbody th")]


def heads(page):
    """Return the names of the days."""
    return [head.get_text(" ", strip=True) for head in page.all(".grid thead th")]
