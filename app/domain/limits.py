"""How often something may be tried: named limits, so that guessing and flooding stay slow (SEC-12, SEC-14, SEC-38)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many times in each stretch of time, for one account, address or browser."""

    name: str
    times: int
    per: timedelta

    def window(self, now: datetime) -> datetime:
        """Return when the stretch began in which `now` lies."""
        return EPOCH + (now - EPOCH) // self.per * self.per


# Tries to sign in, to one account from one browser, and from one network address to whatever account.
SIGN_IN_ACCOUNT = Limit("sign_in.account", 8, timedelta(minutes=15))
SIGN_IN_NETWORK = Limit("sign_in.network", 60, timedelta(minutes=15))
# Accounts made from one network address: a class signs up in one hour.
SIGN_UP_NETWORK = Limit("sign_up.network", 60, timedelta(hours=1))
# Photos that one coach has read: each takes a second of a processor.
PHOTO_COACH = Limit("photo.coach", 20, timedelta(hours=1))
# Mails that sign-ups with an address cause; they use up nothing of what its owner needs to come in.
NOTICE_ACCOUNT = Limit("notice.account", 3, timedelta(hours=1))
# Mails with a link in them, to one account and asked for from one network address.
MAIL_ACCOUNT = Limit("mail.account", 3, timedelta(hours=1))
MAIL_NETWORK = Limit("mail.network", 30, timedelta(hours=1))
# New addresses that one account asks for: whoever knows its password is told to wait, and not that a mail is coming.
ADDRESS_ACCOUNT = Limit("address.account", 5, timedelta(hours=1))
# Files with all that is held about an account: each is made anew.
EXPORT_ACCOUNT = Limit("export.account", 10, timedelta(hours=1))
# Wrong codes at one account: whoever is asked for one has shown the password, so nobody else can use this up.
CODE_ACCOUNT = Limit("code.account", 10, timedelta(hours=1))
# Wrong passwords and codes from one session, where settings ask for them again.
PROOF_SESSION = Limit("proof.session", 10, timedelta(hours=1))
# Looks at one private calendar: programmes look every quarter of an hour at the most, from several devices.
CALENDAR_FEED = Limit("calendar.feed", 120, timedelta(hours=1))
# Calendar servers that one person has us ask: each may be a guess at what stands where, or at a password.
CALENDAR_CONNECT = Limit("calendar.connect", 20, timedelta(hours=1))
# What one person does to calls and to their week, each of which may write mails to others.
CALLS_PERSON = Limit("calls.person", 100, timedelta(hours=1))
WEEK_PERSON = Limit("week.person", 300, timedelta(hours=1))
# What one person writes to others: as fast as anybody types, and no faster.
MESSAGES_PERSON = Limit("messages.person", 60, timedelta(minutes=5))
# What one person types into notes and has not saved: kept at each pause.
DRAFTS_PERSON = Limit("drafts.person", 200, timedelta(minutes=5))
# Webhooks that one person makes, and events of theirs that are sent once more: each asks another server.
WEBHOOK_PERSON = Limit("webhook.person", 60, timedelta(hours=1))
# Lists that are searched, and files that are made, by one person or one network of visitors, in each server process.
SEARCH = Limit("search", 600, timedelta(minutes=1))
EXPORT = Limit("export", 30, timedelta(minutes=10))
