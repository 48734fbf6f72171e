"""Settings: typed, checked at the start, each documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cesi_site.core.settings import PROJECT, SERVER_SETTINGS, SETTINGS, SettingError, load_settings


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CESI_MAIL_PORT", "smtp"),
        ("CESI_MAIL_PORT", "70000"),
        ("CESI_DEVELOPMENT", "perhaps"),
        ("CESI_SITE_URL_CESI", "www.cesi.be"),
        ("CESI_SITE_URL_CESI", "https://www.cesi.be/nl"),
        ("CESI_FORM_MIN_SECONDS", "-1"),
        ("CESI_LOG_FORMAT", "xml"),
        ("PORT", "0"),
    ],
)
def test_a_wrong_value_stops_the_start_with_its_name(variable: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=variable):
        load_settings({variable: value, "CESI_INSTANCE_PATH": str(tmp_path)})


def test_an_unknown_name_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="CESI_MAIL_SERVR"):
        load_settings({"CESI_MAIL_SERVR": "localhost", "CESI_INSTANCE_PATH": str(tmp_path)})


def test_development_is_refused_on_an_open_address(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="HOST"):
        load_settings({"CESI_DEVELOPMENT": "1", "HOST": "0.0.0.0", "CESI_INSTANCE_PATH": str(tmp_path)})


def test_a_mailbox_on_another_machine_is_read_over_tls_alone(tmp_path: Path) -> None:
    open_line = {"CESI_BOUNCE_IMAP_TLS": "0", "CESI_INSTANCE_PATH": str(tmp_path)}
    with pytest.raises(SettingError, match="CESI_BOUNCE_IMAP_TLS"):
        load_settings({"CESI_BOUNCE_IMAP_HOST": "imap.example", **open_line})
    assert load_settings({"CESI_BOUNCE_IMAP_HOST": "localhost", **open_line})["BOUNCE_IMAP_TLS"] is False


def test_development_puts_the_three_sites_on_one_port(tmp_path: Path) -> None:
    config = load_settings({"CESI_DEVELOPMENT": "1", "PORT": "8123", "CESI_INSTANCE_PATH": str(tmp_path)})
    assert config["SITE_URL_CESI"] == "http://localhost:8123"
    assert config["SITE_URL_ONEMANAGEMENT"] == "http://onemanagement.localhost:8123"
    assert config["SITE_URL_MYCESI"] == "http://my.localhost:8123"


def test_the_secret_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first = load_settings({"CESI_INSTANCE_PATH": str(tmp_path)})["SECRET_KEY"]
    again = load_settings({"CESI_INSTANCE_PATH": str(tmp_path)})["SECRET_KEY"]
    assert first == again
    assert len(first) >= 64
    assert (tmp_path / "keys" / "secret.key").stat().st_mode & 0o077 == 0


def test_every_setting_is_in_the_operating_manual() -> None:
    manual = (PROJECT / "docs" / "operating.md").read_text(encoding="utf-8")
    written = set(re.findall(r"^\| `([A-Z_]+)` \|", manual, re.MULTILINE))
    named = {f"CESI_{setting.name}" for setting in SETTINGS} | {setting.name for setting in SERVER_SETTINGS}
    assert written == named
