"""Pictures from people's files, made into square photos; nothing of the file itself is kept (SEC-31)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, ImageOps

from app.domain.errors import DomainError, PhotoTooLarge, PhotoTooSmall, PhotoUnreadable
from app.domain.photos import LARGE, LARGEST_FILE, MOST_PIXELS, SIZES

MEGABYTE, MEGAPIXEL = 2**20, 1_000_000
# The only decoders that see what people send, whatever its name says.
FORMATS = ("JPEG", "PNG", "WEBP")
WHITE = (255, 255, 255)
QUALITY = 80


def read_square(data: bytes) -> Mapping[int, bytes]:
    """Return the middle of a picture as WebP, by its number of pixels on each side, without any metadata.

    Raises PhotoUnreadable, PhotoTooLarge, PhotoTooSmall.
    """
    if len(data) > LARGEST_FILE:
        raise too_large()
    with _decoding():
        with Image.open(BytesIO(data), formats=FORMATS) as opened:
            _check_size(opened)
            square = _upright_square(opened)
        return {pixels: _written(square, pixels) for pixels in SIZES}


def too_large() -> PhotoTooLarge:
    """Return the refusal of a picture with too many bytes or pixels."""
    return PhotoTooLarge(megabytes=LARGEST_FILE // MEGABYTE, megapixels=MOST_PIXELS // MEGAPIXEL)


def _check_size(opened: Image.Image) -> None:
    # The header alone has been read so far.
    if opened.width * opened.height > MOST_PIXELS:
        raise too_large()
    if min(opened.size) < LARGE // 2:
        raise PhotoTooSmall(pixels=LARGE // 2)


def _upright_square(opened: Image.Image) -> Image.Image:
    # A JPEG is decoded at a fraction of its size, which takes a fraction of the memory.
    opened.draft("RGB", (2 * LARGE, 2 * LARGE))
    turned = ImageOps.exif_transpose(opened)
    turned.thumbnail((4 * LARGE, 4 * LARGE))
    clear = turned.convert("RGBA")
    flat = Image.new("RGB", clear.size, WHITE)
    flat.paste(clear, mask=clear.getchannel("A"))
    return ImageOps.fit(flat, (LARGE, LARGE))


def _written(square: Image.Image, pixels: int) -> bytes:
    file = BytesIO()
    square.resize((pixels, pixels), Image.Resampling.LANCZOS).save(file, "WEBP", quality=QUALITY, method=6)
    return file.getvalue()


@contextmanager
def _decoding() -> Iterator[None]:
    """Turn whatever a broken file makes of a decoder into PhotoUnreadable."""
    try:
        yield
    except DomainError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_large() from error
    except Exception as error:  # decoders raise what comes to hand: OSError, SyntaxError, struct.error and more
        raise PhotoUnreadable() from error
