"""Services of the part `desk`, from the data of the event."""

import re

from rostrum.parts.accreditation import assemble_accreditation
from rostrum.parts.desk import _grant_services, application_services
from rostrum.runtime import Runtime


async def test_form_offers_what_the_event_has(runtime: Runtime) -> None:
    rules, event = application_services(runtime).rules, runtime.event
    assert rules.choices.functions == {function.code for function in event.functions}
    assert rules.choices.categories == {category.code for category in event.categories}
    assert {"VN", "LA"} <= rules.choices.countries


async def test_reasons_of_badges_are_those_of_the_event(runtime: Runtime) -> None:
    rules, event = assemble_accreditation(runtime).badges.rules, runtime.event
    assert rules.reissue_reasons == {reason.code for reason in event.reissue_reasons}
    assert rules.revocation_reasons == {reason.code for reason in event.revocation_reasons}


async def test_badge_ids_are_16_hexadecimal_digits_and_differ(runtime: Runtime) -> None:
    services = assemble_accreditation(runtime).badges
    ids = {services.new_badge_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(re.fullmatch("[0-9a-f]{16}", badge_id) for badge_id in ids)


async def test_grants_know_the_pools_of_the_event(runtime: Runtime) -> None:
    services = _grant_services(runtime)
    assert services.pools.keys() == {pool.code for pool in runtime.event.pools}
    assert services.plan.audience == assemble_accreditation(runtime).badges.plan.audience
