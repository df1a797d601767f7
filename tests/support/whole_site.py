"""The whole program with something on every page, and the addresses of its pages."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

from aiohttp import web
from aiohttp.test_utils import TestClient
from sqlalchemy import insert

from accreditation.annexes.domain.answers import submit
from accreditation.annexes.storage import SqlAnswers
from accreditation.applications.domain.applications import Agency, State, secret_digest
from accreditation.applications.domain.passports.records import NewPassport, document_of
from accreditation.applications.storage.passports import SqlPassports
from accreditation.badges.actions.badges import issue_badge
from accreditation.day_badges.actions import enter_bearer
from accreditation.day_badges.domain import Bearer
from accreditation.duplicates.actions.comparing import compare_outdated
from accreditation.exchange.domain.agency_keys import KeyPurpose, RegisteredKey
from accreditation.exchange.domain.batches import BatchRow
from accreditation.exchange.sealed.key_files import make_key_files
from accreditation.exchange.storage.agency_keys import SqlAgencyKeys
from accreditation.exchange.storage.batches import SqlBatches
from accreditation.watch_list.actions.importing import check_list, import_list
from accreditation.watch_list.actions.matching import match_outdated
from broadcast.board.actions.programme import load_programme
from broadcast.board.event_data import programme_of
from broadcast.press_questions.actions import QuestionRequest, QuestionServices, act_on_question, add_question
from broadcast.press_questions.domain import Act
from broadcast.press_questions.storage import SqlPressQuestions
from broadcast.screens.actions.approving import Approval, approve_pairing
from broadcast.screens.actions.changing import ScreenPlan
from broadcast.screens.actions.requesting import DeviceFacts, ask_pairing
from broadcast.screens.domain.pairing import LONGEST_PLACE, PairingRequest
from broadcast.screens.ports import ScreenServices
from broadcast.screens.storage import SqlScreenStore
from broadcast.scripts.actions.editing import add_cue
from broadcast.scripts.actions.links import NewLink, add_link
from broadcast.scripts.actions.running import note_deviation, run_script
from broadcast.scripts.actions.signing import submit_script
from broadcast.scripts.domain.cues import Cue
from broadcast.scripts.domain.links import SCOPES
from broadcast.scripts.domain.running import RunAct
from broadcast.statements.actions import StatementServices, hand_in, make_link
from broadcast.statements.domain import Purpose
from broadcast.statements.storage import SqlStatements
from conference.api.tokens import NewToken, add_token
from conference.auth.people import NewStaff, create_staff
from conference.auth.roles import Staff
from conference.clock import ManualClock
from conference.ids import RandomIds
from conference.languages import LANGUAGES
from conference.webhooks.domain import DeliveryState, Webhook
from conference.webhooks.rows import add_webhook_row
from conference.webhooks.tables import webhook_deliveries
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.parts.comparisons.duplicates import duplicate_services
from rostrum.parts.comparisons.watch_list import watch_services
from rostrum.parts.desk import application_services
from rostrum.parts.sessions.scripts import script_services
from rostrum.parts.webhook_events import KINDS
from rostrum.roles import DOOR, OPERATOR, ROLE_TABLE, SECURITY_OFFICER, WATCH_LIST_OFFICER
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import PASSWORD
from tests.support.agency_files import make_batch
from tests.support.annexes import CAMERA
from tests.support.application_samples import applicant
from tests.support.application_samples import staff as make_staff
from tests.support.badge_office import DESK_CLERK, make_office
from tests.support.badge_pages import LINK
from tests.support.day_badges import make_day_desk
from tests.support.letters import sample_letter
from tests.support.passports import passport_zone
from tests.support.scan_office import make_scan_office
from tests.support.watch_list import HEADINGS

Client = TestClient[web.Request, web.Application]

EACH_KIND = 1
"""Pages of one kind that are read."""

LONG_WORD = "W" * 100

WATCHERS = frozenset({SECURITY_OFFICER, WATCH_LIST_OFFICER})

_LINK = re.compile(r'<a[^>]+href="([^"#]+)')
_NOT_PAGES = (".ics", ".atom", ".json", "/small", ".csv", ".xlsx", ".pdf", ".jpg", ".webmanifest")


async def fill_site(
    runtime: Runtime, clock: ManualClock, folder: Path, *, languages: tuple[str, ...] = ("en",)
) -> None:
    """Load the programme, applications, badges and scans, and add a person with all roles but one a language.

    The user names are `all-en`, `all-ar` and so on; `watch-en` reads the watch-list. Some names are one long word.
    """
    await create_staff(runtime.accounts, NewStaff("long", LONG_WORD, frozenset({DOOR}), "en", PASSWORD))
    for code in languages:
        most = frozenset(ROLE_TABLE) - {SECURITY_OFFICER}
        staff = await create_staff(runtime.accounts, NewStaff(f"all-{code}", "Ada Byron", most, code, PASSWORD))
        token = NewToken(LONG_WORD[:80], frozenset(role.permission for role in most), 30)
        await add_token(runtime.accounts, token, owner=staff)
        await create_staff(runtime.accounts, NewStaff(f"watch-{code}", "Ada Byron", WATCHERS, code, PASSWORD))
    await load_programme(assemble_broadcast(runtime, "").board, programme_of(runtime.event), operator=staff)
    await _write_script(runtime, staff)
    await _pair_screen(runtime, staff)
    await _request_questions(runtime, staff)
    office = await make_office(runtime.transactions, clock, RandomIds(), folder)
    badge = await office.active_badge("app_1", secret_hash=secret_digest(LINK))
    long_names = {"native_name": LONG_WORD, "family_name": LONG_WORD, "given_name": LONG_WORD}
    await office.apply(
        "app_2", state=State.SUBMITTED, decision=None, applicant=applicant(**long_names), passport_id="passport_2"
    )
    zone = passport_zone(family="NGUYEN", given="THI HOA", expiry="251025")
    async with runtime.transactions.write() as transaction:
        passport = NewPassport("passport_2", "app_2", zone, document_of(zone))
        await SqlPassports(runtime.vault, clock).save(transaction, passport)
    await office.applicant_of("app_3", outlet=LONG_WORD, **long_names)
    long_badge = await office.hand_over(await issue_badge(office.desk, "app_3", staff=DESK_CLERK))
    await office.applicant_of("app_4", outlet=LONG_WORD, **long_names)
    await office.print_out(await issue_badge(office.desk, "app_4", staff=DESK_CLERK))
    await _find_duplicates(runtime)
    day_desk = make_day_desk(office)
    await day_desk.make(2)
    bearer = Bearer(LONG_WORD, LONG_WORD, "42X")
    await enter_bearer(day_desk.services, "XP-0001", bearer, reference="", staff=DESK_CLERK)
    await _add_webhook(runtime)
    await _add_agency(runtime)
    async with runtime.transactions.write() as transaction:
        letter = sample_letter(name=LONG_WORD, address=f"{LONG_WORD[:60]}@example.org", subject=LONG_WORD)
        await runtime.outbox.add(transaction, letter)
    async with runtime.transactions.write() as transaction:
        camera = {**CAMERA, "equipment.item": LONG_WORD}
        sent = submit(None, [camera], application_id="app_1", annex="equipment", seen=0, at=clock.now())
        await SqlAnswers().save(transaction, sent)
    scans = make_scan_office(office, RandomIds())
    for admitted in (badge, long_badge, (await day_desk.badges())[1]):
        await scans.ask(admitted.token)


async def _pair_screen(runtime: Runtime, staff: Staff) -> None:
    """Pair a screen, and let another device wait for longer than tests that move the clock take."""
    services = ScreenServices(board=assemble_broadcast(runtime, "").board, store=SqlScreenStore())
    code = (await ask_pairing(services, DeviceFacts(public_key="a", network="10.0.0.1"))).code
    plan = ScreenPlan(address="/screens/lobby?languages=vi,ar", place=LONG_WORD[:LONGEST_PLACE])
    await approve_pairing(services, Approval(code=code, name="x" * 40, plan=plan), operator=staff)
    tomorrow = runtime.clock.now() + timedelta(days=1)
    waiting = PairingRequest(code="WXYZ-ABCD", public_key="b", asked_at=tomorrow, network="10.0.0.1")
    async with runtime.transactions.write() as transaction:
        await services.store.add_request(transaction, waiting)


async def _request_questions(runtime: Runtime, staff: Staff) -> None:
    """Let one question of the first press conference be put, one be called and one wait, that of an applicant."""
    services = QuestionServices(board=assemble_broadcast(runtime, "").board, store=SqlPressQuestions())
    for number in range(3):
        own = "app_1" if number == 2 else None
        request = QuestionRequest(
            id=f"qst_{number}", name=LONG_WORD, outlet=LONG_WORD, language="vi", application_id=own
        )
        await add_question(services, "press-25", request, operator=staff)
    for question_id, act in (("qst_0", Act.CALL), ("qst_0", Act.PUT), ("qst_1", Act.CALL)):
        await act_on_question(services, "press-25", question_id, act, operator=staff)


async def _write_script(runtime: Runtime, staff: Staff) -> None:
    """Write a script with a version that waits for signatures, a cue that runs, a deviation, and a link."""
    services = script_services(runtime, assemble_broadcast(runtime, "").board)
    for what in ("Opening address", LONG_WORD):
        cue = Cue(id="", what=what, who=LONG_WORD, seconds=300, spoken={"ar": "أهلًا"}, notes={"sound": LONG_WORD})
        script = await add_cue(services, "opening", cue, staff=staff)
    await submit_script(services, "opening", seen=script.revision, staff=staff)
    await run_script(services, "opening", RunAct.NEXT, seen=0, staff=staff)
    await note_deviation(services, "opening", "", LONG_WORD, staff=staff)
    await add_link(services, "opening", NewLink(LONG_WORD[:80], ("sound",), "en", 3), staff=staff)


async def make_crew_link(runtime: Runtime) -> str:
    """Return the path of a crew link with every column."""
    services = script_services(runtime, assemble_broadcast(runtime, "").board)
    operator = Staff("stf_links", "links", "Links", frozenset({OPERATOR}), "en")
    _, secret = await add_link(services, "opening", NewLink(LONG_WORD[:80], SCOPES, "en", 3), staff=operator)
    return f"/en/cues/{secret}"


async def make_statement_links(runtime: Runtime) -> list[str]:
    """Return the paths of the link of a delegation, which has handed in its text, and of that of interpreters."""
    services = StatementServices(
        board=assemble_broadcast(runtime, "").board, store=SqlStatements(), vault=runtime.vault
    )
    operator = Staff("stf_links", "links", "Links", frozenset({OPERATOR}), "en")
    handing_in = await make_link(services, "debate-1", "debate-1-01", purpose=Purpose.HAND_IN, operator=operator)
    await hand_in(services, handing_in, b"Madam President")
    reading = await make_link(services, "debate-1", "", purpose=Purpose.INTERPRET, operator=operator)
    return [f"/en/statements/hand-in/{handing_in}", f"/en/statements/interpret/{reading}"]


async def _find_duplicates(runtime: Runtime) -> None:
    """Compare the applications with each other, and with a watch-list."""
    duplicates = duplicate_services(runtime, application_services(runtime))
    await compare_outdated(duplicates)
    watching, officer = watch_services(runtime, duplicates), make_staff("thu", *WATCHERS)
    table = f"Name,Passport country,Remark\n{LONG_WORD},{applicant().country},{LONG_WORD}\n"
    checked = await check_list(watching, table.encode(), HEADINGS, staff=officer)
    await import_list(watching, checked.digest, HEADINGS, staff=officer)
    await match_outdated(watching)


async def _add_agency(runtime: Runtime) -> None:
    """Add a key of an agency that does not sign in, and an open batch for it."""
    key = make_key_files(Agency.SECURITY, KeyPurpose.SEALING, LONG_WORD[:80]).key
    async with runtime.transactions.write() as transaction:
        await SqlAgencyKeys().add(transaction, RegisteredKey(key, runtime.clock.now(), "staff_1"))
        await SqlBatches().add(transaction, make_batch(key_id=key.id, count=1), [BatchRow("app_2", 1, "0" * 64)])


async def _add_webhook(runtime: Runtime) -> None:
    """Add a webhook with messages of each state, and an expired token."""
    now = runtime.clock.now()
    webhook = Webhook(
        id="wh_1",
        name=LONG_WORD[:80],
        url=f"https://receiver.example/{LONG_WORD}",
        kinds=frozenset(KINDS),
        created_at=now,
    )
    async with runtime.transactions.write() as transaction:
        await add_webhook_row(transaction, webhook)
        for state in DeliveryState:
            row = {"id": f"msg_{state}", "webhook_id": webhook.id, "kind": KINDS[0], "body": "{}", "state": state.value}
            more = {"created_at": now, "due_at": now + timedelta(days=1), "answer": "500 Internal Server Error"}
            await transaction.connection.execute(insert(webhook_deliveries).values(row | more))


_NARROWING = {"door", "filter", "q", "result", "session", "zone"}
"""Parameters that choose rows of a page: it stays the same page."""


_NAMED_IN_EVENT = re.compile(
    r"(?<=/)(sections|entries|(?<=/staff/)(?:scripts|forms)|(?<=/en/)(?:sessions|rooms))/[^/]+"
)
"""What the event names, on pages of one kind: sections, entries, scripts, follow-up forms, sessions, rooms."""


def kind_of(address: str) -> str:
    """Return what the addresses of pages of the same kind have in common."""
    parts = urlsplit(address)
    path = _NAMED_IN_EVENT.sub(r"\1/*", parts.path)
    steps = ["*" if re.search(r"\d|^[a-z]{2}$", step) or len(step) > 20 else step for step in path.split("/")]
    given = {name for name, _ in parse_qsl(parts.query)} - _NARROWING
    return "/".join(steps) + "?" + ",".join(sorted(given))


@dataclass(frozen=True)
class Page:
    """A page as the server sends it."""

    address: str
    html: str


async def read_pages(client: Client, starts: list[str]) -> list[Page]:
    """Read the pages that these lead to, `EACH_KIND` of a kind, in English where the address names the language."""
    waiting, seen, kinds, pages = list(starts), set(starts), Counter[str](), []
    while waiting:
        address = waiting.pop(0)
        response = await client.get(address)
        if response.content_type != "text/html":
            continue
        html = await response.text()
        pages.append(Page(address, html))
        for link in _LINK.findall(html):
            target = urljoin(address, link.replace("&amp;", "&"))
            path = urlsplit(target).path
            is_foreign = re.match(rf"/({'|'.join(set(LANGUAGES) - {'en'})})/", path) is not None
            if target in seen or is_foreign or path.endswith(_NOT_PAGES) or not target.startswith("/"):
                continue
            kinds[kind_of(target)] += 1
            if kinds[kind_of(target)] <= EACH_KIND:
                seen.add(target)
                waiting.append(target)
    return pages
