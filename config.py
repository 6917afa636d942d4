"""Every setting, read once from the environment (`COACHBOOK_…`); wrong ones are refused all at once, in plain words."""

import os
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

import phonenumbers
from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from app import setting_words
from app.domain.errors import BadLocale, BadTimezone
from app.domain.mail_servers import MailServer, parse_mail_url
from app.domain.policy import Policy
from app.domain.profiles import check_locale
from app.domain.reminders import parse_reminders
from app.domain.timezones import check_timezone
from app.setting_secret import development_secret
from app.setting_types import SHORTEST_SECRET, ClientId, Networks, Offset, Service, is_strong

ROOT = Path(__file__).parent
INSTANCE = ROOT / "instance"
PREFIX = "COACHBOOK_"
# Less would take what is still needed: mails about calls, and who saw a phone number.
SHORTEST_RETENTION = 30


class WrongSettings(Exception):
    """The settings cannot be used; the message names each wrong one and says what to write."""


class Config(BaseSettings):
    """The settings of one installation."""

    # A line like NAME= in a file of settings means that it is not set.
    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, validate_default=True)

    # Production refuses weak or missing settings; it stands first, for those below ask it.
    env: Literal["development", "testing", "production"] = "development"
    # Signs sessions and forms; the fallbacks, between commas, are earlier keys that still count.
    secret_key: str = ""
    secret_key_fallbacks: str = ""
    database_url: str = ""
    # The only address this programme is reached at.
    base_url: str = ""
    # Where pages hear of changes: a path behind the same proxy, or an address; without it they ask now and then.
    stream_url: str = ""
    # Where mail is handed in, and whom it comes from; without a server mail is kept, and read at /dev/mail.
    mail_url: str = ""
    mail_from: str = ""
    # Who runs it, where.
    programme_name: str = Field("Coachbook", min_length=1, max_length=60)
    programme_timezone: str = "UTC"
    phone_region: str = "US"
    default_locale: str = "en"
    # With `invite`, accounts are made by `flask users create` only.
    registration: Literal["open", "invite"] = "open"
    # Length of every slot.
    slot_minutes: int = Field(120, ge=15, le=480)
    # Soonest and furthest a student may book.
    booking_notice_minutes: int = Field(60, ge=0, le=60 * 24 * 60)
    booking_horizon_days: int = Field(180, ge=1, le=730)
    # Students cancel and move until then; coaches and administrators always.
    cancel_notice_hours: int = Field(12, ge=0, le=24 * 60)
    # Calls ahead that a student may hold; 0 is no limit.
    max_open_calls: int = Field(0, ge=0, le=1000)
    # Calls that a student may have in a week, from Monday on, and in a semester; 0 is no limit.
    max_calls_per_week: int = Field(0, ge=0, le=100)
    max_calls_per_semester: int = Field(0, ge=0, le=1000)
    # Hours in which a new slot is only for students with the fewest calls this semester; 0 opens it to all at once.
    fair_release_hours: int = Field(0, ge=0, le=14 * 24)
    # A student who misses so many calls within so many days is warned by mail; whoever then misses another one books
    # nothing for so many days. 0 warns nobody.
    no_shows_limit: int = Field(0, ge=0, le=20)
    no_shows_days: int = Field(90, ge=1, le=366)
    no_shows_pause_days: int = Field(14, ge=1, le=180)
    # Hours in which a coach who approves bookings answers a request; then it lapses.
    approval_hours: int = Field(48, ge=1, le=14 * 24)
    # Hours for which a slot that opens is held for the first on the waitlist; less when its start is near.
    waitlist_offer_hours: int = Field(12, ge=1, le=72)
    # Days after a call that the two still see each other's phone.
    contact_days: int = Field(30, ge=0, le=3650)
    # How long before the start both people of a call are reminded, between commas.
    reminders: str = "24h,1h"
    # Days after which personal data that nobody has touched is erased by `flask retention run`; 0 keeps it.
    retention_days: int = Field(0, ge=0, le=36_500)
    # Proxies in front that each add a line to X-Forwarded-For; without them that header is a visitor's own claim.
    trusted_proxies: int = Field(0, ge=0, le=9)
    # What one caller of the API may ask in a minute.
    api_requests_per_minute: int = Field(600, ge=1)
    # Lets whoever brings it read /metrics; without it there is no such page.
    metrics_token: str = ""
    # How the log is written: text tells people of trouble, json tells machines of every request as well.
    log_format: Literal["text", "json"] = "text"
    # Where errors and traces are sent, if anywhere.
    sentry_dsn: str = ""
    telemetry_url: str = ""
    # While this file is there, every page says that Coachbook is being worked on: `flask maintenance on`.
    maintenance_file: str = ""
    # While this file is there, /readyz says no, so that a balancer sends nobody here any more.
    drain_file: str = ""
    # Networks, between commas, where servers that people name may stand though they are not public.
    allowed_networks: Networks = ()
    # What Google knows this programme by; without it nobody can connect a Google calendar.
    google_client_id: ClientId = ""
    google_client_secret: str = ""
    # Where Google asks people, gives keys for their answers, and keeps calendars.
    google_accounts_url: Service = "https://accounts.google.com"
    google_tokens_url: Service = "https://oauth2.googleapis.com"
    google_api_url: Service = "https://www.googleapis.com"
    # Shifts the one clock, like +3d or -2h.
    clock_offset: Offset = timedelta(0)
    # Where processes kill themselves, to prove that nothing is lost by it.
    failpoint: str = ""

    @field_validator("secret_key", "secret_key_fallbacks", "metrics_token")
    @classmethod
    def _strong_secrets(cls, given: str, info: ValidationInfo) -> str:
        keys = [given] if info.field_name == "secret_key" else _split(given)
        if info.data.get("env") == "production" and not all(map(is_strong, keys)):
            raise ValueError(f"give at least {SHORTEST_SECRET} random characters")
        return given

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        url = url or f"sqlite:///{INSTANCE / 'coachbook.db'}"
        kind, _, place = url.partition("://")
        if kind not in ("sqlite", "postgresql") or place in ("", "/", "/:memory:"):
            raise ValueError("write sqlite:///path/to/file.db or postgresql://user:password@host/name")
        if kind == "sqlite" and not place.startswith("//"):
            url = f"sqlite:///{ROOT / place.removeprefix('/')}"
        return url

    @field_validator("maintenance_file")
    @classmethod
    def _beside_the_rest(cls, path: str) -> str:
        return path or str(INSTANCE / "maintenance")

    @field_validator("stream_url")
    @classmethod
    def _path_or_address(cls, url: str) -> str:
        if url and not re.fullmatch(r"(https?://[A-Za-z0-9.:\[\]-]+)?/[A-Za-z0-9/._-]*", url):
            raise ValueError("write a path like /stream, or an address like http://127.0.0.1:8001/stream")
        return url

    @field_validator("base_url")
    @classmethod
    def _whole_address(cls, url: str, info: ValidationInfo) -> str:
        in_production = info.data.get("env") == "production"
        url = url or ("" if in_production else "http://127.0.0.1:8000")
        pattern = r"https://HOST/?" if in_production else r"https?://HOST/?"
        host = r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?"
        if not re.fullmatch(pattern.replace("HOST", host), url):
            raise ValueError("write the address people open, like https://coaching.example.org")
        return url.rstrip("/").lower()

    @field_validator("mail_url")
    @classmethod
    def _known_mail_server(cls, url: str, info: ValidationInfo) -> str:
        if url or info.data.get("env") == "production":
            parse_mail_url(url)
        return url

    @field_validator("mail_from")
    @classmethod
    def _plain_address(cls, address: str, info: ValidationInfo) -> str:
        host = urlsplit(info.data.get("base_url", "")).hostname or ""
        has_name = re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*", host)
        address = address or f"no-reply@{host if has_name else 'localhost.localdomain'}"
        if not re.fullmatch(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", address):
            raise ValueError("write an address, like coaching@example.org")
        return address

    @field_validator("programme_timezone")
    @classmethod
    def _known_timezone(cls, name: str) -> str:
        try:
            return check_timezone(name)
        except BadTimezone as error:
            raise ValueError("write an IANA zone name, like Europe/Lisbon") from error

    @field_validator("phone_region")
    @classmethod
    def _known_region(cls, region: str) -> str:
        if region not in phonenumbers.SUPPORTED_REGIONS:
            raise ValueError("write a country's two letters, like US or GB")
        return region

    @field_validator("default_locale")
    @classmethod
    def _known_locale(cls, name: str) -> str:
        try:
            return check_locale(name)
        except BadLocale as error:
            raise ValueError("write a language, like en or pt_BR") from error

    @field_validator("reminders")
    @classmethod
    def _reminders_ahead(cls, given: str) -> str:
        parse_reminders(given)
        return given

    @field_validator("retention_days")
    @classmethod
    def _long_enough(cls, days: int) -> int:
        if 0 < days < SHORTEST_RETENTION:
            raise ValueError(f"write 0 to keep everything, or at least {SHORTEST_RETENTION} days")
        return days

    @field_validator("google_client_secret")
    @classmethod
    def _whole_client(cls, secret: str, info: ValidationInfo) -> str:
        if bool(secret) != bool(info.data.get("google_client_id")):
            raise ValueError("give both a client id and its secret, or neither")
        return secret

    @field_validator("clock_offset", "failpoint")
    @classmethod
    def _for_trials_only(cls, given: Any, info: ValidationInfo) -> Any:
        if given and info.data.get("env") == "production":
            raise ValueError("remove it: it is for trials, and this is production")
        return given

    @classmethod
    def from_env(cls) -> Self:
        """Read the environment; raises WrongSettings, naming everything that is wrong at once."""
        for name in sorted(os.environ):
            if name.startswith(PREFIX) and name.removeprefix(PREFIX).lower() not in cls.model_fields:
                sys.stderr.write(f"{name} is ignored: there is no such setting.\n")
        try:
            config = cls(**EnvSettingsSource(cls)())
        except ValidationError as error:
            lines = [setting_words.sentence(problem, cls.model_fields, prefix=PREFIX) for problem in error.errors()]
            raise WrongSettings("\n".join(["These settings cannot be used:", *lines])) from None
        if str(INSTANCE) in config.database_url:
            INSTANCE.mkdir(exist_ok=True)
        return config if config.secret_key else config.model_copy(update={"secret_key": development_secret(INSTANCE)})

    @classmethod
    def for_tests(cls, **settings: Any) -> Self:
        """Return settings for tests: no environment, no files."""
        return cls(**{"env": "testing", "secret_key": "for tests only", **settings})

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what is given and nothing else: only `from_env` reads the environment."""
        return (init_settings,)

    @property
    def fallback_keys(self) -> list[str]:
        """Return the earlier keys that still count."""
        return _split(self.secret_key_fallbacks)

    @property
    def mail_server(self) -> MailServer | None:
        """Return where mail is handed in, or None where it is kept."""
        return parse_mail_url(self.mail_url) if self.mail_url else None

    @property
    def policy(self) -> Policy:
        """Return the programme's limits as the domain knows them."""
        return Policy(
            slot_length=timedelta(minutes=self.slot_minutes),
            booking_notice=timedelta(minutes=self.booking_notice_minutes),
            booking_horizon=timedelta(days=self.booking_horizon_days),
            cancel_notice=timedelta(hours=self.cancel_notice_hours),
            max_open_calls=self.max_open_calls,
            max_calls_per_week=self.max_calls_per_week,
            max_calls_per_semester=self.max_calls_per_semester,
            fair_release=timedelta(hours=self.fair_release_hours),
            no_shows_limit=self.no_shows_limit,
            no_shows_period=timedelta(days=self.no_shows_days),
            booking_pause=timedelta(days=self.no_shows_pause_days),
            waitlist_offer=timedelta(hours=self.waitlist_offer_hours),
            approval_period=timedelta(hours=self.approval_hours),
            contact_period=timedelta(days=self.contact_days),
            timezone=self.programme_timezone,
            reminders=parse_reminders(self.reminders),
        )


def _split(keys: str) -> list[str]:
    return [key.strip() for key in keys.split(",") if key.strip()]
