"""All settings of the program: environment, command line, documentation and checks use this table."""

import dataclasses
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from conference.connections.proxy_protocol import BalancerNetworks
from conference.languages import LANGUAGES

PREFIX = "ROSTRUM_"

PARTS = ("desk", "doors", "board")
"""Parts that a node may serve: applications, vetting and badges; doors; live pages, screens, feed and console."""

OUR_PATHS = (
    *LANGUAGES,
    "staff",
    "alerts",
    "alerts.atom",
    "pictures",
    "api",
    "static",
    "fonts",
    "feed",
    "feeds",
    "calendar",
    "countdown",
    "lower-thirds",
    "embed",
    "oembed",
    "rehearsal",
    "share",
    "screens",
    "screen-worker.mjs",
    "widget.mjs",
    "doors",
    "healthz",
    "readyz",
)
"""First segments of our own paths. The prefix of a site on a shared host must not begin with one of them."""

Address = Annotated[str, "address"]
MailAddress = Annotated[str, "mail address"]

OWN_MACHINE = re.compile(r"localhost|127(\.\d{1,3}){3}|::1")
"""Hosts to which mail may go without encryption."""


class SettingsError(ValueError):
    """Unknown setting or invalid value; the message names the setting and the reason."""


def _make_field(default: Any, help_: str, *, env: str = "", choices: tuple[str, ...] = (), secret: bool = False) -> Any:
    """Declare a setting. A secret one is not shown by `repr`."""
    metadata = {"help": help_, "env": env, "choices": choices}
    return dataclasses.field(default=default, repr=not secret, metadata=metadata)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Settings of one process."""

    event: str = _make_field(
        "hanoi-2025", "The event that an empty database loads: the name of a shipped one, or a path to a folder."
    )
    host: str = _make_field("127.0.0.1", "The address to listen on.")
    port: int = _make_field(8080, "The port to listen on.")
    public_url: Address = _make_field(
        "",
        "The address people use: https://press.example.org, or https://example.org/press on a host that is shared; "
        "empty: made from host and port.",
    )
    hosts: tuple[str, ...] = _make_field(
        (),
        "More host names under which the site is served, separated by commas, besides that of the public address and "
        "localhost; requests for others get 421. Where the public address is an IP address or localhost, every IP "
        "address and the machine's own names are served too.",
    )
    data_dir: Path = _make_field(Path("var"), "The folder for the SQLite file and what else this process keeps.")
    database_url: str = _make_field(
        "", "postgresql://… for many nodes; empty: SQLite in the data folder.", env="DATABASE_URL"
    )
    redis_url: str = _make_field(
        "", "redis://… so that nodes tell each other of changes; empty: one process.", env="REDIS_URL"
    )
    link_key: str = _make_field(
        "",
        "The secret of at least 32 characters from which the links of applicants are derived, the same on each node "
        "that serves the desk; empty: made at the first start, in the data folder. A new one ends these links.",
    )
    vault_keys: tuple[str, ...] = _make_field(
        (),
        "The keys that encrypt documents and passport data, the current one first, separated by commas: each of 64 "
        "hexadecimal digits, the same on each node that serves the desk.",
        secret=True,
    )
    vault_key_file: Path | None = _make_field(
        None,
        "A file with these keys, one a line, instead of `ROSTRUM_VAULT_KEYS`; both empty: `keys/vault.key` in the data "
        "folder, made at the first start with SQLite. What was encrypted with a lost key cannot be read again.",
    )
    tls: bool = _make_field(
        False,
        "Serve HTTPS with a certificate of our own, which devices are asked to trust once; for doors without a proxy. "
        "1: yes.",
    )
    tls_certificate: Path | None = _make_field(
        None,
        "A file with the certificate and those that signed it, PEM, as ACME clients write it: serve HTTPS with it. The "
        "file and its key are read again within a minute of a change.",
    )
    tls_key: Path | None = _make_field(None, "The file with the key of `ROSTRUM_TLS_CERTIFICATE`, PEM.")
    redirect_port: int = _make_field(
        0,
        "A port of plain HTTP, such as 80, that leads to the public address and answers the challenges of an ACME "
        "client from the folder acme in the data folder (its webroot); 0: none.",
    )
    proxy_protocol: tuple[str, ...] = _make_field(
        (),
        "Addresses or networks of layer-4 balancers in front of HTTPS, separated by commas: connections from them must "
        "begin with a header of the PROXY protocol (version 1 or 2), which is believed.",
    )
    proxies: int = _make_field(
        0, "How many reverse proxies stand in front; their X-Forwarded-For, or else Forwarded, is believed."
    )
    only: tuple[str, ...] = _make_field(
        (), "Serve these parts alone, separated by commas; empty: all of them.", choices=PARTS
    )
    workers: int = _make_field(1, "How many processes of this machine share the port; more need PostgreSQL and Redis.")
    worker: int = _make_field(0, "Which of several processes this is, from 1; `rostrum serve --workers` sets it.")
    most_viewers: int = _make_field(10_000, "Viewers that one process takes; more are asked to come back later.")
    drain_s: int = _make_field(10, "Seconds over which viewers are told to come back when the process stops.")
    linger_s: int = _make_field(
        0, "Seconds a process that is told to stop still serves while /readyz says that it is not ready."
    )
    metrics_host: str = _make_field("127.0.0.1", "The address on which Prometheus reads /metrics; never a public one.")
    metrics_port: int = _make_field(
        0, "The port of /metrics; 0: none. Of several processes the first has this port, the others the next ones."
    )
    disk_reserve_mb: int = _make_field(
        512,
        "Megabytes free on the disk of SQLite below which the public form saves nothing more, so that scans, sign-ins "
        "and acts go on.",
    )
    font_slices: str = _make_field(
        "ahead",
        "When the slices of fonts for names are cut: all of them once, after the start, which takes one core minutes "
        "at the lowest priority; or each when it is asked for.",
        choices=("ahead", "asked"),
    )
    smtp_host: str = _make_field(
        "", "The mail server that takes the letters; empty: letters wait in the outbox, where they can be printed."
    )
    smtp_port: int = _make_field(0, "Its port; 0: 587 for `starttls`, 465 for `implicit`, else 25.")
    smtp_tls: str = _make_field(
        "starttls",
        "Encryption: `starttls`, without which no letter is sent; `implicit`, from the first byte; `none`, for a mail "
        "server on this machine alone; `none-over-network`, for one that is reached over a network of your own.",
        choices=("starttls", "implicit", "none", "none-over-network"),
    )
    smtp_authorities: str = _make_field(
        "",
        "A file (PEM) with the authorities that sign the mail server's certificate; empty: those that this machine "
        "trusts.",
    )
    smtp_user: str = _make_field("", "The user name at the mail server; empty: no login.")
    smtp_password: str = _make_field("", "The password at the mail server.", secret=True)
    smtp_password_file: str = _make_field("", "A file with that password, instead of `ROSTRUM_SMTP_PASSWORD`.")
    mail_from: MailAddress = _make_field("", "The address of the sender of letters; needed with a mail server.")
    mail_name: str = _make_field("", "The name of the sender; empty: that of the event, in the letter's language.")
    mail_reply_to: MailAddress = _make_field("", "The address for replies; empty: the event's address for questions.")
    mail_bounces: MailAddress = _make_field(
        "",
        "The address for bounces: with `bounce@example.org` they go to `bounce+<letter>@example.org`, from where your "
        "mail server gives them to `rostrum mail bounce`; empty: they go to the sender's address and are not recorded.",
    )
    mail_per_minute: int = _make_field(0, "Letters that a process sends in a minute at most; 0: as many as it can.")
    mail_connections: int = _make_field(2, "Connections to the mail server that a process opens at most.")
    tick_s: int = _make_field(5, "Seconds between two ticks to screens and viewers.")
    event_check_ms: int = _make_field(
        2000, "Milliseconds between two checks whether another version of the event was loaded, which is then served."
    )
    clock_starts_at: datetime | None = _make_field(
        None, "For rehearsals and demonstrations: the moment the clock shows when the data folder is new (ISO 8601)."
    )
    api_per_minute: int = _make_field(
        600, "How many requests a minute a token of the API may send to one node; a quarter of them at once."
    )
    room_systems: tuple[str, ...] = _make_field(
        (),
        "Room systems whose microphones may give the floor, separated by commas: room, kind and address, such as "
        "`plenary=dis-ccu://10.0.0.5:3142`; the same on each node that serves the board.",
    )
    webhooks_private: bool = _make_field(
        False,
        "1: webhooks and browser notifications may go to addresses that are not public, and over http to this machine.",
    )
    push_services: tuple[str, ...] = _make_field(
        ("fcm.googleapis.com", "push.services.mozilla.com", "push.apple.com", "notify.windows.com"),
        "Hosts of the push services of browsers, separated by commas; hosts below them count too. Browser "
        "notifications go to these alone.",
    )
    streams_private: bool = _make_field(
        False, "1: streams of rooms are checked at addresses that are not public, too, and over http."
    )
    log_format: str = _make_field("text", "How log lines look.", choices=("text", "json"))
    log_level: str = _make_field(
        "info", "The least level that is logged.", choices=("debug", "info", "warning", "error")
    )

    @property
    def parts(self) -> frozenset[str]:
        """The parts that this process serves."""
        return frozenset(self.only or PARTS)

    @property
    def database(self) -> str:
        """The URL of the database, with the default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir}/rostrum.db"

    @property
    def serves_tls(self) -> bool:
        """Whether this process serves HTTPS itself, with its own certificate or that of a file."""
        return self.tls or self.tls_certificate is not None

    @property
    def address(self) -> str:
        """The public address, without a trailing slash."""
        scheme = "https" if self.serves_tls else "http"
        return (self.public_url or f"{scheme}://{self.host}:{self.port}").rstrip("/")


