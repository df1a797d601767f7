"""Holds that no officer makes: of applications that were submitted with one passport, until that is settled.

Their applicants are told the same as of any hold.
"""

from collections.abc import Callable, Sequence

from accreditation.applications.actions.applying import record_step
from accreditation.applications.domain.applications import Agency, Application, Move, may_move
from accreditation.applications.domain.events import ApplicationHeld, ApplicationResumed
from accreditation.applications.domain.history import Act, Step
from accreditation.applications.domain.releases import settle_release
from accreditation.applications.services import ApplicationServices
from accreditation.vetting.domain import Officer, apply_hold, release_hold
from conference.audit import SYSTEM
from conference.transactions import Transaction

_PROGRAM = Officer(SYSTEM, frozenset({Agency.ACCREDITATION}))


async def hold_applications(
    services: ApplicationServices, transaction: Transaction, application_ids: Sequence[str]
) -> None:
    """Put those of the applications on hold that are open; decided and withdrawn ones are not changed."""
    now = services.clock.now()

    def hold(before: Application) -> Application:
        return apply_hold(before, agency=Agency.ACCREDITATION, officer=_PROGRAM, at=now)

    for application in await _change_each(services, transaction, application_ids, hold, act=Act.HELD):
        transaction.emit(ApplicationHeld(application.id, Agency.ACCREDITATION, now))


async def resume_held_applications(
    services: ApplicationServices, transaction: Transaction, application_ids: Sequence[str]
) -> None:
    """Resume those of the applications that `hold_applications` has put on hold."""
    now = services.clock.now()

    def resume(before: Application) -> Application:
        return release_hold(before, agency=Agency.ACCREDITATION, officer=_PROGRAM)

    for application in await _change_each(services, transaction, application_ids, resume, act=Act.RESUMED):
        transaction.emit(ApplicationResumed(application.id, Agency.ACCREDITATION, now))


async def _change_each(
    services: ApplicationServices,
    transaction: Transaction,
    application_ids: Sequence[str],
    change: Callable[[Application], Application],
    *,
    act: Act,
) -> list[Application]:
    """Save the change of each application that it concerns, in the order of their ids; return them."""
    changed, now = [], services.clock.now()
    for application_id in sorted(application_ids):
        before = await services.applications.find(transaction, application_id, lock=True)
        if before is None or not _is_concerned(before, act):
            continue
        application = settle_release(before, change(before), at=now, until=None)
        await services.applications.save(transaction, application)
        step = Step(
            application_id=application.id, version=application.version, at=now, act=act,
            agency=Agency.ACCREDITATION, officer=SYSTEM,
        )  # fmt: skip
        await record_step(services, transaction, application, step, agency=Agency.ACCREDITATION.value)
        changed.append(application)
    return changed


def _is_concerned(application: Application, act: Act) -> bool:
    if act is Act.HELD:
        return may_move(application, Move.HOLD)
    hold = application.hold
    return may_move(application, Move.RESUME) and hold is not None and hold.officer == SYSTEM
