"""Settings from the environment; unusable values are refused by name."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from rostrum.settings import Settings, SettingsError, environment_of, find_balancers, settings_from


def test_settings_without_environment_serve_one_process() -> None:
    assert settings_from({"HOME": "/somewhere"}) == Settings()
    assert Settings().database == "sqlite:///var/rostrum.db"
    assert Settings().address == "http://127.0.0.1:8080"


def test_settings_are_parsed_by_their_type() -> None:
    settings = settings_from(
        {
            "ROSTRUM_PORT": "9000",
            "DATABASE_URL": "postgresql://db/rostrum",
            "ROSTRUM_DATA_DIR": "/data",
            "ROSTRUM_CLOCK_STARTS_AT": "2025-10-25T09:00:00+07:00",
            "ROSTRUM_PUBLIC_URL": "https://press.example.org/",
            "ROSTRUM_ONLY": "desk, doors",
        }
    )
    assert settings.port == 9000
    assert settings.database == "postgresql://db/rostrum"
    assert settings.data_dir == Path("/data")
    assert settings.clock_starts_at == datetime(2025, 10, 25, 2, 0, tzinfo=UTC)
    assert settings.address == "https://press.example.org"
    assert settings.parts == {"desk", "doors"}


def test_node_has_all_parts_by_default() -> None:
    assert Settings().parts == {"desk", "doors", "board"}
    assert settings_from({"ROSTRUM_ONLY": ""}).parts == {"desk", "doors", "board"}


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("http://localhost:8080/", "http://localhost:8080"),
        ("https://example.org/press/", "https://example.org/press"),
        ("https://example.org/2025/press.centre", "https://example.org/2025/press.centre"),
        ("https://[::1]:8443/press", "https://[::1]:8443/press"),
    ],
)
def test_public_url_may_have_a_path(given: str, address: str) -> None:
    assert settings_from({"ROSTRUM_PUBLIC_URL": given}).address == address


@pytest.mark.parametrize(
    "given",
    [
        "press.example.org",
        "ftp://example.org",
        "https://",
        "https://example.org/press?x=1",
        "https://example.org/#press",
        "https://somebody@example.org/",
        "https://example.org/a//b",
        "https://example.org/../b",
        "https://example.org/a b",
        "https://example.org/%70ress",
        "https://example.org/staff",
        "https://example.org/ar/press",
    ],
)
def test_malformed_or_reserved_public_url_is_refused(given: str) -> None:
    with pytest.raises(SettingsError, match="ROSTRUM_PUBLIC_URL"):
        settings_from({"ROSTRUM_PUBLIC_URL": given})


def test_settings_written_to_an_environment_are_read_the_same() -> None:
    settings = Settings(
        port=9000,
        only=("board", "doors"),
        data_dir=Path("/data"),
        clock_starts_at=datetime(2025, 10, 25, 2, 0, tzinfo=UTC),
        drain_s=0,
    )
    assert settings_from(environment_of(settings)) == settings
    assert settings_from(environment_of(Settings())) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ROSTRUM_PORT", "eighty"),
        ("ROSTRUM_PROXIES", "-1"),
        ("ROSTRUM_LOG_FORMAT", "xml"),
        ("ROSTRUM_CLOCK_STARTS_AT", "2025-10-25T09:00:00"),
        ("ROSTRUM_PROT", "8080"),
        ("ROSTRUM_ONLY", "board,desks"),
    ],
)
def test_unusable_setting_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        settings_from({name: value})


MAIL = {"ROSTRUM_SMTP_HOST": "mail.example.org", "ROSTRUM_MAIL_FROM": "press@example.org"}


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"ROSTRUM_MAIL_FROM": ""}, "ROSTRUM_MAIL_FROM"),
        ({"ROSTRUM_MAIL_FROM": "press@example.org\nBcc: x@example.org"}, "ROSTRUM_MAIL_FROM"),
        ({"ROSTRUM_MAIL_FROM": "пресса@example.org"}, "ROSTRUM_MAIL_FROM"),
        ({"ROSTRUM_SMTP_TLS": "none"}, "ROSTRUM_SMTP_TLS"),
        ({"ROSTRUM_SMTP_TLS": "none", "ROSTRUM_SMTP_HOST": "127.0.0.1.example.org"}, "ROSTRUM_SMTP_TLS"),
        ({"ROSTRUM_SMTP_USER": "press"}, "ROSTRUM_SMTP_USER"),
        ({"ROSTRUM_SMTP_PASSWORD": "geheim"}, "ROSTRUM_SMTP_USER"),
        ({"ROSTRUM_SMTP_PASSWORD": "geheim", "ROSTRUM_SMTP_PASSWORD_FILE": "f"}, "ROSTRUM_SMTP_PASSWORD_FILE"),
        ({"ROSTRUM_MAIL_CONNECTIONS": "0"}, "ROSTRUM_MAIL_CONNECTIONS"),
    ],
)
def test_settings_of_mail_that_do_not_fit_are_refused(given: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named) as refusal:
        settings_from(MAIL | given)
    assert "geheim" not in str(refusal.value)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.0.1", "::1"])
def test_mail_on_this_machine_needs_no_encryption(host: str) -> None:
    assert settings_from(MAIL | {"ROSTRUM_SMTP_TLS": "none", "ROSTRUM_SMTP_HOST": host}).smtp_host == host


def test_unencrypted_mail_over_a_network_is_a_choice_of_its_own() -> None:
    assert settings_from(MAIL | {"ROSTRUM_SMTP_TLS": "none-over-network"}).smtp_host == "mail.example.org"


FILES = {"ROSTRUM_TLS_CERTIFICATE": "/etc/rostrum/site.crt", "ROSTRUM_TLS_KEY": "/etc/rostrum/site.key"}


def test_certificate_in_files_makes_the_address_https() -> None:
    assert settings_from(FILES).address == "https://127.0.0.1:8080"
    assert find_balancers(settings_from(FILES | {"ROSTRUM_PROXY_PROTOCOL": "10.0.0.5"})).contain("10.0.0.5")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"ROSTRUM_TLS_KEY": "/etc/rostrum/site.key"}, "ROSTRUM_TLS_CERTIFICATE"),
        (FILES | {"ROSTRUM_TLS": "1"}, "only one of them"),
        ({"ROSTRUM_PROXY_PROTOCOL": "10.0.0.5"}, "ROSTRUM_PROXY_PROTOCOL"),
        ({"ROSTRUM_REDIRECT_PORT": "80"}, "ROSTRUM_REDIRECT_PORT"),
        (FILES | {"ROSTRUM_PROXY_PROTOCOL": "10.0.0.5/8"}, "ROSTRUM_PROXY_PROTOCOL"),
        (FILES | {"ROSTRUM_PROXY_PROTOCOL": "balancer"}, "ROSTRUM_PROXY_PROTOCOL"),
    ],
)
def test_settings_of_tls_that_do_not_fit_are_refused(given: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        settings_from(given)