def env_name(field: "dataclasses.Field[Any]") -> str:
    """Return the environment variable of a setting."""
    return field.metadata["env"] or PREFIX + field.name.upper()


def format_value(value: Any) -> str:
    """Format a value as in the environment."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else ",".join(value) if isinstance(value, tuple) else str(value)


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the environment variables that give these settings, for a child process. Empty values are left out."""
    fields = dataclasses.fields(Settings)
    values = {env_name(field): format_value(getattr(settings, field.name)) for field in fields}
    return {name: value for name, value in values.items() if value}


def settings_from(environ: Mapping[str, str]) -> Settings:
    """Read the settings from the environment.

    Raises SettingsError for an invalid value, and for an unknown `ROSTRUM_` variable.
    """
    fields = {env_name(field): field for field in dataclasses.fields(Settings)}
    unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in fields)
    if unknown:
        raise SettingsError(f"unknown setting: {', '.join(unknown)}")
    given = {name: field for name, field in fields.items() if environ.get(name)}
    settings = Settings(**{field.name: _parse_value(name, environ[name], field) for name, field in given.items()})
    _check_tls(settings)
    _check_mail(settings)
    return settings


def _check_tls(settings: Settings) -> None:
    """Raise SettingsError for settings of TLS that do not fit each other."""
    if (settings.tls_certificate is None) != (settings.tls_key is None):
        raise SettingsError("ROSTRUM_TLS_CERTIFICATE and ROSTRUM_TLS_KEY: a certificate and its key belong together")
    if settings.tls and settings.tls_certificate:
        raise SettingsError("ROSTRUM_TLS and ROSTRUM_TLS_CERTIFICATE: only one of them may be set")
    for name in ("proxy_protocol", "redirect_port"):
        if getattr(settings, name) and not settings.serves_tls:
            raise SettingsError(f"{PREFIX}{name.upper()}: needs ROSTRUM_TLS or ROSTRUM_TLS_CERTIFICATE")
    try:
        find_balancers(settings)
    except ValueError as error:
        raise SettingsError(f"ROSTRUM_PROXY_PROTOCOL: {error}") from None


