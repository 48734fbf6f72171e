"""Every setting of the application: its name, its type, its default and what it means.

A setting is read from the environment with the prefix `CESI_` and stands in `app.config` without it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cesi_site.core.keys import load_or_create_key

PREFIX = "CESI_"
PROJECT = Path(__file__).resolve().parents[2]
MAILBOX_OFFSET = 25  # the development mailbox listens this far above the site's port
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class SettingError(Exception):
    """A setting is missing or wrong; the message names it and says how to mend it."""


def text(value: str) -> str:
    """Take the value as it stands, without blanks around it."""
    return value.strip()


def boolean(value: str) -> bool:
    """Read 1/0, true/false, yes/no, on/off."""
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    try:
        return words[value.strip().lower()]
    except KeyError:
        raise ValueError("use 1 or 0") from None


def whole(low: int, high: int) -> Callable[[str], int]:
    """Make a reader of whole numbers between `low` and `high`, both included."""

    def read(value: str) -> int:
        if not re.fullmatch(r"\d+", value.strip()) or not low <= int(value) <= high:
            raise ValueError(f"use a whole number from {low} to {high}")
        return int(value)

    return read


def seconds(value: str) -> float:
    """Read a length of time in seconds, zero or more, fractions allowed."""
    try:
        length = float(value)
    except ValueError:
        raise ValueError("use a number of seconds") from None
    if not 0 <= length < 1e9:
        raise ValueError("use a number of seconds, zero or more")
    return length


def words(value: str) -> tuple[str, ...]:
    """Read a list of words separated by commas or blanks."""
    return tuple(part for part in re.split(r"[,\s]+", value.strip()) if part)


def web_address(value: str) -> str:
    """Read the base address of a site: scheme, host and perhaps a port, nothing more."""
    parts = urlsplit(value.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError("use an address such as https://www.example.be")
    return f"{parts.scheme}://{parts.netloc}".lower()


def folder(value: str) -> str:
    """Read a folder's path and make it absolute."""
    return str(Path(value.strip()).expanduser().resolve())


def one_of(*choices: str) -> Callable[[str], str]:
    """Make a reader that takes only the words listed."""

    def read(value: str) -> str:
        if value.strip() not in choices:
            raise ValueError("use one of: " + ", ".join(choices))
        return value.strip()

    return read


@dataclass(frozen=True)
class Setting:
    """One setting. `default` is a value, or None where the application works one out itself."""

    name: str
    parse: Callable[[str], Any]
    default: Any
    meaning: str


