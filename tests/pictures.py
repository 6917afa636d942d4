"""Pictures as people send them, made here."""

from io import BytesIO

from PIL import Image

RED, BLUE = (200, 30, 30), (30, 30, 200)


def picture(size=(600, 400), kind="JPEG", mode="RGB", colour=RED, **settings):
    """Return a file with a picture of one colour."""
    file = BytesIO()
    Image.new(mode, size, colour).save(file, kind, **settings)
    return file.getvalue()


def halves(kind="PNG", **settings):
    """Return a file whose picture is red on its left and blue on its right."""
    both = Image.new("RGB", (600, 300), RED)
    both.paste(BLUE, (300, 0, 600, 300))
    file = BytesIO()
    both.save(file, kind, **settings)
    return file.getvalue()


def shown(content):
    """Return a picture as it is seen."""
    return Image.open(BytesIO(content))