def find_balancers(settings: Settings) -> BalancerNetworks:
    """Return the networks of `proxy_protocol`. Raises: ValueError: one is neither an address nor a network."""
    return BalancerNetworks(tuple(ipaddress.ip_network(network) for network in settings.proxy_protocol))


def _check_mail(settings: Settings) -> None:
    """Raise SettingsError for settings of mail that do not fit each other."""
    if not settings.smtp_host:
        return
    if not settings.mail_from:
        raise SettingsError("ROSTRUM_MAIL_FROM: a mail server needs the address of the sender")
    if settings.smtp_tls == "none" and not OWN_MACHINE.fullmatch(settings.smtp_host):
        raise SettingsError(
            "ROSTRUM_SMTP_TLS: none is for a mail server on this machine; none-over-network sends letters and password "
            "unencrypted"
        )
    if settings.smtp_password and settings.smtp_password_file:
        raise SettingsError("ROSTRUM_SMTP_PASSWORD and ROSTRUM_SMTP_PASSWORD_FILE: only one of them may be set")
    if bool(settings.smtp_user) != bool(settings.smtp_password or settings.smtp_password_file):
        raise SettingsError("ROSTRUM_SMTP_USER: a user name and a password belong together")
    if not settings.mail_connections:
        raise SettingsError("ROSTRUM_MAIL_CONNECTIONS: at least one connection is needed")