SETTINGS: tuple[Setting, ...] = (
    Setting("DEVELOPMENT", boolean, False, "Development pages and demo accounts; loopback only. Set by `make run`."),
    Setting("INSTANCE_PATH", folder, None, "Folder of the database, the keys and the mailbox; default `instance/`."),
    Setting("SECRET_KEY", text, None, "Signs links, forms and cookies; default: made once in the instance folder."),
    Setting("SQLALCHEMY_DATABASE_URI", text, None, "The database; default: SQLite in the instance folder."),
    Setting("HUEY_URL", text, "", "Clock and threads of the worker; default: SQLite in the instance folder."),
    Setting("SITE_URL_CESI", web_address, "https://www.cesi.be", "Base address of the CESI site."),
    Setting("SITE_URL_ONEMANAGEMENT", web_address, "https://www.onemanagement.be", "Base address of OneManagement."),
    Setting("SITE_URL_MYCESI", web_address, "https://my.cesi.be", "Base address of MyCESI."),
    Setting("TRUSTED_HOSTS", words, (), "More host names that are answered, as the CESI site."),
    Setting("TRUSTED_PROXIES", whole(0, 9), 0, "How many proxies stand in front and set X-Forwarded-For and -Proto."),
    Setting("WEB_WORKERS", whole(1, 64), 2, "Web processes."),
    Setting("WEB_THREADS", whole(1, 64), 8, "Threads in each web process."),
    Setting("MAIL_SERVER", text, "", "SMTP server; empty: mails wait (in development: the local mailbox)."),
    Setting("MAIL_PORT", whole(1, 65535), 25, "SMTP port."),
    Setting("MAIL_USERNAME", text, "", "SMTP account, where the server asks for one."),
    Setting("MAIL_PASSWORD", text, "", "Its password."),
    Setting("MAIL_USE_TLS", boolean, False, "Use STARTTLS."),
    Setting("MAIL_TIMEOUT", seconds, 20.0, "Seconds after which a silent SMTP server is given up for this try."),
    Setting("MAIL_FROM", text, "no-reply@cesi.be", "Sender address of the site's own mails."),
    Setting("NEWSLETTER_FROM", text, "", "Sender address of newsletters and statutory mails; default: MAIL_FROM."),
    Setting("NEWSLETTER_REPLY_TO", text, "", "Where answers to them go; empty: to their sender."),
    Setting("BOUNCE_DOMAIN", text, "", "Domain at which their bounces arrive; default: that of MAIL_FROM."),
    Setting("BOUNCE_SOFT_LIMIT", whole(1, 50), 5, "Letters that come back softly before the address is struck off."),
    Setting("BOUNCE_SOFT_DAYS", whole(1, 360), 180, "Days within which they are counted."),
    Setting("BOUNCE_IMAP_HOST", text, "", "IMAP server of the mailbox for bounces; empty: none is read."),
    Setting("BOUNCE_IMAP_PORT", whole(1, 65535), 993, "Its port."),
    Setting("BOUNCE_IMAP_TLS", boolean, True, "Speak TLS to it; without, it must be on this machine."),
    Setting("BOUNCE_IMAP_USERNAME", text, "", "Account of the mailbox."),
    Setting("BOUNCE_IMAP_PASSWORD", text, "", "Its password."),
    Setting("BOUNCE_IMAP_FOLDER", text, "INBOX", "Folder that is read; it is empty afterwards."),
    Setting("BOUNCE_IMAP_OTHER", text, "Other", "Folder for what a person has to read; made where it is missing."),
    Setting("NEWSLETTER_APPROVAL_ABOVE", whole(0, 10**9), 100, "More recipients than this need a second person."),
    Setting("NEWSLETTER_CONNECTIONS", whole(1, 8), 2, "Connections to the SMTP server while a mailing is sent."),
    Setting(
        "NEWSLETTER_DOMAIN_RATE", whole(0, 10**6), 0, "Most mails of a mailing to one domain a minute; 0: no limit."
    ),
    Setting("RATELIMIT_ENABLED", boolean, True, "Limit how often one source may send a form."),
    Setting("RATELIMIT_STORAGE_URI", text, "memory://", "Where the limits count: memory:// or redis://…"),
    Setting("FORM_MIN_SECONDS", seconds, 3.0, "The time trap: a form sent faster is set apart; 0 turns it off."),
    Setting("MAX_CONTENT_LENGTH", whole(1, 10**9), 18_000_000, "Largest request in bytes; room for three attachments."),
    Setting("PAGE_CACHE_ENABLED", boolean, True, "Keep ready public pages in memory."),
    Setting("PAGE_CACHE_SECONDS", seconds, 1.0, "How long a process trusts what it knows of changed content."),
    Setting("SESSION_IDLE_MINUTES", whole(5, 1440), 60, "Minutes after which an unused member session ends."),
    Setting("SESSION_IDLE_MINUTES_STAFF", whole(5, 1440), 30, "The same for staff."),
    Setting("SESSION_HOURS", whole(1, 72), 12, "Hours after which any session ends."),
    Setting("OFFER_HOURS", whole(2, 336), 48, "Hours for which a place that came free is kept for who waits for it."),
    Setting("ENROLMENT_REMINDER_DAYS", whole(1, 30), 3, "Days before a session on which who comes is reminded of it."),
    Setting("CONNECTION_LOG_MONTHS", whole(1, 36), 12, "Months that the connection log is kept."),
    Setting("COUNTRY_FILE", text, "", "CSV of address ranges (first,last,country code); empty: no country is shown."),
    Setting("CONSENT_MONTHS", whole(1, 12), 6, "Months after which visitors are asked again about cookies."),
    Setting(
        "VISITS", one_of("off", "counts", "visits"), "visits", "Count pages; and after consent, measure visits too."
    ),
    Setting("INTERESTS", boolean, True, "Also ask to remember trainings and services that a visitor reads about."),
    Setting("REGION_FILE", text, "", "CSV of address ranges (first,last,region) in Belgium; empty: no region."),
    Setting("GOOGLE_ANALYTICS_ID", text, "", "Measurement id of Google Analytics, asked for by consent; empty: off."),
    Setting("DYNAMICS_URL", web_address, "", "Microsoft Dataverse that takes leads and choices; empty: off."),
    Setting("DYNAMICS_TENANT", text, "", "Its tenant (directory id)."),
    Setting("DYNAMICS_CLIENT_ID", text, "", "Application that signs in to it."),
    Setting("DYNAMICS_CLIENT_SECRET", text, "", "Its secret."),
    Setting("DYNAMICS_LOGIN_URL", web_address, "https://login.microsoftonline.com", "Where it signs in."),
    Setting("METRICS_TOKEN", text, "", "Bearer token for /metrics from elsewhere; empty: this machine only."),
    Setting("LOG_FORMAT", one_of("text", "json"), "text", "How log lines are written."),
    Setting("HOSTING_PROVIDER", text, "", "Hosting provider named in the policy (name|web address)."),
    Setting("MAIL_PROVIDER", text, "", "Mail provider named in the policy (name|web address)."),
    Setting("DEMO_PASSWORD", text, "", "One password for all demo accounts (development only)."),
    Setting("COMPANY_CESI_PHONE", text, "", "Telephone of CESI; left out while empty."),
    Setting("COMPANY_CESI_EMAIL", text, "", "General e-mail address of CESI; left out while empty."),
    Setting("COMPANY_CESI_VAT", text, "", "VAT number of CESI; left out while empty."),
    Setting("COMPANY_CESI_BANK", text, "", "Bank account of CESI; left out while empty."),
    Setting("COMPANY_ONEMANAGEMENT_PHONE", text, "", "Telephone of ONE; left out while empty."),
    Setting("COMPANY_ONEMANAGEMENT_EMAIL", text, "", "General e-mail address of ONE; left out while empty."),
    Setting("COMPANY_ONEMANAGEMENT_VAT", text, "", "VAT number of ONE; left out while empty."),
    Setting("COMPANY_ONEMANAGEMENT_BANK", text, "", "Bank account of ONE; left out while empty."),
)

