"""Photos that cannot be taken."""

from app.domain.errors.kinds import Invalid


class PhotoUnreadable(Invalid):
    code = "photo_unreadable"
    field = "photo"


class PhotoTooLarge(Invalid):
    code = "photo_too_large"
    field = "photo"


class PhotoTooSmall(Invalid):
    code = "photo_too_small"
    field = "photo"
