"""The documentation of the settings, made from their table."""

import dataclasses

from msgspec import Struct

from rostrum.settings import Settings, env_name, format_value


class SettingRow(Struct, frozen=True):
    """A setting as it is documented."""

    name: str
    env: str
    default: str
    help: str
    choices: tuple[str, ...]


def setting_rows() -> list[SettingRow]:
    """Return all settings, in the order of the table."""
    return [
        SettingRow(
            field.name,
            env_name(field),
            format_value(field.default),
            field.metadata["help"],
            field.metadata["choices"],
        )
        for field in dataclasses.fields(Settings)
    ]


def settings_page() -> str:
    """Return the documentation of the settings as Markdown: `docs/settings.md`."""
    lines = [
        "# Settings",
        "",
        "Each is an environment variable; `rostrum serve --help` lists those that are also options.",
        "This page is made by `rostrum settings`; the tests fail when it is stale.",
        "",
        "| variable | default | what it does |",
        "|---|---|---|",
    ]
    for row in setting_rows():
        choices = f" One of: {', '.join(row.choices)}." if row.choices else ""
        default = f"`{row.default}`" if row.default else ""
        lines.append(f"| `{row.env}` | {default} | {row.help}{choices} |")
    return "\n".join(lines) + "\n"
