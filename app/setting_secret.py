"""The key that signs sessions and forms in development, where nobody gives one."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path


def development_secret(instance: Path) -> str:
    """Return this installation's random key, made at the first start and kept in its folder.

    Server and worker may start at once: the key is written aside and then appears whole, and the first one counts.
    """
    path = instance / "secret_key"
    if not path.exists():
        instance.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=instance) as draft:
            draft.write(secrets.token_urlsafe(48))
            draft.flush()
            with suppress(FileExistsError):
                os.link(draft.name, path)
    return path.read_text()
