"""Commands of the event's data."""

from pathlib import Path
from typing import Annotated

import typer

from conference.event import Event, check_folder
from conference.languages import FALLBACK, pick
from conference.resources import event_folder
from rostrum.commands.shared import load_settings

event = typer.Typer(no_args_is_help=True, help="The event: its folder of files.")

FAULTY = 2
"""Exit code for an event with faults."""

Folder = Annotated[
    str | None, typer.Argument(help="A folder, or the name of a shipped event; by default the event of the settings.")
]


@event.command("check")
def check_event(folder: Folder = None) -> None:
    """Check an event's folder: every fault with its file, line and a proposal; exit with 2 if there is one."""
    checked = check_folder(folder_of(folder))
    for fault in checked.faults:
        typer.echo(str(fault), err=True)
    if checked.event is None:
        typer.secho(_count_of("fault", len(checked.faults)), fg="red", err=True)
        raise typer.Exit(FAULTY)
    for line in summary_of(checked.event):
        typer.echo(line)


def folder_of(given: str | None) -> Path:
    """Return the folder that an argument names: a path, a folder here, or a shipped event."""
    name = load_settings().event if given is None else given
    return Path(name) if "/" in name or Path(name).is_dir() else event_folder(name)


def summary_of(event: Event) -> list[str]:
    """Describe an event in three lines."""
    counts = (
        ("room", len(event.rooms)),
        ("zone", len(event.zones)),
        ("door", len(event.doors)),
        ("badge category", len(event.categories)),
        ("programme item", len(event.programme)),
    )
    return [
        f"{event.id}: {pick(event.name, FALLBACK)[0]}",
        f"{event.starts_on} to {event.ends_on}, {event.timezone}; languages {', '.join(event.languages)}",
        ", ".join(_count_of(*count) for count in counts),
    ]


def _count_of(noun: str, number: int) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"
