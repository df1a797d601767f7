"""A badge desk on a test's database, with approved people."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from accreditation.access.event_plan import access_plan
from accreditation.applications.domain.applications import Agency, Application, Decision, Outcome, State
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.storage.photos import SqlPhotos
from accreditation.badge_desk.ports import DeskList
from accreditation.badge_desk.storage import SqlDeskList
from accreditation.badges.actions.badges import BadgeRules, BadgeServices, issue_badge
from accreditation.badges.actions.printing import confirm_print_run, draw_print_run, start_print_run
from accreditation.badges.art import qr_shape
from accreditation.badges.audience import audience_of
from accreditation.badges.domain.badges import Badge, HandOver, IdentityCheck, as_handed_over
from accreditation.badges.keys import KeyFolder, SigningKeys
from accreditation.badges.pass_press import PassPress
from accreditation.badges.ports import BadgePress
from accreditation.badges.press import TypstPress
from accreditation.badges.storage.keys import SqlKeys
from accreditation.badges.storage.print_runs import SqlPrintRuns
from conference.clock import ManualClock
from conference.errors import ConflictError
from conference.event import Event, load_event
from conference.ids import Ids
from conference.resources import event_folder
from conference.storage.transactions import Transactions
from rostrum import roles
from rostrum.parts.stores import application_store, badge_credentials, badge_store, outlet_store
from tests.support.application_samples import NOON, applicant, application, photo, staff

DESK_CLERK = staff("binh", roles.BADGE_DESK, language="vi")
DOOR_GUARD = staff("duc", roles.DOOR, language="vi")
OFFICER = staff("linh", roles.ACCREDITATION_OFFICER)
EVENT = load_event(event_folder("hanoi-2025"))
GATE, OTHER_GATE, HALL, STAGE = "gate-a", "gate-b", "hall-east", "signing-stage"


class QuickPress(TypstPress):
    """A press that computes one QR only and gives it to every badge: a real one takes longer than most tests."""

    @cached_property
    def _shape(self) -> str:
        return qr_shape("HC" * 90).to_text()

    async def qr_texts(self, tokens: Sequence[str]) -> list[str]:
        """Return the same shape for each token."""
        return [self._shape] * len(tokens)


QUICK_PRESS = QuickPress(EVENT)


@dataclass
class Office:
    """Badge desk of a test, with its keys, people and database."""

    transactions: Transactions
    clock: ManualClock
    event: Event
    desk: BadgeServices
    keys: SigningKeys
    people: DeskList

    async def apply(self, application_id: str = "app_1", **changes: object) -> Application:
        """Store an application with its photo, approved unless `changes` has another state."""
        decision = Decision(Outcome.APPROVED, "staff_son", Agency.SECURITY, NOON)
        details = {"state": State.APPROVED, "decision": decision, **changes}
        stored = application(application_id, secret=f"secret-of-{application_id}", **details)
        async with self.transactions.write() as transaction:
            await application_store().add(transaction, stored)
            await SqlPhotos().add(transaction, f"photo_{application_id}", photo(), application_id=application_id)
        return stored

    async def applicant_of(
        self, application_id: str, native_name: str, outlet: str | None = None, **names: str
    ) -> Application:
        """Store an approved application with this name, and an outlet of this name."""
        outlet_id = None
        if outlet is not None:
            async with self.transactions.write() as transaction:
                outlet_id = (await outlet_store().add(transaction, Outlet(f"outlet_{application_id}", outlet))).id
        return await self.apply(
            application_id, applicant=applicant(native_name=native_name, **names), outlet_id=outlet_id
        )

    async def change(self, application_id: str, **changes: object) -> None:
        """Change a stored application."""
        async with self.transactions.write() as transaction:
            before = await application_store().get(transaction, application_id, lock=True)
            after = replace(before, version=before.version + 1, **changes)  # type: ignore[arg-type]
            await application_store().save(transaction, after)

    async def badge(self, application_id: str = "app_1", **changes: object) -> Badge:
        """Issue a badge to a new approved application."""
        await self.apply(application_id, **changes)
        try:
            return await issue_badge(self.desk, application_id, staff=DESK_CLERK)
        except ConflictError:  # the served application issues due badges when it starts
            async with self.transactions.read() as transaction:
                return (await self.desk.badges.find_newest_by_application(transaction, [application_id]))[
                    application_id
                ]

    async def active_badge(self, application_id: str = "app_1", **changes: object) -> Badge:
        """Issue a badge to a new approved application and hand it over."""
        return await self.hand_over(await self.badge(application_id, **changes))

    async def hand_over(self, badge: Badge) -> Badge:
        """Store the badge as printed and handed over a day ago, without an act of the desk."""
        at = self.clock.now() - timedelta(days=1)
        active = as_handed_over(replace(badge, printed_at=at), HandOver(DESK_CLERK.id, IdentityCheck.PASSPORT), at=at)
        async with self.transactions.write() as transaction:
            await self.desk.badges.save(transaction, active)
        return active

    async def print_out(self, *badges: Badge) -> bytes:
        """Print these badges and confirm that all came out; returns the file."""
        run_id = f"{badges[0].serial:08x}{badges[0].id[-8:]}"
        await start_print_run(self.desk, run_id, [badge.id for badge in badges], staff=DESK_CLERK)
        _, pdf = await draw_print_run(self.desk, run_id, staff=DESK_CLERK)
        await confirm_print_run(self.desk, run_id, staff=DESK_CLERK)
        return pdf

    async def end_approval(self, application_id: str) -> None:
        """End the approval of the application."""
        async with self.transactions.write() as transaction:
            at = self.clock.now()
            await badge_credentials().end(transaction, application_id, reason="conduct", actor=OFFICER.id, at=at)


def with_readable_codes(office: Office) -> Office:
    """Return the office with a press whose codes can be read."""
    return replace(office, desk=replace(office.desk, press=TypstPress(EVENT)))


async def make_office(
    transactions: Transactions, clock: ManualClock, ids: Ids, folder: Path, press: BadgePress = QUICK_PRESS
) -> Office:
    """Make an office on the test's database, with one signing key."""
    plan = access_plan(EVENT, audience_of(EVENT).claim)
    keys = SigningKeys(audience_of(EVENT), SqlKeys(), KeyFolder(folder / "keys"))
    async with transactions.write() as transaction:
        await keys.create(transaction, now=clock.now() - timedelta(days=1))
    counted = itertools.count(1)
    desk = BadgeServices(
        transactions=transactions,
        badges=badge_store(),
        print_runs=SqlPrintRuns(),
        keys=keys,
        press=press,
        passes=PassPress(EVENT),
        plan=plan,
        rules=BadgeRules(
            frozenset(reason.code for reason in EVENT.reissue_reasons),
            frozenset(reason.code for reason in EVENT.revocation_reasons),
        ),
        clock=clock,
        new_badge_id=lambda: f"{next(counted):016x}",
    )
    return Office(transactions, clock, EVENT, desk, keys, SqlDeskList())
