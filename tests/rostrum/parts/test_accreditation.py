"""Services of accreditation: private keys on issuing nodes only, one key per node."""

import pytest

from conference.errors import RuleError
from rostrum.parts.accreditation import KEY_FOLDER, assemble_accreditation, ensure_issuing
from rostrum.runtime import Runtime


def private_keys(runtime: Runtime) -> list[str]:
    return sorted(path.stem for path in (runtime.settings.data_dir / KEY_FOLDER).glob("*.pem"))


async def test_node_makes_one_signing_key(runtime: Runtime) -> None:
    await ensure_issuing(runtime)
    await ensure_issuing(runtime)
    keys = private_keys(runtime)
    async with runtime.transactions.read() as transaction:
        published = await assemble_accreditation(runtime).badges.keys.list_all(transaction)
    assert [key.id for key in published] == keys
    assert len(keys) == 1


async def test_node_that_does_not_issue_cannot_sign(runtime: Runtime) -> None:
    await ensure_issuing(runtime)
    keys = assemble_accreditation(runtime, issuing=False).badges.keys
    async with runtime.transactions.read() as transaction:
        assert len(await keys.list_all(transaction)) == 1
        with pytest.raises(RuleError, match=r"badge\.no_signing_key"):
            await keys.get_signer(transaction)


async def test_services_share_the_parts_of_the_runtime(runtime: Runtime) -> None:
    services = assemble_accreditation(runtime)
    for part in (services.applications, services.badges, services.devices, services.notices):
        assert part.transactions is runtime.transactions
        assert part.clock is runtime.clock


async def test_assembling_makes_no_key(runtime: Runtime) -> None:
    assemble_accreditation(runtime)
    assert private_keys(runtime) == []