def _parse_value(name: str, value: str, field: "dataclasses.Field[Any]") -> Any:
    choices = field.metadata["choices"]
    wrong = [part for part in _list_values(value, field) if choices and part not in choices]
    if wrong:
        raise SettingsError(f"{name}: {wrong[0]!r} is none of {', '.join(choices)}")
    try:
        return _PARSERS[field.type](value)
    except ValueError as error:
        raise SettingsError(f"{name}: {value!r} does not fit: {error}") from None


def _list_values(value: str, field: "dataclasses.Field[Any]") -> tuple[str, ...]:
    return _parse_names(value) if field.type == tuple[str, ...] else (value,)


def _parse_names(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in value.split(",") if name.strip()))


def parse_setting(name: str, value: str) -> Any:
    """Parse a value of the setting `name`, as from the environment. Raises SettingsError."""
    field = next(field for field in dataclasses.fields(Settings) if field.name == name)
    return _parse_value(env_name(field), value, field)


def _parse_moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a moment needs its offset from UTC")
    return moment


def _parse_address(value: str) -> str:
    parts = urlsplit(value.rstrip("/"))
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
    ):
        raise ValueError("an address begins with http:// or https:// and a host, and may go on with a path")
    if not re.fullmatch(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*", parts.path):
        raise ValueError("its path is made of letters, digits and - . _ ~")
    first = parts.path.split("/")[1:2]
    if first and first[0] in OUR_PATHS:
        raise ValueError(f"its path must not begin with /{first[0]}, as our own pages do")
    return parts.geturl()


def _parse_mail_address(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+", value):
        raise ValueError("an address of mail is ASCII, such as press@example.org; a domain of another script as xn--…")
    return value


def _parse_natural(value: str) -> int:
    number = int(value)
    if number < 0:
        raise ValueError("must not be negative")
    return number


def _parse_switch(value: str) -> bool:
    if value.lower() not in ("1", "yes", "true", "on", "0", "no", "false", "off"):
        raise ValueError("1 for yes, 0 for no")
    return value.lower() in ("1", "yes", "true", "on")


_PARSERS: dict[Any, Any] = {
    str: str,
    bool: _parse_switch,
    Address: _parse_address,
    MailAddress: _parse_mail_address,
    int: _parse_natural,
    Path: Path,
    Path | None: Path,
    tuple[str, ...]: _parse_names,
    datetime | None: _parse_moment,
}
