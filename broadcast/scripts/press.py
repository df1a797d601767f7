"""Scripts as PDF, in threads."""

import asyncio
from collections.abc import Collection, Sequence

from broadcast.scripts.actions.reading import WholeScript
from broadcast.scripts.art.sheet import ScriptSheet, script_pdf
from broadcast.scripts.domain.cues import Column, Cues, PlannedCue, plan_cues, write_duration
from broadcast.scripts.domain.links import SPOKEN
from broadcast.scripts.domain.signing import Signature
from broadcast.scripts.services import ScriptServices
from conference.languages import language, pick
from conference.texts.catalogues import key_family, own_catalogues
from conference.texts.dates import format_date, format_datetime, format_time

LABELS = key_family("script.", ("time", "who", "what", "room", "version", "draft", "date"))
SIGNER_LABELS = key_family("script.signer.", ("protocol", "reception", "security", "media"))
COLUMN_LABELS = key_family("script.column.", [column.value for column in Column])


async def print_script(
    services: ScriptServices, whole: WholeScript, number: int, code: str, *, scopes: Collection[str] | None = None
) -> bytes:
    """Return a version (0: the draft) as PDF in one language, with all columns or those of `scopes`."""
    sheet = make_sheet(services, whole, number, code, scopes=scopes)
    return await asyncio.to_thread(script_pdf, sheet)


def make_sheet(
    services: ScriptServices, whole: WholeScript, number: int, code: str, *, scopes: Collection[str] | None = None
) -> ScriptSheet:
    """Collect the content of a printed script."""
    version = next((one for one in whole.versions if one.number == number), None)
    cues: Cues = version.cues if version else whole.script.cues if whole.script else ()
    planned = plan_cues(cues, starts_at=whole.session.starts_at, zone=services.zone)
    used = [column for column in _used_columns(cues) if _is_shown(column.value, scopes)]
    text = own_catalogues().text
    names = [text(code, LABELS["time"]), text(code, LABELS["who"]), text(code, LABELS["what"])]
    session, zone = whole.session, services.zone
    edition = text(code, LABELS["version"], number=number) if version else text(code, LABELS["draft"])
    return ScriptSheet(
        title=pick(session.title, code)[0],
        event=pick(services.event, code)[0],
        direction=language(code).direction,
        facts=[
            (text(code, LABELS["date"]), format_date(code, session.starts_at.astimezone(zone).date())),
            (text(code, LABELS["time"]), _time_range(whole, services, code)),
            (text(code, LABELS["room"]), pick(session.room, code)[0] if session.room else "–"),
            ("", edition),
        ],
        columns=[*names, *(text(code, COLUMN_LABELS[column.value]) for column in used)],
        widths=[2, 3, 8, *(3 for _ in used)],
        rows=[_make_row(one, used, code, services, is_spoken=_is_shown(SPOKEN, scopes)) for one in planned],
        signed=_list_signatures(services, whole.signatures_of(number) if version else (), code),
        footer=f"{pick(session.title, code)[0]} · {edition}",
    )


def _used_columns(cues: Cues) -> list[Column]:
    return [column for column in Column if any(column.value in cue.notes for cue in cues)]


def _is_shown(scope: str, scopes: Collection[str] | None) -> bool:
    return scopes is None or scope in scopes


def _time_range(whole: WholeScript, services: ScriptServices, code: str) -> str:
    start, end = whole.session.starts_at, whole.session.ends_at
    return f"{format_time(code, start, services.zone)}–{format_time(code, end, services.zone)}"


def _make_row(
    planned: PlannedCue, used: Sequence[Column], code: str, services: ScriptServices, *, is_spoken: bool
) -> list[list[str]]:
    cue = planned.cue
    spoken = list(cue.spoken.values()) if is_spoken else []
    lines = [line for text in (cue.what, *spoken) for line in text.split("\n")]
    return [
        [format_time(code, planned.starts_at, services.zone), _tell_duration(cue.seconds, code)],
        [cue.who],
        lines,
        *(["", *cue.notes.get(column.value, "").split("\n")] for column in used),
    ]


def _tell_duration(seconds: int, code: str) -> str:
    return own_catalogues().text(code, "script.minutes", duration=write_duration(seconds)) if seconds else ""


def _list_signatures(services: ScriptServices, signatures: Sequence[Signature], code: str) -> list[tuple[str, str]]:
    signed = {one.signer: one for one in signatures}
    text = own_catalogues().text
    return [
        (
            text(code, SIGNER_LABELS[signer.value]),
            f"{signed[signer].name} · {format_datetime(code, signed[signer].at, services.zone)}"
            if signer in signed
            else "–",
        )
        for signer in services.required
    ]
