"""Commands of the event's data."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from broadcast.programme.actions.exporting import read_changed_event
from conference.errors import ConflictError
from conference.event import Event, EventDataError, Fault, check_folder
from conference.event.storage import LoadedEvent
from conference.languages import FALLBACK, LANGUAGES, Text, pick
from conference.resources import event_folder
from rostrum.commands.shared import Sure, load_settings, with_runtime
from rostrum.events.notes import notes_of
from rostrum.events.startup import read_loaded_event
from rostrum.roles import require_roles
from rostrum.runtime import Runtime, open_runtime
from rostrum.settings import Settings

if TYPE_CHECKING:
    from rostrum.events.drafts import Draft
    from rostrum.events.loading import LoadPlan

event = typer.Typer(no_args_is_help=True, help="The event: its folder of files.")

FAULTY = 2
"""Exit code for an event with faults."""

REFUSED = 1
"""Exit code when a part of a load was refused."""

LANGUAGES_HELP = f"Some of {', '.join(LANGUAGES)}, separated by commas."
WORDING_HELP = 'One text for all languages, or "en: … | fr: …".'
LIST_HELP = f"Several, separated by commas. {WORDING_HELP}"

Folder = Annotated[
    str | None, typer.Argument(help="A folder, or the name of a shipped event; by default the event of the settings.")
]


@event.command("check")
def check_event(folder: Folder = None) -> None:
    """Check an event's folder: every fault with its file, line and a proposal; exit with 2 if there is one."""
    checked = check_folder(folder_of(folder))
    if checked.event is None:
        _print_faults(checked.faults)
        raise typer.Exit(FAULTY)
    try:
        require_roles(checked.event)
    except EventDataError as error:
        _print_faults(error.faults)
        raise typer.Exit(FAULTY) from None
    for line in summary_of(checked.event):
        typer.echo(line)
    for line in notes_of(checked.event):
        typer.secho(f"! {line}", fg="yellow")


@event.command("load")
def load_event(folder: Folder = None, *, yes: Sure = False) -> None:
    """Load an event's folder into the database: shows what changes, refuses what would break what is in use."""
    path = folder_of(folder).resolve()
    _require_no_faults(path)
    refused = asyncio.run(_load_folder(load_settings(event=f"{path}/"), path, is_sure=yes))
    if refused:
        raise typer.Exit(REFUSED)


async def _load_folder(settings: Settings, path: Path, *, is_sure: bool) -> bool:
    """Load a folder, and return whether anything was refused."""
    from rostrum.events.loading import carry_out_load, find_overruled, plan_load  # noqa: PLC0415

    async with open_runtime(settings) as runtime:
        plan = await plan_load(runtime, path)
        _print_plan(plan)
        for session_id in await find_overruled(runtime, plan.event):
            typer.secho(f"! {session_id}: the folder replaces a change of the day", fg="yellow")
        if plan.changes_event and not is_sure:
            typer.confirm("Apply these changes?", abort=True)
        board_changed = await carry_out_load(runtime, plan)
    if plan.changes_event:
        typer.echo(f"{plan.event.id} is loaded; running servers take it within seconds")
    else:
        typer.echo(f"{plan.event.id} is loaded, version {plan.current.version}; the folder changes nothing")
    if board_changed:
        typer.echo("the board has the programme of the event")
    return bool(plan.breaks)


def _print_plan(plan: "LoadPlan") -> None:
    for change in (*map(str, plan.changes), *(f"~ {name}" for name in plan.changed_files)):
        typer.echo(change)
    for refused in plan.breaks:
        typer.secho(f"! {refused}", fg="yellow")


@event.command("status")
def show_status() -> None:
    """Show the loaded event, which running servers take within seconds, and what its draft would change."""
    from rostrum.events.drafts import DraftPlan, plan_draft  # noqa: PLC0415

    planned: DraftPlan = asyncio.run(with_runtime(plan_draft))
    for line in _describe_loaded(planned.draft):
        typer.echo(line)
    if planned.plan is not None and planned.draft.is_saved:
        _print_plan(planned.plan)
    if planned.faults:
        _print_faults(planned.faults)


def _describe_loaded(draft: "Draft") -> list[str]:
    loaded = draft.loaded
    lines = [f"{loaded.event.id}, version {loaded.version}, loaded at {loaded.loaded_at:%Y-%m-%d %H:%M} UTC"]
    if draft.saved_at is None:
        return [*lines, "no draft"]
    lines.append(f"draft saved at {draft.saved_at:%Y-%m-%d %H:%M} UTC by {draft.saved_by}, not served yet")
    if draft.is_outdated:
        lines.append(f"the draft was made from version {draft.base_version}: bring it up to date or discard it")
    return lines


@event.command("apply")
def apply_saved_draft(*, yes: Sure = False) -> None:
    """Apply the draft that administrators have saved: shows what changes, refuses what would break what is in use."""
    if asyncio.run(_apply_draft(load_settings(), is_sure=yes)):
        raise typer.Exit(REFUSED)


