"""Settings: good ones, bad ones, and every bad one told at once in plain words."""

import os
import re
import stat
from datetime import timedelta
from ipaddress import ip_network

import pytest

import config
from app.domain.policy import Policy
from config import Config, WrongSettings

SECRET = "k3J9-x7Qm2_Zp8Lw5Rt1Vb6Ny4Hc0Ds9"
MAIL_URL = "smtps://user:pass@mail.example.org"
PRODUCTION = {
    "ENV": "production", "SECRET_KEY": SECRET, "BASE_URL": "https://coaching.example.org", "MAIL_URL": MAIL_URL,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _clean(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("COACHBOOK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(config, "INSTANCE", tmp_path / "instance")


@pytest.fixture
def read(monkeypatch):
    """Return a function that reads settings given without their prefix."""

    def from_env(**settings):
        for name, value in settings.items():
            monkeypatch.setenv(f"COACHBOOK_{name}", value)
        return Config.from_env()

    return from_env


GOOD = [
    ("ENV", "testing", "testing"),
    ("SECRET_KEY", SECRET, SECRET),
    ("DATABASE_URL", "postgresql://user:pass@host/name", "postgresql://user:pass@host/name"),
    ("DATABASE_URL", "postgresql:///name?host=/run/postgresql", "postgresql:///name?host=/run/postgresql"),
    ("DATABASE_URL", "sqlite:////srv/coachbook.db", "sqlite:////srv/coachbook.db"),
    ("DATABASE_URL", "sqlite:///here.db", f"sqlite:///{config.ROOT}/here.db"),
    ("BASE_URL", "http://localhost:5000/", "http://localhost:5000"),
    ("BASE_URL", "https://Coaching.Example.org", "https://coaching.example.org"),
    ("BASE_URL", "http://[::1]:8000", "http://[::1]:8000"),
    ("STREAM_URL", "/stream", "/stream"),
    ("STREAM_URL", "http://127.0.0.1:8001/stream", "http://127.0.0.1:8001/stream"),
    ("MAIL_URL", MAIL_URL, MAIL_URL),
    ("MAIL_URL", "smtp://localhost:1025?tls=none", "smtp://localhost:1025?tls=none"),
    ("MAIL_FROM", "coaching@example.org", "coaching@example.org"),
    ("PROGRAMME_NAME", "École", "École"),
    ("PROGRAMME_TIMEZONE", "Europe/Lisbon", "Europe/Lisbon"),
    ("PHONE_REGION", "GB", "GB"),
    ("DEFAULT_LOCALE", "pt-br", "pt_BR"),
    ("REGISTRATION", "invite", "invite"),
    ("SLOT_MINUTES", "15", 15),
    ("SLOT_MINUTES", "480", 480),
    ("BOOKING_NOTICE_MINUTES", "0", 0),
    ("BOOKING_HORIZON_DAYS", "730", 730),
    ("CANCEL_NOTICE_HOURS", "0", 0),
    ("MAX_OPEN_CALLS", "3", 3),
    ("APPROVAL_HOURS", "12", 12),
    ("MAX_CALLS_PER_WEEK", "2", 2),
    ("MAX_CALLS_PER_SEMESTER", "12", 12),
    ("FAIR_RELEASE_HOURS", "24", 24),
    ("NO_SHOWS_LIMIT", "2", 2),
    ("NO_SHOWS_DAYS", "60", 60),
    ("NO_SHOWS_PAUSE_DAYS", "7", 7),
    ("WAITLIST_OFFER_HOURS", "72", 72),
    ("CONTACT_DAYS", "0", 0),
    ("REMINDERS", "2d, 90m", "2d, 90m"),
    ("RETENTION_DAYS", "0", 0),
    ("RETENTION_DAYS", "30", 30),
    ("TRUSTED_PROXIES", "2", 2),
    ("API_REQUESTS_PER_MINUTE", "60", 60),
    ("METRICS_TOKEN", SECRET, SECRET),
    ("LOG_FORMAT", "json", "json"),
    ("MAINTENANCE_FILE", "/run/coachbook/maintenance", "/run/coachbook/maintenance"),
    ("DRAIN_FILE", "/run/coachbook/draining", "/run/coachbook/draining"),
    ("ALLOWED_NETWORKS", "10.0.0.0/8, fd00::/8", (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))),
    ("CLOCK_OFFSET", "+3d", timedelta(days=3)),
    ("FAILPOINT", "outbox.after_250", "outbox.after_250"),
]

BAD = [
    ("ENV", "prod", "write development, testing or production (it is 'prod')"),
    ("DATABASE_URL", "mysql://user:pass@host/name", "write sqlite:///path/to/file.db or postgresql://"),
    ("DATABASE_URL", "sqlite://", "write sqlite:///path/to/file.db or postgresql://"),
    ("DATABASE_URL", "sqlite:///:memory:", "write sqlite:///path/to/file.db or postgresql://"),
    ("DATABASE_URL", "postgres://host/name", "write sqlite:///path/to/file.db or postgresql://"),
    *[
        ("BASE_URL", url, "write the address people open, like https://coaching.example.org")
        for url in ("example.org", "ftp://example.org", "http://", "http://[", "http://a.org/path", "http://a.org?x=1",
                    "http://user:pass@a.org", "http://a.org:port", "http://a b.org", "//a.org", "http://a.org#x")
    ],
    *[
        ("STREAM_URL", url, "write a path like /stream, or an address like http://127.0.0.1:8001/stream")
        for url in ("stream", "ftp://a.org/stream", "http://a.org/stream?x=1", "http://a.org; script-src *",
                    "//a.org'/")
    ],
    *[
        ("MAIL_URL", url, "write smtp://user:password@host:587?tls=starttls or smtps://user:password@host:465")
        for url in ("smtp://[", "mail.example.org", "http://mail.example.org", "smtp://", "smtp://host/path", "smtp://host#x")
    ],
    ("MAIL_URL", "smtp://host:port", "write smtp://user:password@host:587?tls=starttls"),
    ("MAIL_URL", "smtp://host?tls=maybe", "after smtp://… write ?tls=starttls, or ?tls=none"),
    ("MAIL_URL", "smtps://host?tls=none", "after smtp://… write ?tls=starttls, or ?tls=none"),
    ("MAIL_URL", "smtp://user@host", "give both a user and a password, or neither"),
    ("MAIL_URL", "smtp://user:pass@host?tls=none", "a password is sent with TLS only"),
    *[
        ("MAIL_FROM", address, "write an address, like coaching@example.org")
        for address in ("coaching", "a@b", "Coaching <a@b.org>", "a@b.org\nBcc: c@d.org", "a b@c.org")
    ],
    ("PROGRAMME_NAME", "x" * 61, "write 1 to 60 characters"),
    ("PROGRAMME_TIMEZONE", "Lisbon", "write an IANA zone name, like Europe/Lisbon (it is 'Lisbon')"),
    ("PHONE_REGION", "gb", "write a country's two letters, like US or GB (it is 'gb')"),
    ("DEFAULT_LOCALE", "xx", "write a language, like en or pt_BR (it is 'xx')"),
    ("DEFAULT_LOCALE", "english please", "write a language, like en or pt_BR"),
    ("LOG_FORMAT", "xml", "write text or json (it is 'xml')"),
    ("REGISTRATION", "closed", "write open or invite (it is 'closed')"),
    ("ALLOWED_NETWORKS", "10.0.0.1/8", "write networks between commas, like 10.0.0.0/8,fd00::/8 (it is '10.0.0.1/8')"),
    ("SLOT_MINUTES", "14", "write a whole number from 15 to 480 (it is '14')"),
    ("SLOT_MINUTES", "481", "write a whole number from 15 to 480"),
    ("SLOT_MINUTES", "two hours", "write a whole number from 15 to 480 (it is 'two hours')"),
    ("SLOT_MINUTES", "1.5", "write a whole number from 15 to 480"),
    ("BOOKING_NOTICE_MINUTES", "-1", "write a whole number from 0 to 86400"),
    ("BOOKING_HORIZON_DAYS", "0", "write a whole number from 1 to 730"),
    ("CANCEL_NOTICE_HOURS", "9" * 5000, "write a whole number from 0 to 1440"),
    ("MAX_OPEN_CALLS", "-1", "write a whole number from 0 to 1000"),
    ("CONTACT_DAYS", "3651", "write a whole number from 0 to 3650"),
    *[
        ("REMINDERS", text, "write times of up to 14 days before the start, like 24h,1h")
        for text in ("soon", "24h;1h", "24h,", "-1h", "0m", "15d")
    ],
    ("RETENTION_DAYS", "29", "write 0 to keep everything, or at least 30 days (it is '29')"),
    ("RETENTION_DAYS", "-1", "write a whole number from 0 to 36500"),
    ("RETENTION_DAYS", "a year", "write a whole number from 0 to 36500"),
    ("TRUSTED_PROXIES", "10", "write a whole number from 0 to 9"),
    ("GOOGLE_CLIENT_ID", "my client", "write the client's id, as Google shows it (it is 'my client')"),
    ("GOOGLE_CLIENT_SECRET", "alone", "give both a client id and its secret, or neither"),
    *[
        (f"GOOGLE_{which}_URL", url, "write an address like https://www.googleapis.com")
        for which in ("ACCOUNTS", "TOKENS", "API")
        for url in ("www.googleapis.com", "http://www.googleapis.com", "https://a b", "https://a/?b", "https://u:p@a")
    ],
    ("CLOCK_OFFSET", "3 days", "write a sign, a number and d, h or m, like +3d or -2h (it is '3 days')"),
]  # fmt: skip


def told(refused):
    """Return each setting's line, and require that its words are ours."""
    first, *lines = str(refused.value).splitlines()
    assert first == "These settings cannot be used:"
    for word in ("Input", "Value error", "valid", "parse", "pydantic", "greater", "String", "Traceback"):
        assert word not in str(refused.value)
    return dict(re.fullmatch(r"  COACHBOOK_([A-Z_]+): (.+)", line).groups() for line in lines)


@pytest.mark.parametrize(("name", "given", "value"), GOOD)
def test_a_good_setting_is_taken(read, name, given, value):
    assert getattr(read(**{name: given}), name.lower()) == value


@pytest.mark.parametrize(("name", "given", "words"), BAD)
def test_a_bad_setting_is_refused_in_plain_words(read, name, given, words):
    with pytest.raises(WrongSettings) as refused:
        read(**{name: given})
    assert list(told(refused)) == [name]
    assert words in told(refused)[name]


def test_every_setting_has_been_tried():
    tried = {name.lower() for name, *_ in (*GOOD, *BAD)} | {"secret_key_fallbacks", "sentry_dsn", "telemetry_url"}
    assert tried == set(Config.model_fields)


def test_all_wrong_settings_are_told_at_once(read):
    with pytest.raises(WrongSettings) as refused:
        read(**{name: given for name, given, _ in BAD})
    assert set(told(refused)) == {name for name, *_ in BAD}


def test_an_empty_setting_is_not_set(read):
    found = read(SLOT_MINUTES="", CLOCK_OFFSET="", BASE_URL="", PROGRAMME_NAME="", ENV="")
    assert (found.slot_minutes, found.base_url, found.env) == (120, "http://127.0.0.1:8000", "development")


@pytest.mark.parametrize(
    ("base_url", "sender"),
    [
        ("https://coaching.example.org", "no-reply@coaching.example.org"),
        ("http://127.0.0.1:8000", "no-reply@localhost.localdomain"),
        ("http://localhost:8000", "no-reply@localhost.localdomain"),
        ("http://[::1]:8000", "no-reply@localhost.localdomain"),
    ],
)
def test_mail_comes_from_the_host_of_the_address_unless_told(read, base_url, sender):
    assert read(BASE_URL=base_url).mail_from == sender


def test_a_setting_that_does_not_exist_is_ignored_aloud(read, capsys):
    read(SLOT_MINUTE="60")
    assert capsys.readouterr().err == "COACHBOOK_SLOT_MINUTE is ignored: there is no such setting.\n"


def test_production_starts_with_strong_settings(read):
    found = read(**PRODUCTION, DATABASE_URL="postgresql://host/name")
    assert (found.env, found.secret_key, found.base_url) == ("production", SECRET, PRODUCTION["BASE_URL"])
    assert not config.INSTANCE.exists()


@pytest.mark.parametrize(
    "given",
    [{"SECRET_KEY": "short"}, {"SECRET_KEY": "a" * 64}, {"SECRET_KEY": ""}, {"BASE_URL": ""},
     {"BASE_URL": "http://coaching.example.org"}, {"MAIL_URL": ""}, {"CLOCK_OFFSET": "+1m"},
     {"FAILPOINT": "outbox.after_250"}, {"SECRET_KEY_FALLBACKS": f"{SECRET},weak"}],
    ids=str,
)  # fmt: skip
def test_production_refuses_what_is_weak_or_missing(read, given):
    """Case C9."""
    with pytest.raises(WrongSettings) as refused:
        read(**{**PRODUCTION, **given})
    assert list(told(refused)) == list(given)


def test_production_tells_all_that_is_missing_at_once(read):
    with pytest.raises(WrongSettings) as refused:
        read(ENV="production", CLOCK_OFFSET="+3d")
    assert told(refused) == {
        "SECRET_KEY": "give at least 32 random characters",
        "BASE_URL": "write the address people open, like https://coaching.example.org (it is missing)",
        "MAIL_URL": "write smtp://user:password@host:587?tls=starttls or smtps://user:password@host:465",
        "CLOCK_OFFSET": "remove it: it is for trials, and this is production (it is '+3d')",
    }


def test_secrets_are_never_told(read):
    with pytest.raises(WrongSettings) as refused:
        read(
            ENV="production", SECRET_KEY="hunter2", SECRET_KEY_FALLBACKS="hunter3",
            DATABASE_URL="mysql://u:hunter4@h/n", MAIL_URL="smtp://u:hunter5@h?tls=none",
        )  # fmt: skip
    assert set(told(refused)) >= {"SECRET_KEY", "SECRET_KEY_FALLBACKS", "DATABASE_URL", "MAIL_URL"}
    assert "hunter" not in str(refused.value)


def test_reminders_go_from_the_earliest_to_the_last_and_each_once(read):
    hours = [timedelta(hours=number) for number in (48, 24, 1)]
    assert list(read(REMINDERS="1h,24h, 2d,60m").policy.reminders) == hours
    assert Config.for_tests().policy == Policy()


def test_earlier_keys_stand_between_commas(read):
    assert read(SECRET_KEY_FALLBACKS=" one, two,,").fallback_keys == ["one", "two"]
    assert Config.for_tests().fallback_keys == []


def test_a_development_key_is_made_once_and_kept_private(read):
    first, again = read(), read()
    assert len(first.secret_key) >= 32
    assert again.secret_key == first.secret_key
    assert stat.S_IMODE((config.INSTANCE / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in config.INSTANCE.iterdir()] == ["secret_key"]


def test_who_starts_second_takes_the_key_of_the_first(read, monkeypatch):
    path = config.INSTANCE / "secret_key"
    link = os.link

    def other_was_quicker(source, target):
        path.write_text("the other's key")
        link(source, target)

    monkeypatch.setattr(config.os, "link", other_was_quicker)
    assert read().secret_key == "the other's key"


def test_tests_see_nothing_of_the_environment(monkeypatch):
    monkeypatch.setenv("COACHBOOK_SLOT_MINUTES", "60")
    assert Config.for_tests().slot_minutes == 120
    assert Config.for_tests(slot_minutes=30).policy.slot_length == timedelta(minutes=30)


def test_the_policy_has_every_limit_of_the_settings():
    policy = Config.for_tests(
        slot_minutes=45, booking_notice_minutes=5, booking_horizon_days=9, cancel_notice_hours=7, max_open_calls=2,
        contact_days=3, approval_hours=6, max_calls_per_week=3, max_calls_per_semester=9, fair_release_hours=24,
        no_shows_limit=2, no_shows_days=30, no_shows_pause_days=7, waitlist_offer_hours=5,
    ).policy  # fmt: skip
    assert (policy.slot_length, policy.booking_notice) == (timedelta(minutes=45), timedelta(minutes=5))
    assert (policy.booking_horizon, policy.cancel_notice) == (timedelta(days=9), timedelta(hours=7))
    assert (policy.max_open_calls, policy.max_calls_per_week, policy.max_calls_per_semester) == (2, 3, 9)
    assert (policy.fair_release, policy.waitlist_offer) == (timedelta(hours=24), timedelta(hours=5))
    assert (policy.no_shows_limit, policy.no_shows_period.days, policy.booking_pause.days) == (2, 30, 7)
    assert (policy.approval_period, policy.contact_period) == (timedelta(hours=6), timedelta(days=3))
