"""Writing to each other."""

from app.domain.errors.kinds import Conflict


class ChatBlocked(Conflict):
    code = "chat_blocked"


class AnswerAwaited(Conflict):
    code = "answer_awaited"