async def _apply_draft(settings: Settings, *, is_sure: bool) -> bool:
    """Apply the draft, and return whether anything was refused."""
    from rostrum.events.drafts import apply_draft, plan_draft  # noqa: PLC0415
    from rostrum.events.loading import PROGRAM  # noqa: PLC0415

    async with open_runtime(settings) as runtime:
        planned = await plan_draft(runtime)
        draft = planned.draft
        if not draft.is_saved or draft.is_outdated:
            typer.secho(_describe_loaded(draft)[-1], fg="red", err=True)
            raise typer.Exit(FAULTY)
        if planned.plan is None:
            _print_faults(planned.faults)
            raise typer.Exit(FAULTY)
        _print_plan(planned.plan)
        if not is_sure:
            typer.confirm("Apply these changes?", abort=True)
        applied = await apply_draft(runtime, version=draft.version, staff=PROGRAM)
    typer.echo(f"version {applied.version} is loaded; running servers take it within seconds")
    return bool(applied.plan.breaks)


@event.command("export")
def export_event(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    *,
    with_changes: Annotated[
        bool,
        typer.Option("--with-changes", help="With the programme as operators have changed it, instead of as loaded."),
    ] = False,
) -> None:
    """Write the loaded event as a folder, from which it can be loaded again."""
    from conference.event.changes import compare_events  # noqa: PLC0415
    from conference.event.export import folder_files  # noqa: PLC0415

    if folder.exists() and any(folder.iterdir()):
        raise typer.BadParameter(f"{folder} is not empty")
    loaded, changed = asyncio.run(with_runtime(_find_loaded))
    written = changed if with_changes else loaded.event
    for name, content in folder_files(written, loaded.files).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    for change in compare_events(loaded.event, written):
        typer.echo(str(change))
    typer.echo(f"{loaded.event.id}, version {loaded.version}, is in {folder}")
    if written is loaded.event and compare_events(loaded.event, changed):
        typer.echo("operators have changed the programme: --with-changes writes it as it is now")


async def _find_loaded(runtime: Runtime) -> tuple[LoadedEvent, Event]:
    """Return the loaded event, and the same with the changes of the day."""
    from rostrum.events.loading import programme_services  # noqa: PLC0415

    loaded = await read_loaded_event(runtime.transactions)
    if loaded is None:
        raise ConflictError("event.changed")
    return loaded, await read_changed_event(programme_services(runtime), loaded.event)


@event.command("new")
def new_event(  # noqa: PLR0913 - the options of a command
    event_id: Annotated[str, typer.Argument(metavar="ID", help="Letters, digits, '.', '_' and '-'.")],
    *,
    languages: Annotated[str, typer.Option(prompt="Languages, the preferred one first", help=LANGUAGES_HELP)] = "en",
    name: Annotated[str, typer.Option(prompt="Name (en: … | fr: …)", help=WORDING_HELP)],
    timezone: Annotated[str, typer.Option(prompt="Time zone of the venue", help="Such as Africa/Tunis.")],
    starts: Annotated[datetime, typer.Option(prompt="First day", formats=["%Y-%m-%d"])],
    ends: Annotated[datetime, typer.Option(prompt="Last day", formats=["%Y-%m-%d"])],
    city: Annotated[str, typer.Option(prompt="City", help=WORDING_HELP)],
    venue: Annotated[str, typer.Option(prompt="Venue", help=WORDING_HELP)],
    rooms: Annotated[str, typer.Option(prompt="Rooms, separated by commas", help=LIST_HELP)],
    categories: Annotated[str, typer.Option(prompt="Badge categories, separated by commas", help=LIST_HELP)],
    doors: Annotated[str, typer.Option(prompt="Doors, separated by commas", help=LIST_HELP)],
    contact: Annotated[str, typer.Option(prompt="E-mail address for questions of applicants")],
    colour: Annotated[str | None, typer.Option(help='Accent colour of pages and letters, such as "#0b5cab".')] = None,
    folder: Annotated[Path | None, typer.Option(help="By default a folder of that name in events/.")] = None,
) -> None:
    """Write the folder of a new event from a few answers; edit it, check it, load it."""
    from rostrum.events.new_event import Answers, make_event, read_wording, write_event  # noqa: PLC0415

    place = folder or Path("events") / event_id
    if place.exists():
        raise typer.BadParameter(f"{place} exists; choose another id or another --folder")
    codes = _read_languages(languages)

    def list_of(typed: str) -> list[Text]:
        return [read_wording(one, codes) for one in typed.split(",") if one.strip()]

    answers = Answers(
        id=event_id,
        languages=codes,
        timezone=timezone,
        starts_on=starts.date(),
        ends_on=ends.date(),
        name=read_wording(name, codes),
        city=read_wording(city, codes),
        venue=read_wording(venue, codes),
        rooms=list_of(rooms),
        categories=list_of(categories),
        doors=list_of(doors),
        contact=contact,
        colour=colour,
    )
    try:
        made = make_event(answers, datetime.now(UTC).date())
    except EventDataError as error:
        _print_faults(error.faults)
        raise typer.Exit(FAULTY) from None
    write_event(made, place)
    typer.echo(f"{place} is written: edit it, then `rostrum event check {place}/` and `rostrum event load {place}/`")


def _read_languages(typed: str) -> tuple[str, ...]:
    codes = tuple(code.strip() for code in typed.split(","))
    unknown = [code for code in codes if code not in LANGUAGES]
    if unknown:
        raise typer.BadParameter(f"{', '.join(unknown)}: none of {', '.join(LANGUAGES)}")
    return codes


def _require_no_faults(path: Path) -> None:
    checked = check_folder(path)
    if checked.event is None:
        _print_faults(checked.faults)
        raise typer.Exit(FAULTY)


def _print_faults(faults: Sequence[Fault]) -> None:
    for fault in faults:
        typer.echo(str(fault), err=True)
    typer.secho(_count_of("fault", len(faults)), fg="red", err=True)


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
