"""Every route under the ids of one person, asked by each of those whom it does not concern (generated from the router).

Covers A12 and A13: a second applicant, a focal point of another outlet, staff without the permission, a program with
another token, a person who is signed out. None gets anything of that person, and none learns whether an id exists.
"""

import shutil
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import or_, select

from accreditation.badges.actions.printing import start_print_run
from accreditation.exports.actions.links import create_export
from accreditation.exports.domain import ExportFilter, ExportFormat, ExportKind, ExportRequest
from conference.auth.password_links import add_invitation
from conference.auth.roles import Role, Staff
from conference.auth.storage import find_account_by_id
from conference.clock import ManualClock
from conference.storage.audit import audit_log
from conference.web.access import SIGN_IN
from conference.web.csrf import SAFE_METHODS
from rostrum import roles
from rostrum.app import make_application
from rostrum.parts.desk import application_services
from rostrum.parts.exports import export_services
from rostrum.roles import ROLE_TABLE
from rostrum.runtime import Runtime, open_runtime
from rostrum.settings import Settings
from tests.conftest import MORNING
from tests.support.access_sweep import (
    CODES,
    UNKNOWN,
    UNKNOWN_SECRET,
    Answer,
    Sweeper,
    SweptRoute,
    Way,
    known_ids,
    marks_of,
    swept_routes,
)
from tests.support.application_samples import OFFICER_A
from tests.support.badge_office import DESK_CLERK
from tests.support.day_badges import SET
from tests.support.door_devices import ENROL
from tests.support.passwords import cheap_passwords
from tests.support.private_site import PrivateSite, fill_private_site

pytestmark = pytest.mark.asyncio(loop_scope="module")

PUBLIC_NAMES = {
    "alert",
    "announcement",
    "build",
    "command",
    "day",
    "file",
    "language",
    "name",
    "rest",
    "room",
    "session",
    "small",
    "picture",
    "speaker",
    "ticket",
}
"""Parameters of public routes: no id of a person is among them."""

OF_THE_WATCH_LIST = {"listed"}
"""Parameters of hits of the watch-list, which `tests/accreditation/watch_list` asks for with hits that exist."""

NOT_PERSONAL = {
    *(
        "alert",
        "announcement",
        "batch",
        "command",
        "cue",
        "deviation",
        "device",
        "id",
        "item",
        "key",
        "link",
        "note",
        "planned",
        "proposal",
        "screen",
        "ticket",
        "webhook",
    ),
}
"""Parameters with ids of what has no data of a person; every other one is asked with an id that exists."""

OWN_OF_STAFF = {"export", "token"}
"""Parameters of what belongs to one member of staff: others, who may do the same, must not see theirs."""

OF_MANY = ("accreditation:annex:exported", "accreditation:evacuation:listed", "accreditation:print_run:drawn")
"""Entries of tables and files of many people, which have their number, or a range of badges, instead of ids."""

OPEN_OF_STAFF = {
    "/staff",
    "/staff/sign-in",
    "/staff/sign-in/code",
    "/staff/sign-in/forgotten",
    "/staff/sign-in/setup",
    "/staff/sign-out",
}
"""Pages of staff before the sign-in, without data of applicants."""

PRINT_RUN = "0" * 15 + "a"
JSON = {"Accept": "application/json"}
"""Refusals as problem details: a page takes ten times as long."""

NOT_AFTER_COLLECTION = ("/pass.svg", "/pass.png", "/pass.pdf", "/collect.ics")
"""Ends of paths that answer 404 to their own person once the badge is handed over."""

REFUSED_TO_OUTSIDERS = {401, 403}


