"""Loading of the demonstration: its event, the fictional press corps, one login per role."""

import json
import secrets
from pathlib import Path

from msgspec import structs
from rich.progress import Progress

from accreditation.badges.actions.keys import ensure_signing_key
from broadcast.scripts.domain.signing import Signer
from conference.auth.people import NewStaff, create_staff, list_staff
from conference.auth.roles import Role, Staff
from conference.event import Event, EventDataError, Fault
from conference.event.documents import HEADER
from conference.resources import event_folder
from rostrum import roles
from rostrum.demo.logins import CREW, LOGINS_FILE, demo_logins
from rostrum.demo.press_corps import press_corps
from rostrum.demo.press_corps.load import LoadServices, load_press_corps
from rostrum.demo.scripts import load_scripts
from rostrum.events.loading import carry_out_load, plan_load
from rostrum.parts.accreditation import assemble_accreditation
from rostrum.parts.broadcast import assemble_broadcast
from rostrum.parts.sessions.scripts import script_services
from rostrum.runtime import Runtime, open_runtime
from rostrum.settings import Settings

_WORDS = ("river", "amber", "cedar", "delta", "ember", "fjord", "grove", "hazel", "islet", "maple", "north", "ocean")


async def load_demo(settings: Settings, progress: Progress) -> None:
    """Load all data that is missing. A second load changes nothing.

    Raises: EventDataError: the loaded event has no fictional press, or its files have faults.
    """
    async with open_runtime(settings) as runtime:
        folder = event_folder(settings.event)
        _require_fiction(runtime.event)
        crew = await _add_crew(runtime, progress)
        task = progress.add_task("Event", total=1)
        await carry_out_load(runtime, await plan_load(runtime, folder))
        progress.advance(task)
        await _load_press_corps(runtime, folder, crew, progress)
        await _load_scripts(runtime, folder, crew)


def _require_fiction(event: Event) -> None:
    if not event.fictional_press:
        proposal = "the demonstration is for an event whose press is fictional; `rostrum staff add` adds people"
        raise EventDataError(Fault(HEADER, "fictional_press", f"false for {event.id}", proposal))


async def _load_press_corps(runtime: Runtime, folder: Path, crew: dict[Role, Staff], progress: Progress) -> None:
    services = assemble_accreditation(runtime, announcing=False)
    corps = press_corps(structs.replace(runtime.event, folder=folder))
    await ensure_signing_key(services.badges)
    task = progress.add_task("Press corps", total=len(corps.applications))
    load_services = LoadServices(
        applications=services.applications,
        badges=services.badges,
        accreditation_officer=crew[roles.ACCREDITATION_OFFICER],
        security_officer=crew[roles.SECURITY_OFFICER],
        badge_clerk=crew[roles.BADGE_DESK],
    )
    await load_press_corps(load_services, corps, progress=lambda count: progress.advance(task, count))


async def _load_scripts(runtime: Runtime, folder: Path, crew: dict[Role, Staff]) -> None:
    services = script_services(runtime, assemble_broadcast(runtime).board)
    signers = {signer: crew[role] for signer, role in zip(Signer, roles.SIGNER_ROLES, strict=True)}
    await load_scripts(services, folder, operator=crew[roles.OPERATOR], signers=signers)


async def _add_crew(runtime: Runtime, progress: Progress) -> dict[Role, Staff]:
    """Add one person per role. The passwords are generated and written to a file that only its owner can read."""
    accounts = {account.staff.username: account.staff for account in await list_staff(runtime.accounts)}
    logins = demo_logins(runtime.settings)
    task = progress.add_task("Staff", total=len(CREW))
    for username, (own_roles, name, language) in CREW.items():
        if username not in accounts:
            logins[username] = _make_password()
            _write_logins(runtime.settings.data_dir / LOGINS_FILE, logins)
            new = NewStaff(username, name, frozenset(own_roles), language, logins[username])
            accounts[username] = await create_staff(runtime.accounts, new)
        progress.advance(task)
    return {own_roles[-1]: accounts[username] for username, (own_roles, _, _) in CREW.items()}


def _make_password() -> str:
    return f"{secrets.choice(_WORDS)}-{secrets.choice(_WORDS)}-{secrets.token_hex(4)}"


def _write_logins(path: Path, logins: dict[str, str]) -> None:
    path.touch(mode=0o600)
    path.write_text(json.dumps(logins, indent=2) + "\n", encoding="utf-8")