DEFAULTS: Mapping[str, Any] = {setting.name: setting.default for setting in SETTINGS}

SERVER_SETTINGS: tuple[Setting, ...] = (
    Setting("HOST", text, "127.0.0.1", "Address the server listens on (environment name without prefix)."),
    Setting("PORT", whole(1, 65535), 8000, "Port the server listens on (environment name without prefix)."),
)


# Not for operators to choose: what the application relies on in Flask and its extensions.
FIXED: dict[str, Any] = {
    "SESSION_COOKIE_NAME": "cesi_session",
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    # A field of a megabyte is answered with a message at the field, and the text is kept.
    "MAX_FORM_MEMORY_SIZE": 4_000_000,
    "LOCAL_MAILBOX": False,
    "BABEL_DEFAULT_TIMEZONE": "Europe/Brussels",
    "BABEL_TRANSLATION_DIRECTORIES": str(PROJECT / "translations"),
}


def _read(setting: Setting, variable: str, environ: Mapping[str, str]) -> Any:
    value = environ.get(variable)
    if value is None or value == "":
        return setting.default
    try:
        return setting.parse(value)
    except ValueError as error:
        raise SettingError(f"{variable} is not right: {error} (it is now {value!r}).") from None


def load_settings(environ: Mapping[str, str] | None = None, **overrides: Any) -> dict[str, Any]:
    """Read all settings into a mapping for `app.config`.

    `overrides` are values (not text) that win over the environment; tests use them.
    Raises `SettingError` for a wrong value, and for an unknown name with the prefix.
    """
    environ = os.environ if environ is None else environ
    known = {setting.name for setting in SETTINGS}
    unknown = sorted(n for n in environ if n.startswith(PREFIX) and n.removeprefix(PREFIX) not in known | INTERNAL)
    if unknown:
        raise SettingError(f"{unknown[0]} is not a setting. The settings are listed in docs/operating.md.")
    config = {setting.name: _read(setting, PREFIX + setting.name, environ) for setting in SETTINGS}
    config |= {setting.name: _read(setting, setting.name, environ) for setting in SERVER_SETTINGS}
    config |= FIXED | overrides
    _complete(config)
    return config


