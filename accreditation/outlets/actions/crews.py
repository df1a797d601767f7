"""Actions of a focal point: file the letter of assignment, add people, withdraw and replace them, invite them again.

The secret in the focal point's link is the authorisation. A focal point sees the people on the lists of its outlet, and
of their applications only the states.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from msgspec import Struct

from accreditation.applications.actions.applying import withdraw_found
from accreditation.applications.domain.applications import Application, State
from accreditation.applications.domain.duplicates import email_key
from accreditation.applications.domain.intake import Intake
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.domain.releases import as_shown
from accreditation.outlets.actions.focal_points import get_by_focal_link
from accreditation.outlets.actions.officers import record_act
from accreditation.outlets.actions.places import read_use
from accreditation.outlets.domain.crew_lists import CrewReport, find_listed
from accreditation.outlets.domain.crews import (
    ENDED,
    AssignmentLetter,
    CrewMember,
    CrewState,
    FocalPoint,
    MemberState,
    apply_state,
    crew_state,
    require_invited,
    require_member_version,
)
from accreditation.outlets.domain.letter_files import LETTER_KIND, MAX_LETTERS
from accreditation.outlets.domain.links import MEMBER_PREFIX
from accreditation.outlets.domain.places import (
    PlaceUse,
    late_places_left,
    places_left,
    quota_of,
    require_open_list,
    require_places,
    require_unblocked,
    take_late_places,
)
from accreditation.outlets.services import OutletServices
from conference.errors import ConflictError, NotFoundError, RuleError
from conference.mail.letters import LetterRequest
from conference.mail.rendering import letter_texts
from conference.texts.catalogues import key_family
from conference.transactions import Transaction

MEMBER_LETTER = "outlet.crew_member"
LETTER_TEXTS = key_family("letter.", letter_texts([MEMBER_LETTER]))

_DECIDED = frozenset({State.REFUSED, State.WITHDRAWN, State.DRAFT})


class CrewPerson(Struct, frozen=True):
    """Person on the list with the state that the focal point sees."""

    member: CrewMember
    state: CrewState

    @property
    def is_ended(self) -> bool:
        """Whether the person takes no place of the outlet."""
        return self.state in ENDED


class _Acting(Struct, frozen=True):
    """Focal point who acts for its outlet in a transaction."""

    transaction: Transaction
    focal: FocalPoint
    outlet: Outlet


class CrewView(Struct, frozen=True, kw_only=True):
    """What a focal point sees: its outlet, the people, the letters, the places left (None: any number).

    `into` is the name of the outlet into which its own was merged, None for one that was not.
    """

    focal: FocalPoint
    outlet: Outlet
    people: tuple[CrewPerson, ...]
    letters: tuple[AssignmentLetter, ...]
    use: PlaceUse
    quota: int | None
    left: int | None
    intake: Intake
    late_left: int
    into: str | None

    def person(self, member_id: str) -> CrewPerson:
        """Return a person on the list. Raises NotFoundError `crew.person_unknown`, also for people of other outlets."""
        found = next((one for one in self.people if one.member.id == member_id), None)
        if found is None:
            raise NotFoundError("crew.person_unknown")
        return found


async def read_crew(services: OutletServices, *, secret: str) -> CrewView:
    """Return what the focal point of a link sees. Raises NotFoundError `crew.link_unknown`."""
    applications, now = services.applications, services.applications.clock.now()
    async with applications.transactions.read() as transaction:
        focal, outlet = await get_by_focal_link(services, transaction, secret)
        into = await applications.outlets.get_any(transaction, outlet.merged_into) if outlet.merged_into else None
        use = await read_use(services.lists, transaction, outlet, now)
        return CrewView(
            focal=focal,
            outlet=outlet,
            people=await list_people(services, transaction, outlet.id),
            letters=tuple(await services.letters.list_of_outlet(transaction, outlet.id)),
            use=use,
            quota=quota_of(outlet, services.rules),
            left=places_left(outlet, use, services.rules),
            intake=services.intake_at(now),
            late_left=late_places_left(outlet, now),
            into=into.name if into else None,
        )


async def list_people(services: OutletServices, transaction: Transaction, outlet_id: str) -> tuple[CrewPerson, ...]:
    """Return the people on the list of an outlet, with their states as applicants are shown them."""
    now = services.applications.clock.now()
    members = await services.members.list_of_outlet(transaction, outlet_id)
    by_member = await services.members.list_applications(transaction, outlet_id)
    stored = await services.applications.applications.list_by_ids(transaction, sorted(by_member.values()))
    states = {one.id: as_shown(one, now).state for one in stored}
    return tuple(CrewPerson(member, crew_state(member, states.get(by_member.get(member.id, "")))) for member in members)


async def file_letter(services: OutletServices, content: bytes, *, file_name: str, secret: str) -> AssignmentLetter:
    """File a letter of assignment, which holds for the people added from now on.

    Raises:
        RuleError: `crew.letters_full`, `outlet.blocked`, `crew.merged`.
        InvalidError, ThrottledError: As `DocumentStudio.prepare`.
    """
    applications = services.applications
    async with applications.transactions.read() as transaction:
        await _require_letter_room(services, await _find_acting(services, transaction, secret, lock=False))
    prepared = await services.studio.prepare(content, LETTER_KIND)
    async with applications.transactions.write() as transaction:
        acting = await _find_acting(services, transaction, secret)
        await _require_letter_room(services, acting)
        letter = AssignmentLetter(
            id=applications.ids.new("letter"),
            outlet_id=acting.outlet.id,
            focal_point=acting.focal.id,
            file_name=file_name,
            media=prepared.media,
            size=len(content),
            pages=len(prepared.pages),
            filed_at=applications.clock.now(),
        )
        await services.letters.add(transaction, letter, prepared.pages)
        await _record_act(services, acting, "crew:letter_filed", id=letter.id)
    return letter


async def check_people(services: OutletServices, report: CrewReport, *, secret: str) -> CrewReport:
    """Return the report of a list with the people who are on the crew's list already. Nothing is written.

    Raises RuleError when the people could not be added now (see `add_people`), if the report has no fault.
    """
    async with services.applications.transactions.read() as transaction:
        acting = await _find_acting(services, transaction, secret, lock=False)
        people = await list_people(services, transaction, acting.outlet.id)
        checked = find_listed(report, _listed_emails(people))
        if not checked.faulty:
            await _require_room(services, acting, wanted=len(checked.rows))
        return checked


async def add_people(services: OutletServices, people: Sequence[Mapping[str, str]], *, secret: str) -> int:
    """Add people to the list and invite each by mail; return how many.

    Raises ConflictError `crew.listed` for a person who is on the list already, RuleError: `crew.letter_missing`,
    `crew.not_open`, `crew.closed`, `crew.late_places`, `outlet.full`, `outlet.delegation_full`, `outlet.blocked`,
    `crew.merged`.
    """
    async with services.applications.transactions.write() as transaction:
        await _add_members(services, await _find_acting(services, transaction, secret), people)
    return len(people)


async def withdraw_person(services: OutletServices, member_id: str, *, seen_version: int, secret: str) -> CrewMember:
    """Withdraw a person from the list, with the application that the person has handed in.

    Raises NotFoundError, ConflictError `crew.changed`, RuleError `crew.ended`.
    """
    async with services.applications.transactions.write() as transaction:
        acting = await _find_acting(services, transaction, secret)
        before = await _get_member(services, acting, member_id)
        require_member_version(before, seen_version)
        member = await _end_member(services, transaction, before, MemberState.WITHDRAWN)
        await _record_act(services, acting, "crew:withdrawn", id=member.id)
    return member


async def replace_person(
    services: OutletServices, member_id: str, person: Mapping[str, str], *, seen_version: int, secret: str
) -> CrewMember:
    """Replace a person by another one, who is invited. Raises as `withdraw_person` and `add_people`."""
    async with services.applications.transactions.write() as transaction:
        acting = await _find_acting(services, transaction, secret)
        before = await _get_member(services, acting, member_id)
        require_member_version(before, seen_version)
        await _end_member(services, transaction, before, MemberState.REPLACED)
        added = await _add_members(services, acting, [person], replaces=before.id)
        await _record_act(services, acting, "crew:replaced", id=before.id, by=added[0].id)
    return added[0]


async def invite_again(services: OutletServices, member_id: str, *, secret: str) -> CrewMember:
    """Send a person the invitation once more. Raises NotFoundError, RuleError `crew.ended`, `crew.applied`."""
    async with services.applications.transactions.write() as transaction:
        acting = await _find_acting(services, transaction, secret)
        member = await _get_member(services, acting, member_id)
        require_invited(member)
        if await _find_application(services, transaction, member) is not None:
            raise RuleError("crew.applied")
        once = f"{member.id}:{services.applications.ids.new('again')}"
        await _write_invitation(services, acting, member, once)
        await _record_act(services, acting, "crew:invited_again", id=member.id)
    return member


async def _find_acting(
    services: OutletServices, transaction: Transaction, secret: str, *, lock: bool = True
) -> _Acting:
    """Return the focal point and its locked outlet. Raises RuleError `crew.merged`, `outlet.blocked`."""
    focal, outlet = await get_by_focal_link(services, transaction, secret)
    if outlet.merged_into is not None:
        into = await services.applications.outlets.get_any(transaction, outlet.merged_into)
        raise RuleError("crew.merged", name=into.name)
    require_unblocked(outlet)
    locked = await services.applications.outlets.get(transaction, outlet.id, lock=lock)
    return _Acting(transaction, focal, locked)


async def _record_act(services: OutletServices, acting: _Acting, act: str, **details: object) -> None:
    actor, subject = acting.focal.id, acting.outlet.id
    await record_act(services, acting.transaction, act, actor=actor, subject=subject, **details)


async def _require_letter_room(services: OutletServices, acting: _Acting) -> None:
    if len(await services.letters.list_of_outlet(acting.transaction, acting.outlet.id)) >= MAX_LETTERS:
        raise RuleError("crew.letters_full", most=MAX_LETTERS)


async def _require_room(services: OutletServices, acting: _Acting, *, wanted: int) -> AssignmentLetter:
    """Return the letter that holds for people added now. Raises RuleError when `wanted` people cannot be added."""
    now, outlet = services.applications.clock.now(), acting.outlet
    letters = await services.letters.list_of_outlet(acting.transaction, outlet.id)
    if not letters:
        raise RuleError("crew.letter_missing")
    require_open_list(outlet, services.intake_at(now), now, wanted=wanted)
    use = await read_use(services.lists, acting.transaction, outlet, now)
    require_places(outlet, use, services.rules, wanted=wanted)
    return letters[0]


async def _add_members(
    services: OutletServices, acting: _Acting, people: Sequence[Mapping[str, str]], *, replaces: str | None = None
) -> list[CrewMember]:
    transaction, outlet, now = acting.transaction, acting.outlet, services.applications.clock.now()
    letter = await _require_room(services, acting, wanted=len(people))
    listed = _listed_emails(await list_people(services, transaction, outlet.id))
    if listed & {email_key(person["email"]) for person in people}:
        raise ConflictError("crew.listed")
    is_late = services.intake_at(now) is not Intake.OPEN
    members = [
        CrewMember(
            id=services.applications.ids.new(MEMBER_PREFIX.removesuffix("_")),
            outlet_id=outlet.id,
            letter_id=letter.id,
            values=dict(person),
            added_at=now + timedelta(microseconds=position),
            apply_until=outlet.late_until if is_late else None,
            replaces=replaces,
        )
        for position, person in enumerate(people)
    ]
    await services.members.add(transaction, members)
    if is_late:
        await services.applications.outlets.save(transaction, take_late_places(outlet, len(people)))
    for member in members:
        await _write_invitation(services, acting, member, member.id)
    await _record_act(services, acting, "crew:added", number=len(members), late=is_late)
    return members


def _listed_emails(people: Sequence[CrewPerson]) -> set[str]:
    return {email_key(person.member.email) for person in people if not person.is_ended}


async def _get_member(services: OutletServices, acting: _Acting, member_id: str) -> CrewMember:
    member = await services.members.find(acting.transaction, member_id, lock=True)
    if member is None or member.outlet_id != acting.outlet.id:
        raise NotFoundError("crew.person_unknown")
    return member


async def _find_application(
    services: OutletServices, transaction: Transaction, member: CrewMember
) -> Application | None:
    store = services.applications.applications
    return await store.find_by_secret(transaction, member.form_hash, lock=True) if member.form_hash else None


async def _end_member(
    services: OutletServices, transaction: Transaction, before: CrewMember, state: MemberState
) -> CrewMember:
    """End the invitation, and withdraw the application if it is open or approved."""
    member = apply_state(before, state)
    await services.members.save(transaction, member)
    application = await _find_application(services, transaction, before)
    if application is not None and application.state not in _DECIDED:
        await withdraw_found(services.applications, transaction, application)
    return member


async def _write_invitation(services: OutletServices, acting: _Acting, member: CrewMember, once: str) -> None:
    language = member.values["language"]
    request = LetterRequest(
        kind=MEMBER_LETTER,
        about=member.id,
        once=once,
        address=member.email,
        name=member.name,
        language=language,
        values={"outlet": acting.outlet.name},
        link=services.links.member_link(member, language),
        confidential=True,
    )
    await services.applications.letters.write(acting.transaction, request)
