"""An installation with applicants of whom everything is stored that the program stores, under marks to search for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from aiohttp import web
from sqlalchemy import select

from accreditation.annexes.domain.answers import AnnexState, decide, submit
from accreditation.annexes.storage import SqlAnswers
from accreditation.applications.actions.addresses import request_address_change
from accreditation.applications.actions.drafts import save_draft
from accreditation.applications.domain.applications import (
    Agency,
    Decision,
    Outcome,
    State,
)
from accreditation.applications.domain.drafts import DRAFT_FIELDS, Typed
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.domain.passports.reading import read_zone
from accreditation.applications.domain.passports.records import NewPassport, document_of
from accreditation.applications.domain.passports.zones import Zone
from accreditation.applications.storage.tables import photos, replaced_photos
from accreditation.applications.web.apply import FORM_PURPOSE
from accreditation.applications.web.context import APPLICATION_PAGES
from accreditation.badges.actions.badges import issue_badge
from accreditation.day_badges.actions import enter_bearer
from accreditation.day_badges.domain import Bearer
from accreditation.documents.actions.handing_in import hand_in_file
from accreditation.documents.actions.uploading import add_piece, start_upload
from accreditation.documents.web.context import DOCUMENT_PAGES
from accreditation.doors.actions.notices import post_notice
from accreditation.doors.storage.tables import scans as scan_rows
from accreditation.doors.web.command_post import NOTICE_SERVICES
from accreditation.duplicates.actions.comparing import compare_application
from accreditation.duplicates.web.duplicates import DUPLICATE_SERVICES
from accreditation.outlets.actions.crews import add_people, file_letter
from accreditation.outlets.actions.focal_points import NewFocalPoint, invite_focal_point
from accreditation.outlets.services import OutletServices
from accreditation.outlets.storage.tables import crew_letters
from accreditation.outlets.web.context import OUTLET_PAGES
from accreditation.retention.actions.requests import request_deletion
from accreditation.retention.web.own_data import REQUEST_SERVICES
from broadcast.press_questions.domain import Question
from broadcast.press_questions.storage import SqlPressQuestions
from conference.clock import ManualClock
from conference.ids import RandomIds
from rostrum.runtime import Runtime
from tests.support.annexes import CAMERA
from tests.support.application_samples import NOON, OFFICER_A, applicant, photo
from tests.support.badge_office import DESK_CLERK, Office, make_office
from tests.support.crew_desk import person as crew_person
from tests.support.day_badges import make_day_desk
from tests.support.document_files import pdf
from tests.support.door_devices import CHIEF
from tests.support.letters import sample_letter
from tests.support.passports import passport_lines
from tests.support.scan_office import make_scan_office

NAME_MARK = "Zorvak"
"""In every name, address and photo, of people and of those who write for them."""

NUMBER_MARK = "QZX88"
"""The beginning of every passport number."""

BIRTH_MARKS = ("7408122F", "1974-08-12")
"""The birth date of everyone, as the passport's line and as a date has it. Each includes more than the digits, which
random text contains too often."""

OUTLET_MARK = "Sao Mai Quarterly"
"""In the names of outlets, which stay when an officer has confirmed them."""

DOCUMENT_MARK = "Dovmarq"
"""In the text of every document and letter of assignment."""


@dataclass(frozen=True, kw_only=True)
class PrivatePerson:
    """An applicant; `secret` is that of the link."""

    application_id: str
    secret: str
    document_id: str = ""
    upload_id: str = ""
    badge_id: str = ""

    @property
    def name_mark(self) -> str:
        """A name that only texts about this person have."""
        return name_mark_of(int(self.application_id.removeprefix("app_")))

    @property
    def photo_id(self) -> str:
        """The id of the photo."""
        return f"photo_{self.application_id}"


@dataclass(frozen=True, kw_only=True)
class PrivateCrew:
    """An outlet with a focal point and people on its list."""

    outlet_id: str
    focal_secret: str
    member_id: str
    member_secret: str
    letter_id: str


@dataclass(frozen=True, kw_only=True)
class PrivateSite:
    """What was filled. `first` and `second` have the same kinds of rows; `draft_secret` opens an unfinished form."""

    office: Office = field(repr=False)
    people: Sequence[PrivatePerson]
    crews: Sequence[PrivateCrew]
    draft_secrets: Sequence[str]
    change_secrets: Sequence[str]
    notice_id: str
    scan_id: str
    letter_ids: Sequence[str]


def name_mark_of(number: int) -> str:
    """Return the mark in all names of an applicant."""
    return NAME_MARK + letters_of(number)


def letters_of(number: int) -> str:
    """Return a number as two capital letters: passports have no digits in names."""
    return chr(65 + number // 26) + chr(65 + number % 26)


async def fill_private_site(
    app: web.Application, runtime: Runtime, clock: ManualClock, folder: Path, *, count: int = 2
) -> PrivateSite:
    """Add `count` applicants with all that is stored of a person, two crews, drafts and one-day badges."""
    filler = _Filler(app, runtime, clock, await make_office(runtime.transactions, clock, RandomIds(), folder))
    return await filler.fill(count)


@dataclass
class _RememberedIds(RandomIds):
    """Identifiers, with the secrets among them."""

    secrets: list[str] = field(default_factory=list)

    def secret(self) -> str:
        self.secrets.append(super().secret())
        return self.secrets[-1]


def _names_of(number: int) -> dict[str, str]:
    mark = name_mark_of(number)
    return {"native_name": f"{mark} Ngọc", "family_name": mark, "given_name": f"Hoa {letters_of(number)}"}


def _question_of(application_id: str, name: str, now: datetime) -> Question:
    """Return the first request of a press conference that is named after the application."""
    return Question(
        id=f"qst_{application_id}",
        session_id=f"press-{application_id}",
        name=name,
        outlet=OUTLET_MARK,
        language="vi",
        requested_at=now,
        number=1,
        application_id=application_id,
    )


@dataclass(frozen=True)
class _Filler:
    """Adds people by the services of the served application."""

    app: web.Application
    runtime: Runtime
    clock: ManualClock
    office: Office

    async def fill(self, count: int) -> PrivateSite:
        crews = [await self._add_crew(number) for number in (1, 2)]
        people = [await self._add_person(number, crews[(number - 1) % 2]) for number in range(1, count + 1)]
        for one in people[:2]:
            await compare_application(self.app[DUPLICATE_SERVICES], one.application_id)
        scan = await self._scan_all(people)
        changes = await self._ask_address_changes(people)
        await self._add_day_badge()
        return PrivateSite(
            office=self.office,
            people=people,
            crews=crews,
            draft_secrets=[await self._add_draft(number) for number in (1, 2)],
            change_secrets=changes,
            notice_id=await self._post_notice(people[0]),
            scan_id=scan,
            letter_ids=[await self._add_letter(one) for one in people],
        )

    async def _add_person(self, number: int, crew: PrivateCrew) -> PrivatePerson:
        """Add an applicant who hands documents in, is approved, and collects the badge."""
        application_id, names = f"app_{number}", _names_of(number)
        secret = f"secret-of-{application_id}"
        await self.office.apply(
            application_id,
            state=State.SUBMITTED,
            decision=None,
            applicant=applicant(**names, email=f"{name_mark_of(number)}@example.org", phone=f"+849{number:08}"),
            outlet_id=crew.outlet_id,
            passport_id=f"passport_{number}",
        )
        await self._add_passport(number, names)
        document_id, upload_id = await self._hand_in(secret, name_mark_of(number))
        decision = Decision(Outcome.APPROVED, "staff_son", Agency.SECURITY, NOON)
        await self.office.change(application_id, state=State.APPROVED, decision=decision)
        badge = await self.office.hand_over(await issue_badge(self.office.desk, application_id, staff=DESK_CLERK))
        await self._add_rows(application_id, name_mark_of(number))
        await request_deletion(self.app[REQUEST_SERVICES], secret=secret)
        services = self.app[APPLICATION_PAGES].services
        async with self.runtime.transactions.read() as transaction:
            application = await services.applications.get(transaction, application_id)
        return PrivatePerson(
            application_id=application_id,
            secret=services.links.secret_of(application),
            document_id=document_id,
            upload_id=upload_id,
            badge_id=badge.id,
        )

    async def _add_passport(self, number: int, names: Mapping[str, str]) -> None:
        """Store the passport's lines, sealed."""
        family, given = names["family_name"].upper(), names["given_name"].upper()
        zone = read_zone(passport_lines(family=family, given=given, number=f"{NUMBER_MARK}{number:04}"))
        assert isinstance(zone, Zone)
        passport = NewPassport(f"passport_{number}", f"app_{number}", zone, document_of(zone))
        passports = self.app[APPLICATION_PAGES].services.passports
        async with self.runtime.transactions.write() as transaction:
            await passports.save(transaction, passport)

    async def _hand_in(self, secret: str, name: str) -> tuple[str, str]:
        """Hand in a letter, and begin the upload of another one; return both ids."""
        services = self.app[DOCUMENT_PAGES].services
        written = pdf(content=f"BT /F1 12 Tf ({DOCUMENT_MARK} {name}) Tj ET")
        document = await hand_in_file(services, written, secret=secret, kind="assignment_letter")
        upload = await start_upload(services, secret=secret, kind="press_card", size=2 * len(written))
        await add_piece(services, upload, written)
        return document.id, upload.id

    async def _add_rows(self, application_id: str, name: str) -> None:
        """Store a replaced photo, a follow-up form, and a request to put a question."""
        row = {"id": f"old_{application_id}", "application_id": application_id, "sha256": "0" * 64}
        pictures = {"jpeg": photo().jpeg + name.encode(), "thumbnail": photo().thumbnail}
        camera = {**CAMERA, "equipment.item": f"{name} camera"}
        now = self.clock.now()
        sent = submit(None, [camera], application_id=application_id, annex="equipment", seen=0, at=now)
        async with self.runtime.transactions.write() as transaction:
            changed = photos.update().where(photos.c.application_id == application_id)
            await transaction.connection.execute(changed.values(jpeg=pictures["jpeg"]))
            await transaction.connection.execute(replaced_photos.insert().values(row | pictures))
            approved = decide(sent, AnnexState.APPROVED, note="", officer=OFFICER_A.id, at=now)
            await SqlAnswers().save(transaction, sent)
            await SqlAnswers().save(transaction, approved)
            await SqlPressQuestions().add(transaction, _question_of(application_id, name, now))

    async def _add_letter(self, one: PrivatePerson) -> str:
        name = one.name_mark
        values = {"name": name, "address": f"{name}@example.org", "text": f"Dear {name}"}
        letter = sample_letter(about=one.application_id, **values)
        async with self.runtime.transactions.write() as transaction:
            return str(await self.runtime.outbox.add(transaction, letter))

    async def _add_crew(self, number: int) -> PrivateCrew:
        services = self.app[OUTLET_PAGES].services
        outlet = Outlet(f"out_{number}", f"{OUTLET_MARK} {number}", verified=number == 1)
        async with services.transactions.write() as transaction:
            outlet = await services.applications.outlets.add(transaction, outlet)
        new = NewFocalPoint(f"{NAME_MARK} Desk", f"desk{number}@{NAME_MARK.lower()}.example", "vi")
        focal = await invite_focal_point(services, outlet.id, new, staff=OFFICER_A)
        secret = services.links.secret_of_focal(focal)
        letter = pdf(content=f"BT /F1 12 Tf ({DOCUMENT_MARK} {NAME_MARK}) Tj ET")
        await file_letter(services, letter, file_name=f"{NAME_MARK}.pdf", secret=secret)
        await add_people(services, [crew_person(f"{NAME_MARK} Crew {letters_of(number)}")], secret=secret)
        return await self._read_crew(services, outlet.id, secret)

    async def _read_crew(self, services: OutletServices, outlet_id: str, secret: str) -> PrivateCrew:
        async with services.transactions.read() as transaction:
            member = (await services.members.list_of_outlet(transaction, outlet_id))[0]
            wanted = select(crew_letters.c.id).where(crew_letters.c.outlet_id == outlet_id)
            letter_id = str(await transaction.connection.scalar(wanted))
        return PrivateCrew(
            outlet_id=outlet_id,
            focal_secret=secret,
            member_id=member.id,
            member_secret=services.links.secret_of_member(member),
            letter_id=letter_id,
        )

    async def _add_draft(self, number: int) -> str:
        secret = self.runtime.issued_secrets.issue(FORM_PURPOSE)
        now = self.clock.now()
        typed = {name: Typed(f"{NAME_MARK} {number}", now) for name in DRAFT_FIELDS}
        await save_draft(self.app[APPLICATION_PAGES].services, typed, secret=secret, marks="")
        return secret

    async def _ask_address_changes(self, people: Sequence[PrivatePerson]) -> list[str]:
        """Ask for another address of each applicant; return a secret of each change."""
        services = self.app[APPLICATION_PAGES].services
        ids = _RememberedIds()
        for one in people:
            typed = f"new@{one.name_mark.lower()}.example"
            await request_address_change(
                replace(services, ids=ids), secret=one.secret, typed=typed, write_until=lambda *_: ""
            )
        return ids.secrets[::2]

    async def _scan_all(self, people: Sequence[PrivatePerson]) -> str:
        """Scan each badge at a door; return the id of the first scan, which is a conflict."""
        scans = make_scan_office(self.office, RandomIds())
        async with self.runtime.transactions.read() as transaction:
            ids = [one.application_id for one in people]
            badges = await self.office.desk.badges.find_newest_by_application(transaction, ids)
        kept = [await scans.ask(badges[one].token) for one in ids]
        async with self.runtime.transactions.write() as transaction:
            disputed = scan_rows.update().where(scan_rows.c.id == kept[0].scan.id).values(conflict="twice")
            await transaction.connection.execute(disputed)
        return kept[0].scan.id

    async def _post_notice(self, one: PrivatePerson) -> str:
        text, lasts = f"{one.name_mark} is waited for", timedelta(hours=1)
        return (await post_notice(self.app[NOTICE_SERVICES], text, badge_id=one.badge_id, lasts=lasts, staff=CHIEF)).id

    async def _add_day_badge(self) -> None:
        day_desk = make_day_desk(self.office)
        await day_desk.make(1)
        bearer = Bearer(f"{NAME_MARK} Bearer", OUTLET_MARK, "42X")
        await enter_bearer(day_desk.services, "XP-0001", bearer, reference="", staff=DESK_CLERK)
