"""Submit the draft of a script as a version, and sign it."""

from dataclasses import replace

from broadcast.scripts.actions.access import find_session, record_act, require_script_staff
from broadcast.scripts.domain.signing import Signature, Signer, Version, require_signable, require_submittable
from broadcast.scripts.roles import SIGN
from broadcast.scripts.services import ScriptServices
from conference.auth.roles import Staff, may
from conference.errors import ForbiddenError, RuleError

SUBMITTED = "broadcast:script:submitted"
SIGNED = "broadcast:script:signed"


async def submit_script(services: ScriptServices, session_id: str, *, seen: int, staff: Staff) -> Version:
    """Make the draft that was seen in this revision the next version, which needs every signature.

    Raises ForbiddenError, NotFoundError, ConflictError `script.changed`, RuleError `script.empty`, `script.unchanged`.
    """
    require_script_staff(staff)
    await find_session(services, session_id, staff)
    async with services.transactions.write() as transaction:
        script = await services.scripts.find(transaction, session_id)
        if script is None:
            raise RuleError("script.empty")
        latest = await services.scripts.find_version(transaction, session_id, script.version)
        require_submittable(script, latest, seen=seen)
        now = services.clock.now()
        version = Version(
            session_id=session_id,
            number=script.version + 1,
            revision=script.revision + 1,
            cues=script.cues,
            made_at=now,
            made_by=staff.name,
        )
        changed = replace(script, revision=version.revision, version=version.number, previous=None)
        await services.scripts.save(transaction, changed, seen=seen)
        await services.scripts.add_version(transaction, version)
        await record_act(transaction, SUBMITTED, session_id, by=staff, at=now, version=version.number)
    return version


async def sign_script(services: ScriptServices, session_id: str, signer: Signer, *, version: int, staff: Staff) -> None:
    """Sign the latest version, which was seen, for one of the person's roles.

    Raises ForbiddenError, NotFoundError, ConflictError `script.version_old`, RuleError `script.not_required`,
    `script.signed_already`.
    """
    if not may(staff, SIGN[signer]):
        raise ForbiddenError("role.missing")
    await find_session(services, session_id, staff)
    async with services.transactions.write() as transaction:
        script = await services.scripts.find(transaction, session_id)
        number = script.version if script else 0
        latest = await services.scripts.find_version(transaction, session_id, number)
        every = await services.scripts.list_signatures(transaction, session_id)
        signatures = [one for one in every if one.version == number]
        require_signable(latest, signatures, number=version, signer=signer, required=services.required)
        now = services.clock.now()
        signature = Signature(
            session_id=session_id, version=version, signer=signer, staff_id=staff.id, name=staff.name, at=now
        )
        await services.scripts.add_signature(transaction, signature)
        await services.runs.count_change(transaction, session_id, seen=None)
        await record_act(transaction, SIGNED, session_id, by=staff, at=now, version=version, signer=signer.value)
