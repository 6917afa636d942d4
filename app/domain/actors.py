"""Who acts: a signed-in person, or an administrator at the command line."""

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """The door an action came through."""

    WEB = "web"
    CLI = "cli"
    API = "api"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting for themselves (`user_id`), or an administrator, known by their system account's name alone."""

    user_id: int | None
    channel: Channel
    name: str = ""

    @property
    def is_admin(self) -> bool:
        """Return whether this is an administrator; the web has none."""
        return self.user_id is None
