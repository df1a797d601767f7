"""Every act of an officer on a file carries what the officer saw, and is refused when that has changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from accreditation.applications.domain.address_changes import AddressChange
from accreditation.applications.domain.applications import Agency, Appeal, Application
from accreditation.vetting.domain import (
    FindingInput,
    Officer,
    apply_finding,
    apply_hold,
)
from accreditation.vetting.web.vetting_acts import ACTS
from rostrum import roles
from tests.support.accreditation_pages import Client, SignIn
from tests.support.application_samples import APPROVE, NOON, REFUSE
from tests.support.vetting_pages import A, load_application, outlet_fields, press_button, services_of

OTHER_A = Officer("staff_other", frozenset({Agency.ACCREDITATION}))
OTHER_B = Officer("staff_security", frozenset({Agency.SECURITY}))
ADDRESS = "new@example.org"
ON_OUTLETS = {"confirm_outlet", "merge_outlet"}
"""Acts that tell which outlet the officer saw."""

Prepare = Callable[[Application, Officer], Application]


@dataclass(frozen=True)
class Case:
    """How an application comes into a state that allows the act, and the fields of the act."""

    prepare: Prepare
    fields: Mapping[str, str] = field(default_factory=dict)


def find(application: Application, finding_input: FindingInput, officer: Officer) -> Application:
    (agency,) = officer.agencies
    return apply_finding(application, finding_input, agency=agency, officer=officer, at=NOON)


def unchanged(application: Application, _officer: Officer) -> Application:
    return application


def approved(application: Application, officer: Officer) -> Application:
    return find(find(application, APPROVE, officer), APPROVE, OTHER_B)


def refused(application: Application, _officer: Officer) -> Application:
    return find(application, REFUSE, OTHER_A)


def appealed(application: Application, officer: Officer) -> Application:
    return replace(refused(application, officer), appeal=Appeal("Please", NOON, Agency.ACCREDITATION))


CASES: Mapping[str, Case] = {
    "approve": Case(unchanged),
    "refuse": Case(unchanged, {"reason": "late", "note": "third <time>"}),
    "ask": Case(unchanged, {"field_photo": "on", "message": "Without <glasses>"}),
    "hold": Case(unchanged, {"note": "calls <back>"}),
    "resume": Case(lambda one, officer: apply_hold(one, agency=Agency.ACCREDITATION, officer=officer, at=NOON)),
    "revoke": Case(approved, {"reason": "conduct"}),
    "reopen": Case(refused),
    "allow_appeal": Case(appealed, {"message": "You are <right>"}),
    "dismiss_appeal": Case(appealed, {"message": "We are <sorry>"}),
    "undo": Case(lambda one, officer: find(one, APPROVE, officer)),
    "rename": Case(approved, {"native_name": "ليلى <ح>", "family_name": "Hadad", "given_name": "Layla"}),
    "replace_link": Case(unchanged),
    "confirm_address": Case(unchanged, {"address": ADDRESS}),
}
"""Each act on an application."""


def test_every_act_has_a_case() -> None:
    assert set(CASES) | ON_OUTLETS == set(ACTS)


async def overwrite(client: Client, application: Application) -> Application:
    """Store a state of the application as its next version, with a change that waits for the officer."""
    services = services_of(client)
    async with services.transactions.write() as transaction:
        stored = await services.applications.get(transaction, application.id)
        saved = replace(application, version=stored.version + 1)
        await services.applications.save(transaction, saved)
        until = services.clock.now() + timedelta(hours=1)
        change = AddressChange(
            application_id=application.id,
            address=ADDRESS,
            expires_at=until,
            earlier_hash="1" * 64,
            new_hash="2" * 64,
            new_confirmed=True,
        )
        await services.address_changes.save(transaction, change)
    return saved


async def reload(client: Client, application: Application) -> Application:
    services = services_of(client)
    async with services.transactions.read() as transaction:
        return await services.applications.get(transaction, application.id)


async def test_act_of_an_outdated_page_is_a_conflict(client: Client, sign_in: SignIn, address: str) -> None:
    """Covers C7."""
    officer = Officer((await sign_in("linh", roles.ACCREDITATION_OFFICER)).id, frozenset({Agency.ACCREDITATION}))
    submitted = await load_application(client, address)
    for act, case in CASES.items():
        shown = await overwrite(client, case.prepare(submitted, officer))
        changed = await overwrite(client, replace(shown, data_version=shown.version + 1))
        status, page = await press_button(client, A, shown, act, **case.fields)
        assert (act, status) == (act, 409)
        assert "has changed since the page was opened" in page, act
        assert [text for text in case.fields.values() if "<" in text and text not in page] == [], act
        assert await reload(client, shown) == changed, act
        assert (await press_button(client, A, changed, act, **case.fields))[0] == 303, act
        assert await reload(client, shown) != changed, act


async def test_officer_confirms_only_the_address_that_was_shown(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    candidate = await overwrite(client, await load_application(client, address))
    status, page = await press_button(client, A, candidate, "confirm_address", address="earlier@example.org")
    assert (status, ADDRESS in page) == (409, True)
    assert await load_application(client, address) == candidate


async def test_outlet_is_changed_only_as_it_was_shown(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    candidate = await load_application(client, address)
    shown = await outlet_fields(client, candidate)
    assert (await press_button(client, A, candidate, "confirm_outlet", **shown, name="The Nile"))[0] == 303
    for act, typed in (("confirm_outlet", {"name": "The <Nile>"}), ("merge_outlet", {"into": "out_other"})):
        status, page = await press_button(client, A, candidate, act, **shown, **typed)
        assert (act, status, "The Nile" in page) == (act, 409, True)
    assert (await outlet_fields(client, candidate))["outlet_name"] == "The Nile"
