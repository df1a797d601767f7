"""Check of the keys that encrypt documents."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from rostrum.doctor.vault import check_vault
from rostrum.runtime import open_runtime
from rostrum.settings import Settings
from rostrum.vault_key_ring import FILE
from tests.rostrum.doctor.findings import is_empty, warned, wrong


@pytest.fixture
async def sealed(tmp_path: Path, sqlite_template: Path) -> Settings:
    """Settings of a node with the data key of one person."""
    shutil.copy(sqlite_template, tmp_path / "rostrum.db")
    settings = Settings(data_dir=tmp_path)
    async with open_runtime(settings) as runtime, runtime.transactions.write() as transaction:
        await runtime.vault.seal(transaction, "a", "passport", b"X1234567")
    return settings


async def test_node_with_its_key_is_well(sealed: Settings) -> None:
    findings = list(await check_vault(sealed))
    assert wrong(findings) == warned(findings) == []


async def test_missing_key_is_a_problem(sealed: Settings) -> None:
    (sealed.data_dir / FILE).unlink()
    (said,) = wrong(await check_vault(sealed))
    assert "lacks the key of 1 persons" in said
    assert not (sealed.data_dir / FILE).exists()


async def test_interrupted_rotation_is_a_warning(sealed: Settings) -> None:
    path = sealed.data_dir / FILE
    path.write_text("33" * 32 + "\n" + path.read_text())
    assert warned(await check_vault(sealed)) == ["1 data keys are wrapped with an older key."]


async def test_new_node_makes_its_key_at_the_start(tmp_path: Path) -> None:
    assert warned(await check_vault(Settings(data_dir=tmp_path))) == ["There is no key to encrypt documents yet."]
    assert is_empty(tmp_path)


async def test_unreadable_or_open_file_is_a_problem(sealed: Settings, tmp_path: Path) -> None:
    path = tmp_path / "other.key"
    path.write_text((sealed.data_dir / FILE).read_text())
    path.chmod(0o644)
    (said,) = wrong(await check_vault(replace(sealed, vault_key_file=path)))
    assert said.endswith("has the mode 644.")
    path.write_text("broken")
    (said,) = wrong(await check_vault(replace(sealed, vault_key_file=path)))
    assert "line 1" in said


async def test_node_without_the_desk_needs_no_key(sealed: Settings) -> None:
    (sealed.data_dir / FILE).unlink()
    assert wrong(await check_vault(replace(sealed, only=("board",)))) == []
