"""The first set-up page: sections with their numbers, changes that are not applied, what is refused, and the acts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from aiohttp import web
from msgspec import Struct

from conference.auth.people import list_staff
from conference.auth.roles import ADMINISTER
from conference.errors import RuleError
from conference.event import Event
from conference.event.changes import Break, Change
from conference.event.editing import EntryPlace, FieldFault, check_event
from conference.event.event_languages import find_missing_texts
from conference.event.logo import find_logo_faults
from conference.languages import LANGUAGES, language
from conference.texts.catalogues import key_family
from conference.web import form_on, language_of, read_form, read_query, render, require, site_of, staff_of
from rostrum.administration.context import runtime_of
from rostrum.events.drafts import Draft, apply_draft, discard_draft, plan_draft, rebase_draft
from rostrum.setup.drafting import LANGUAGES_PATH, LOOK_PATH, PATH, draft_of, edit_in_thread
from rostrum.setup.entry_forms import entry_address, page_address
from rostrum.setup.faults import fault_text, place_text
from rostrum.setup.section_lists import DONE, ListQuery
from rostrum.setup.structure import FIELDS, HEADER_PAGES, LABELS, TITLES
from rostrum.setup.subjects import break_fault

KINDS = key_family("setup.change.", ("added", "removed", "changed"))
MOST_SHOWN = 1000
LONGEST_VALUE = 160


class ActForm(Struct, frozen=True, kw_only=True):
    """An act on the draft, and the version of it that was shown."""

    do: Literal["apply", "discard", "rebase"]
    version: int


class SectionRow(Struct, frozen=True):
    """A page of the set-up: key of its title, its address, the number of its entries if it has entries."""

    title: str
    address: str
    count: int | None


class ChangeRow(Struct, frozen=True):
    """A change: key of its kind, where it is, values before and after, the address of the form if there is one."""

    kind: str
    where: str
    before: str | None
    after: str | None
    address: str | None


@require(ADMINISTER)
async def show_setup(request: web.Request) -> web.Response:
    """`GET /staff/setup`."""
    try:
        draft = await draft_of(request)
    except RuleError as error:
        return render(request, "setup/unreadable.html", status=error.status, version=error.params["version"])
    planned = await plan_draft(runtime_of(request)) if draft.is_saved else None
    breaks: Sequence[Break] = planned.plan.breaks if planned and planned.plan else ()
    faults = await edit_in_thread(lambda: _check_draft(draft)) if planned and planned.faults else ()
    return render(
        request,
        "setup/overview.html",
        done=DONE.get(read_query(request, ListQuery).done),
        draft=draft,
        sections=_list_pages(draft.event),
        staff_count=await _count_staff(request),
        has_mail=bool(runtime_of(request).settings.smtp_host),
        programme_count=len(draft.event.programme),
        changes=[_show_change(request, change) for change in draft.changes[:MOST_SHOWN]],
        changed_files=draft.changed_files,
        change_count=len(draft.changes) + len(draft.changed_files),
        refused=[(place_text(request, fault), fault_text(request, fault)) for fault in map(break_fault, breaks)],
        faults=list(dict.fromkeys((place_text(request, one), fault_text(request, one)) for one in faults))[:MOST_SHOWN],
        missing_count=len(find_missing_texts(draft.event)),
        can_apply=bool(draft.is_saved and planned and planned.plan and not draft.is_outdated),
    )


def _check_draft(draft: Draft) -> list[FieldFault]:
    """Return the faults of the draft's values, and of the file of its logo."""
    logo_faults = find_logo_faults(draft.event.look, draft.files)
    return [*check_event(draft.event), *(FieldFault(EntryPlace(), one.path, one.problem) for one in logo_faults)]


@form_on(PATH, ActForm)
@require(ADMINISTER)
async def act_on_draft(request: web.Request) -> web.Response:
    """`POST /staff/setup` with the fields of `ActForm`."""
    form, runtime, staff = await read_form(request, ActForm), runtime_of(request), staff_of(request)
    match form.do:
        case "apply":
            await apply_draft(runtime, version=form.version, staff=staff)
        case "discard":
            await discard_draft(runtime, version=form.version, staff=staff)
        case "rebase":
            await rebase_draft(runtime, version=form.version, staff=staff)
    done = {"apply": "applied", "discard": "discarded", "rebase": "rebased"}[form.do]
    raise web.HTTPSeeOther(f"{PATH}?done={done}")


async def _count_staff(request: web.Request) -> int:
    """Count the accounts that can sign in or were invited."""
    accounts = await list_staff(site_of(request).accounts)
    return sum(account.disabled_at is None for account in accounts)


def _list_pages(event: Event) -> list[SectionRow]:
    pages = [SectionRow(TITLES[page], page_address(page), None) for page in HEADER_PAGES]
    pages.append(SectionRow(LABELS["look"], LOOK_PATH, None))
    pages.append(SectionRow(TITLES["languages"], LANGUAGES_PATH, len(event.languages)))
    pages += [SectionRow(TITLES[section], page_address(section), len(getattr(event, section))) for section in FIELDS]
    return pages


def _show_change(request: web.Request, change: Change) -> ChangeRow:
    kind = "changed" if change.field else "added" if change.before is None else "removed"
    return ChangeRow(
        kind=KINDS[kind],
        where=_place_of(request, change),
        before=_short_value(change.before) if change.field else None,
        after=_short_value(change.after) if change.field else None,
        address=_address_of(change),
    )


def _place_of(request: web.Request, change: Change) -> str:
    """Return section, entry, field and language of a change as one text."""
    texts, code = site_of(request).catalogues, language_of(request)
    section = texts.text(code, TITLES[change.section]) if change.section in TITLES else change.section
    words = []
    for part in change.field.split("."):
        if part in LANGUAGES:
            words.append(language(part).own_name)
        else:
            key = LABELS.get(part) or TITLES.get(part)
            words.append(texts.text(code, key) if key else part)
    return " · ".join(part for part in (section, change.name, *words) if part)


def _short_value(value: str | None) -> str:
    """Return a value in one line; lists of nested values have no short form."""
    if value is None or value.startswith("[{"):
        return "…" if value else "–"
    plain = value.strip("[]").replace("'", "") if value.startswith("[") else value
    return plain if len(plain) <= LONGEST_VALUE else f"{plain[:LONGEST_VALUE]}…"


def _address_of(change: Change) -> str | None:
    if change.section in FIELDS:
        is_there = change.name and (change.field or change.before is None)
        return entry_address(EntryPlace(change.section, change.name)) if is_there else page_address(change.section)
    head = change.field.partition(".")[0]
    page = next((page for page, names in HEADER_PAGES.items() if head in names), None)
    return page_address(page) if page else {"languages": LANGUAGES_PATH, "look": LOOK_PATH}.get(head)
