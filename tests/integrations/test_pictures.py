"""Pictures that people send: what is made of them, and what is refused."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from app.domain.errors import PhotoTooLarge, PhotoTooSmall, PhotoUnreadable
from app.domain.photos import LARGEST_FILE, SIZES
from app.integrations.pictures import read_square
from tests.pictures import BLUE, RED, halves, picture, shown

# The tags that say how a camera was held, and where it was.
ORIENTATION, PLACE, TURNED_LEFT = 0x0112, 0x8825, 6
SOMEWHERE = "38.7223 N 9.1393 W"


def is_near(pixel, colour):
    return all(abs(one - other) < 24 for one, other in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_a_square_in_three_sizes(kind):
    made = read_square(picture(kind=kind))
    assert {pixels: (shown(content).format, shown(content).size) for pixels, content in made.items()} == {
        pixels: ("WEBP", (pixels, pixels)) for pixels in SIZES
    }


def test_the_middle_is_kept():
    square = shown(read_square(halves())[192]).convert("RGB")
    assert is_near(square.getpixel((10, 96)), RED)
    assert is_near(square.getpixel((182, 96)), BLUE)


def test_nothing_of_the_camera_stays_and_the_picture_stands_upright():
    """SEC-31: where somebody lives is in what a telephone takes."""
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED_LEFT
    exif.get_ifd(PLACE)[1] = SOMEWHERE
    sent = halves("JPEG", exif=exif, comment=b"my house")
    assert SOMEWHERE.encode() in sent
    for content in read_square(sent).values():
        assert SOMEWHERE.encode() not in content
        assert b"my house" not in content
        assert not {b"EXIF", b"XMP ", b"ICCP"} & {content[at : at + 4] for at in range(len(content))}
        assert not shown(content).getexif()
    square = shown(read_square(sent)[192]).convert("RGB")
    assert is_near(square.getpixel((96, 10)), RED)
    assert is_near(square.getpixel((96, 182)), BLUE)


@pytest.mark.parametrize(("mode", "colour"), [("RGBA", (0, 0, 0, 0)), ("LA", (0, 0)), ("P", 0), ("1", 1), ("I;16", 0)])
def test_every_kind_of_colour_is_read(mode, colour):
    settings = {"transparency": 0} if mode == "P" else {}
    square = shown(read_square(picture(kind="PNG", mode=mode, colour=colour, **settings))[96]).convert("RGB")
    assert mode == "I;16" or is_near(square.getpixel((48, 48)), (255, 255, 255))


@pytest.mark.parametrize(
    "sent",
    [b"", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture(kind="GIF"), picture(kind="TIFF"),
     picture(kind="BMP"), picture()[:400], picture(kind="PNG")[:-40], b"\x89PNG\r\n\x1a\n" + b"\0" * 64,
     b"RIFF\x10\0\0\0WEBPVP8 " + b"\xff" * 64, b"%PDF-1.7", b"PK\x03\x04" + b"\0" * 99],
    ids=["empty", "text", "svg", "gif", "tiff", "bmp", "half a jpeg", "half a png", "png of nothing", "bad webp",
         "pdf", "zip"],
)  # fmt: skip
def test_what_is_no_picture_is_refused_whatever_its_name(sent):
    """SEC-31."""
    with pytest.raises(PhotoUnreadable):
        read_square(sent)


def bomb(width, height):
    """Return a PNG of a few bytes that says it has very many pixels."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(5001, 5001), (10_000, 10_000), (50_000, 50_000), (1, 26_000_000)])
def test_a_bomb_is_refused_before_it_is_decoded(size):
    """SEC-31."""
    with pytest.raises(PhotoTooLarge) as refused:
        read_square(bomb(*size))
    assert refused.value.facts == {"megabytes": 10, "megapixels": 25}


def test_a_file_of_very_many_bytes_is_refused_unread():
    with pytest.raises(PhotoTooLarge):
        read_square(picture() + b"\0" * LARGEST_FILE)


def test_a_picture_that_could_only_be_blown_up_is_refused():
    with pytest.raises(PhotoTooSmall):
        read_square(picture((191, 4000)))
    assert read_square(picture((192, 192)))


def test_a_long_strip_is_read():
    assert read_square(picture((4000, 192), kind="PNG"))


def test_of_a_moving_picture_the_first_one_is_kept():
    file = BytesIO()
    first, second = (Image.new("RGB", (200, 200), colour) for colour in (RED, BLUE))
    first.save(file, "WEBP", save_all=True, append_images=[second])
    square = shown(read_square(file.getvalue())[192])
    assert not getattr(square, "is_animated", False)
    assert is_near(square.convert("RGB").getpixel((96, 96)), RED)


def test_the_smallest_size_weighs_little():
    noise = Image.effect_noise((800, 800), 90).convert("RGB")
    file = BytesIO()
    noise.save(file, "PNG")
    sizes = {pixels: len(content) for pixels, content in read_square(file.getvalue()).items()}
    assert sizes[96] < 8_000
    assert sizes[384] < 100_000