@dataclass(frozen=True, repr=False)
class Swept:
    """The served application with its routes, the ids of the first person, and links by the beginning of their path.

    `links` has the secret of the first person and that of the second.
    """

    sweeper: Sweeper
    site: PrivateSite
    routes: list[SweptRoute]
    known: Mapping[str, str]
    links: Mapping[str, tuple[str, str]]
    staff: Mapping[Role, tuple[Staff, dict[str, str]]]

    @property
    def marks(self) -> list[str]:
        """The texts that only pages about the first person have."""
        return marks_of(self.site)

    @property
    def unknown(self) -> dict[str, str]:
        """The values of parameters with ids that do not exist."""
        return {**CODES, **UNKNOWN}

    @property
    def existing(self) -> dict[str, str]:
        """The values of parameters with the ids of the first person."""
        return {**CODES, **UNKNOWN, **self.known}

    def of(self, way: Way) -> list[SweptRoute]:
        """The routes of a way."""
        return [route for route in self.routes if route.way is way]

    @property
    def guarded(self) -> list[SweptRoute]:
        """The routes that need a login or a token. To enrol a device its code is sent, no id."""
        ways = (Way.STAFF, Way.API, Way.DEVICE)
        return [route for route in self.routes if route.way in ways and route.path != ENROL]

    async def ask_both(self, route: SweptRoute, headers: Mapping[str, str], **more: str) -> tuple[Answer, Answer]:
        """Ask for what exists and for what does not."""
        existing, unknown = {**self.existing, **more}, {**self.unknown, **more}
        return await self.sweeper.ask(route, existing, headers), await self.sweeper.ask(route, unknown, headers)

    def require_silence(self, route: SweptRoute, answers: tuple[Answer, Answer]) -> None:
        """Assert that two answers are the same, and have nothing of the first person."""
        assert answers[0] == answers[1], (route, answers[0].difference(answers[1]))
        assert not answers[0].has_mark(self.marks), route


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def swept(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> AsyncIterator[Swept]:
    folder = tmp_path_factory.mktemp("swept")
    shutil.copy(sqlite_template, folder / "rostrum.db")
    clock, settings = ManualClock(MORNING), Settings(data_dir=folder, proxies=1, api_per_minute=100_000)
    async with open_runtime(settings, clock=clock) as opened:
        runtime = replace(opened, accounts=replace(opened.accounts, passwords=cheap_passwords()))
        app = make_application(runtime)
        async with TestClient(TestServer(app)) as client:
            site = await fill_private_site(app, runtime, clock, folder)
            sweeper = Sweeper(client, runtime)
            invited = [(await sweeper.hire(name, roles.DOOR))[0] for name in ("first", "second")]
            await start_print_run(site.office.desk, PRINT_RUN, [site.people[0].badge_id], staff=DESK_CLERK)
            token, _ = await sweeper.issue_token(invited[0])
            more = {"run": PRINT_RUN, "set": SET, "staff": invited[0].id, "token": token}
            more["export"] = await _create_export(runtime)
            links = await _links_of(runtime, site, *invited)
            staff = {role: await sweeper.hire(role.name, role) for role in ROLE_TABLE}
            yield Swept(sweeper, site, swept_routes(app), known_ids(site) | more, links, staff)


async def _create_export(runtime: Runtime) -> str:
    """Create an export of applications; its owner asks for nothing."""
    request = ExportRequest(ExportKind.APPLICATIONS, ExportFilter(), ExportFormat.CSV)
    services = export_services(runtime, application_services(runtime))
    return (await create_export(services, request, staff=OFFICER_A)).id


async def _links_of(runtime: Runtime, site: PrivateSite, *invited: Staff) -> dict[str, tuple[str, str]]:
    async with runtime.transactions.write() as transaction:
        sent = [
            await add_invitation(runtime.accounts, transaction, account)
            for one in invited
            if (account := await find_account_by_id(transaction.connection, one.id, ROLE_TABLE)) is not None
        ]
    first, second = (one.address.rpartition("/")[2].partition("?")[0] for one in sent)
    return {
        "/{language}/applications/": (site.people[0].secret, site.people[1].secret),
        "/{language}/applications/address/": (site.change_secrets[0], site.change_secrets[1]),
        "/{language}/apply/drafts/": (site.draft_secrets[0], site.draft_secrets[1]),
        "/{language}/crews/": (site.crews[0].focal_secret, site.crews[1].focal_secret),
        "/{language}/crew/": (site.crews[0].member_secret, site.crews[1].member_secret),
        "/staff/links/": (first, second),
    }


async def test_every_route_has_a_class_and_values(swept: Swept) -> None:
    assert len(swept.routes) > 150
    assert {route.link_kind for route in swept.of(Way.LINK)} == swept.links.keys()
    assert UNKNOWN.keys() - swept.known.keys() == NOT_PERSONAL | OF_THE_WATCH_LIST
    for route in swept.routes:
        needed = route.names - CODES.keys() - {"secret"}
        assert needed <= UNKNOWN.keys(), f"{route.path}: tests/support/access_sweep.py has no value for {needed}"
        if route.way is Way.PUBLIC:
            assert route.names <= PUBLIC_NAMES, route.path
            assert not route.path.startswith("/staff") or route.path in OPEN_OF_STAFF, route.path
        if route.way is Way.API:
            assert route.permissions is not None or route.names == {"rest"}, route.path


async def test_signed_out_people_learn_nothing(swept: Swept) -> None:
    for route in swept.guarded:
        answers = await swept.ask_both(route, {})
        swept.require_silence(route, answers)
        is_page = route.way is Way.STAFF and route.method in SAFE_METHODS
        assert answers[0].status in ({303} if is_page else REFUSED_TO_OUTSIDERS), route
        assert not is_page or answers[0].location.startswith(SIGN_IN), route


async def test_staff_without_the_permission_learn_nothing(swept: Swept) -> None:
    """By people who hold all other roles: those of the two agencies may not be held by one person."""
    people: dict[frozenset[str], list[dict[str, str]]] = {}
    for route in swept.of(Way.STAFF):
        needed = frozenset(route.permissions or ())
        others = {role for role in ROLE_TABLE if needed and role.permission not in needed}
        if needed not in people:
            held = [others - {roles.SECURITY_OFFICER}, others & {roles.SECURITY_OFFICER}]
            people[needed] = [
                (await swept.sweeper.hire(f"o{len(people)}-{n}", *some))[1] for n, some in enumerate(held) if some
            ]
        for headers in people[needed]:
            answers = await swept.ask_both(route, headers)
            swept.require_silence(route, answers)
            assert answers[0].status == 403, route


async def test_tokens_of_another_scope_learn_nothing(swept: Swept) -> None:
    tokens = {role: (await swept.sweeper.issue_token(owner))[1] for role, (owner, _) in swept.staff.items()}
    for route in [route for route in swept.of(Way.API) if route.permissions]:
        role = next(role for role in ROLE_TABLE if role.permission not in (route.permissions or ()))
        answers = await swept.ask_both(route, tokens[role])
        swept.require_silence(route, answers)
        assert answers[0].status == 403, (role.name, route)


async def test_credentials_of_another_kind_open_nothing(swept: Swept) -> None:
    """A login opens neither the API nor the doors, a token no page and no door."""
    officer, login = swept.staff[roles.ACCREDITATION_OFFICER]
    _, token = await swept.sweeper.issue_token(officer)
    for route in swept.guarded:
        for headers, others in ((login, (Way.API, Way.DEVICE)), (token, (Way.STAFF, Way.DEVICE))):
            if route.way in others:
                answers = await swept.ask_both(route, headers)
                swept.require_silence(route, answers)
                assert answers[0].status in {303, *REFUSED_TO_OUTSIDERS}, route


async def test_secrets_of_another_kind_open_nothing(swept: Swept) -> None:
    for route in [route for route in swept.of(Way.LINK) if route.method != "OPTIONS"]:
        unknown = await _ask_link(swept, route, UNKNOWN_SECRET, swept.unknown)
        assert unknown.status in (404, 410, 422), route
        others = [secrets[0] for kind, secrets in swept.links.items() if kind != route.link_kind]
        for secret in others if route.method == "GET" else others[:1]:
            answer = await _ask_link(swept, route, secret, swept.existing)
            swept.require_silence(route, (answer, unknown))


async def test_another_person_with_a_link_learns_nothing(swept: Swept) -> None:
    """Their own link with the ids of the first person, and with these in the query."""
    query = dict.fromkeys(("id", "application", "person", "secret", "q"), swept.known["application"])
    for route in swept.of(Way.LINK):
        own = swept.links[route.link_kind][1]
        if route.names & swept.known.keys():
            answers = [await _ask_link(swept, route, own, values) for values in (swept.existing, swept.unknown)]
            swept.require_silence(route, (answers[0], answers[1]))
        elif route.method == "GET":
            for more in ({}, query):
                found = await swept.sweeper.ask(route, {**swept.existing, "secret": own}, {}, query=more)
                assert not found.has_mark(swept.marks), route


async def _ask_link(swept: Swept, route: SweptRoute, secret: str, values: Mapping[str, str]) -> Answer:
    return await swept.sweeper.ask(route, {**values, "secret": secret}, swept.sweeper.visitor_headers())


async def test_other_staff_learn_nothing_of_what_belongs_to_one(swept: Swept) -> None:
    for route in [route for route in swept.of(Way.STAFF) if route.names & OWN_OF_STAFF]:
        for role, (_, headers) in swept.staff.items():
            if not route.permissions or role.permission in route.permissions:
                swept.require_silence(route, await swept.ask_both(route, headers))


async def test_officers_of_one_agency_cannot_act_for_the_other(swept: Swept) -> None:
    for route in [route for route in swept.of(Way.STAFF) if "agency" in route.names]:
        for role, other in ((roles.ACCREDITATION_OFFICER, "security"), (roles.SECURITY_OFFICER, "accreditation")):
            answers = await swept.ask_both(route, swept.staff[role][1], agency=other)
            swept.require_silence(route, answers)
            assert answers[0].status in (403, 404), (role.name, route)


async def test_the_first_person_reaches_what_the_others_do_not(swept: Swept) -> None:
    """The ids of the sweep exist: their own person, or staff who may, get an answer."""
    for route in swept.of(Way.LINK):
        if route.method == "GET" and not route.path.endswith(NOT_AFTER_COLLECTION):
            answer = await _ask_link(swept, route, swept.links[route.link_kind][0], swept.existing)
            assert answer.status in (200, 303), route
    for route in swept.of(Way.STAFF):
        is_known = route.names & (swept.known.keys() - OWN_OF_STAFF) and not route.names & OF_THE_WATCH_LIST
        if route.method == "GET" and is_known:
            assert 200 in await _statuses_for_staff(swept, route), route


async def _statuses_for_staff(swept: Swept, route: SweptRoute) -> set[int]:
    """Return the statuses of a route for each role that may use it, on the pages of each agency."""
    agencies = ("accreditation", "security") if "agency" in route.names else ("",)
    return {
        (await swept.sweeper.ask(route, {**swept.existing, "agency": agency}, headers)).status
        for role, (_, headers) in swept.staff.items()
        if role.permission in (route.permissions or ())
        for agency in agencies
    }


async def test_every_page_with_the_name_is_in_the_log(swept: Swept) -> None:
    """Each is opened by somebody who has opened nothing before: the log says who saw the first person's data."""
    unread = list[tuple[str, str, str]]()
    for route in [route for route in swept.of(Way.STAFF) if route.method == "GET"]:
        for role in [role for role in ROLE_TABLE if role.permission in (route.permissions or ())]:
            answer = await swept.sweeper.ask(route, swept.existing, swept.staff[role][1])
            if answer.has_mark([swept.site.people[0].name_mark]):
                reader, headers = await swept.sweeper.hire(f"reader-{len(unread)}-{role.name}"[:40], role)
                await swept.sweeper.ask(route, swept.existing, headers)
                unread.append((route.path, role.name, reader.id))
    recorded = await _readers_of(swept)
    assert len(unread) > 5
    missing = sorted({path for path, _, reader in unread if reader not in recorded})
    assert missing == [], " ".join(missing)


async def _readers_of(swept: Swept) -> set[str]:
    """Return the actors of entries that name the first person."""
    transactions, one = swept.sweeper.runtime.transactions, swept.site.people[0]
    while len(transactions.background):
        await transactions.background._task  # type: ignore[misc]
    ids = [one.application_id, one.badge_id, one.document_id, swept.site.letter_ids[0], "P-0001"]
    named = [audit_log.c.details.contains(f'"{one_id}"', autoescape=True) for one_id in ids]
    wanted = select(audit_log.c.actor).where(or_(audit_log.c.subject.in_(ids), audit_log.c.action.in_(OF_MANY), *named))
    async with transactions.read() as transaction:
        return set((await transaction.connection.scalars(wanted)).all())
