"""The checklist before the conference opens, and the state of mail."""

from __future__ import annotations

from collections import Counter

from aiohttp import web

from accreditation.doors.storage.event_usage import find_last_scans, list_enrolled_doors
from conference.auth.people import list_staff
from conference.auth.roles import ADMINISTER
from conference.auth.storage import AccountState
from conference.errors import RuleError
from conference.event.event_languages import find_missing_texts
from conference.health import HEALTH
from conference.mail.states import PROBLEM_STATES, LetterState
from conference.mail.statistics import count_letters
from conference.storage.audit_list import AuditSearch, search_entries
from conference.web import language_of, render, require, site_of
from rostrum.administration.context import runtime_of
from rostrum.events.drafts import Draft
from rostrum.link_key import FILE as LINK_KEY_FILE
from rostrum.setup.checks import STATES, CheckLine, LineState, SetupFacts, make_lines
from rostrum.setup.drafting import PATH, draft_of
from rostrum.setup.views import entry_title
from rostrum.signing_keys import list_keys

CHECKLIST_PATH = f"{PATH}/checklist"
MAIL_PATH = f"{PATH}/mail"
LETTER_TESTED = "accreditation:letter:tested"


@require(ADMINISTER)
async def show_checklist(request: web.Request) -> web.Response:
    """`GET /staff/setup/checklist`."""
    facts = await _read_facts(request)
    lines = make_lines(facts)
    counts = Counter(line.state for line in lines)
    return render(
        request,
        "setup/checklist.html",
        lines=[(line, _readable_names(request, facts, line)) for line in lines],
        states=STATES,
        todo_count=counts[LineState.TODO],
        last_scans=[
            (entry_title(door, language_of(request)), facts.last_scans[door.id])
            for door in facts.event.doors
            if door.id in facts.last_scans
        ],
    )


def _readable_names(request: web.Request, facts: SetupFacts, line: CheckLine) -> list[str]:
    """Return the names of a line as a reader knows them: titles of entries, texts of roles."""
    code, event = language_of(request), facts.event
    sections = {"categories": event.categories, "zones": event.zones, "devices": event.doors, "scans": event.doors}
    entries = sections.get(line.key, ())
    titles = {getattr(one, "id", None) or getattr(one, "code", ""): entry_title(one, code) for one in entries}
    if line.key == "roles":
        site = site_of(request)
        titles = {name: site.catalogues.text(code, site.role_texts[name]) for name in line.names}
    return [titles.get(name, name) for name in line.names]


async def _read_facts(request: web.Request) -> SetupFacts:
    runtime, site = runtime_of(request), site_of(request)
    now, settings = runtime.clock.now(), runtime.settings
    draft = await _readable_draft(request)
    async with runtime.transactions.read() as transaction:
        tested = await search_entries(transaction.connection, AuditSearch(action=LETTER_TESTED, limit=1))
        enrolled = await list_enrolled_doors(transaction, at=now)
        last_scans = await find_last_scans(transaction)
    accounts = [one for one in await list_staff(site.accounts) if one.state is AccountState.ACTIVE]
    health = await request.config_dict[HEALTH].parts()
    return SetupFacts(
        event=runtime.event,
        now=now,
        public_url=site.public_url,
        smtp_host=settings.smtp_host,
        letter_tested_at=tested.rows[0].entry.at if tested.rows else None,
        roles=frozenset(role.name for account in accounts for role in account.staff.roles),
        enrolled_doors=enrolled,
        last_scans=last_scans,
        signing_keys=tuple(await list_keys(runtime)),
        has_link_key=bool(settings.link_key) or (settings.data_dir / LINK_KEY_FILE).exists(),
        missing_texts=len(find_missing_texts(draft.event if draft else runtime.event)),
        waiting_changes=len(draft.changes) + len(draft.changed_files) if draft else 1,
        is_healthy=all(health.values()),
    )


async def _readable_draft(request: web.Request) -> Draft | None:
    """Return the draft, None for one that another release of the program has saved."""
    try:
        return await draft_of(request)
    except RuleError:
        return None


@require(ADMINISTER)
async def show_mail(request: web.Request) -> web.Response:
    """`GET /staff/setup/mail`."""
    runtime = runtime_of(request)
    async with runtime.transactions.read() as transaction:
        counts = await count_letters(transaction, runtime.clock.now())
    return render(
        request,
        "setup/mail.html",
        settings=runtime.settings,
        waiting=counts.by_state.get(LetterState.WAITING, 0),
        sent=counts.by_state.get(LetterState.SENT, 0),
        problems=sum(counts.by_state.get(state, 0) for state in PROBLEM_STATES),
    )
