"""History of an application as its page shows it: texts of the steps, values before and after a correction."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from aiohttp import web
from msgspec import Struct

from accreditation.applications.domain.answers import NAMES
from accreditation.applications.domain.applications import Field
from accreditation.applications.domain.history import Act, Change, Step
from accreditation.applications.domain.passports.typed_passport import PASSPORT_LINE
from accreditation.applications.web.apply import LABELS, LIST_SEPARATORS
from accreditation.applications.web.status import STEP_TEXTS, reason_texts
from conference.audit import SYSTEM
from conference.auth.people import get_account
from conference.errors import NotFoundError
from conference.event import Event
from conference.languages import Text, language, pick
from conference.texts.catalogues import key_family
from conference.web import language_of, site_of, staff_of

OFFICER_LABELS = {**LABELS, **key_family("vetting.label.", NAMES)}
"""Labels of the form's fields for officers: those of the names do not address the applicant."""

ACT_TEXTS: Mapping[str, str] = {
    **STEP_TEXTS,
    Act.SUBMITTED: "vetting.state.submitted",
    Act.HELD: "vetting.state.on_hold",
    Act.UNDONE: "vetting.results.undone",
    Act.RELEASED: "vetting.step.released",
    Act.WITHDRAWN: "vetting.state.withdrawn",
}
"""Text of each act; that of `checked` and `asked` is their finding."""


class HolderNames(Struct, frozen=True):
    """Reads the names of officers who act by a key, without an account: id → name."""

    read: Callable[[], Awaitable[Mapping[str, str]]]


HOLDER_NAMES = web.AppKey("holder names", HolderNames)

MASKED = "••••••"
"""What the history shows of passport data."""


class ChangeRow(Struct, frozen=True):
    """One changed field: the key of its label, and its values as texts, or as ids of photos."""

    label: str
    before: str
    after: str
    is_photo: bool


class HistoryRow(Struct, frozen=True):
    """One step with the name of its officer ("" for the applicant, or for an officer of the other agency).

    `reason` is the text of the reason of a refusal or revocation.
    """

    step: Step
    officer: str
    changes: tuple[ChangeRow, ...]
    reason: Text | None


async def history_rows(request: web.Request, event: Event, steps: Sequence[Step]) -> list[HistoryRow]:
    """Return the rows of the history, newest first."""
    names = await officer_names(request, {step.officer for step in steps if step.officer})
    code, reasons = language_of(request), reason_texts(event)
    return [
        HistoryRow(
            step,
            names.get(step.officer or "", ""),
            tuple(_change_row(event, code, one) for one in step.changes),
            reasons.get(step.reason or ""),
        )
        for step in reversed(steps)
    ]


async def officer_names(request: web.Request, officers: Iterable[str]) -> dict[str, str]:
    """Return id → name of accounts, of the program, and of holders of keys; the id itself for a deleted account."""
    asked = list(dict.fromkeys(officers))
    return dict(zip(asked, await asyncio.gather(*(_officer_name(request, one) for one in asked)), strict=True))


async def _officer_name(request: web.Request, officer: str) -> str:
    if officer == SYSTEM:
        return site_of(request).catalogues.text(language_of(request), "vetting.actor.system")
    if officer == staff_of(request).id:
        return staff_of(request).name
    try:
        return (await get_account(site_of(request).accounts, officer)).staff.name
    except NotFoundError:
        holders = request.config_dict.get(HOLDER_NAMES)
        return (await holders.read()).get(officer, officer) if holders else officer


def corrected_fields(request: web.Request, fields: Iterable[Field]) -> str:
    """Return the names of the fields in their order on the form, as one text; empty without fields."""
    code, chosen = language_of(request), frozenset(fields)
    texts = site_of(request).catalogues
    return LIST_SEPARATORS[code].join(
        texts.text(code, OFFICER_LABELS[field.value]) for field in Field if field in chosen
    )


def _change_row(event: Event, code: str, change: Change) -> ChangeRow:
    before, after = (_shown_value(event, code, change.field, value) for value in (change.before, change.after))
    return ChangeRow(OFFICER_LABELS[change.field], before, after, change.field == "photo")


def _shown_value(event: Event, code: str, field: str, value: str) -> str:
    if not value or field == PASSPORT_LINE:
        return MASKED if value else ""
    match field:
        case "country":
            return event.country_name(value, code)
        case "function":
            return pick(event.function(value).name, code)[0]
        case "category":
            return pick(event.category(value).name, code)[0]
        case "language":
            return language(value).own_name
        case _:
            return value
