"""Mail that has been written."""

from app.domain.errors.kinds import Conflict


class MailHasEnded(Conflict):
    code = "mail_has_ended"