# Set by the server for its own child processes; not for operators.
INTERNAL = frozenset({"PARENT"})


def forget_environment() -> None:
    """Take the settings out of the process environment, where a WSGI server may hand them on with requests."""
    for name in [name for name in os.environ if name.startswith((PREFIX, "HTTP_"))]:
        del os.environ[name]


def _complete(config: dict[str, Any]) -> None:
    """Fill in what depends on other settings, and check what only makes sense together."""
    config["INSTANCE_PATH"] = config["INSTANCE_PATH"] or str(PROJECT / "instance")
    instance = Path(config["INSTANCE_PATH"])
    instance.mkdir(parents=True, exist_ok=True)
    if not config["SECRET_KEY"]:
        config["SECRET_KEY"] = load_or_create_key(instance, "secret").hex()
    config["AUDIT_KEY"] = load_or_create_key(instance, "audit")
    config["TOTP_KEY"] = load_or_create_key(instance, "totp")
    config["SUPPRESSION_KEY"] = load_or_create_key(instance, "suppression")
    config["ERASURE_KEY"] = load_or_create_key(instance, "erasure")
    config["RECEIPTS_KEY"] = load_or_create_key(instance, "receipts")
    config["LINKS_KEY"] = load_or_create_key(instance, "links-for-years")
    if not config["SQLALCHEMY_DATABASE_URI"]:
        config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{instance / 'cesi.sqlite'}"
    if config["BOUNCE_IMAP_HOST"] not in {"", *LOOPBACK} and not config["BOUNCE_IMAP_TLS"]:
        raise SettingError("CESI_BOUNCE_IMAP_TLS=0 is for a server on this machine, and CESI_BOUNCE_IMAP_HOST is not.")
    _check_dynamics(config)
    if config["DEVELOPMENT"]:
        _complete_development(config)
    config["SESSION_COOKIE_SECURE"] = str(config["SITE_URL_MYCESI"]).startswith("https:")


def _check_dynamics(config: Mapping[str, Any]) -> None:
    if not config["DYNAMICS_URL"]:
        return
    needed = ("DYNAMICS_TENANT", "DYNAMICS_CLIENT_ID", "DYNAMICS_CLIENT_SECRET")
    if missing := [name for name in needed if not config[name]]:
        raise SettingError(f"CESI_{missing[0]} is missing: CESI_DYNAMICS_URL needs it.")
    for name in ("DYNAMICS_URL", "DYNAMICS_LOGIN_URL"):
        parts = urlsplit(config[name])
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise SettingError(f"CESI_{name} must begin with https://.")


def _complete_development(config: dict[str, Any]) -> None:
    if config["HOST"] not in LOOPBACK:
        raise SettingError("CESI_DEVELOPMENT is for one's own machine: HOST must be 127.0.0.1, ::1 or localhost.")
    hosts = {"CESI": "localhost", "ONEMANAGEMENT": "onemanagement.localhost", "MYCESI": "my.localhost"}
    defaults = {setting.name: setting.default for setting in SETTINGS}
    for key, host in hosts.items():
        if config[f"SITE_URL_{key}"] == defaults[f"SITE_URL_{key}"]:
            config[f"SITE_URL_{key}"] = f"http://{host}:{config['PORT']}"
    config["TRUSTED_HOSTS"] = (*config["TRUSTED_HOSTS"], "127.0.0.1")
    if not config["MAIL_SERVER"]:
        config |= {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": config["PORT"] + MAILBOX_OFFSET, "LOCAL_MAILBOX": True}
