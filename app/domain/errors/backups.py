"""Copies of the whole database."""

from app.domain.errors.kinds import Conflict, Invalid


class BackupFailed(Conflict):
    """The database's own program gave up; `why` says it in its words."""

    code = "backup_failed"


class NotABackup(Invalid):
    code = "not_a_backup"


class BackupExists(Conflict):
    """There is a file at that place already."""

    code = "backup_exists"
