"""Migrations make exactly the tables that the code uses."""

import json
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from accreditation.applications.domain.applications import Agency, Field, Finding
from accreditation.applications.domain.history import Act
from accreditation.applications.storage.history import SqlHistory
from conference.audit import AuditEntry
from conference.bus import Bus
from conference.storage.audit import append
from conference.storage.engine import METADATA, Database, open_database
from conference.storage.transactions import Transactions
from rostrum.migrations.chain import configure_alembic, upgrade
from rostrum.migrations.migrate import DatabaseNewerError, migrate, missing_migrations, newest_revision
from rostrum.parts.stores import application_store
from tests.support.application_samples import NOON
from tests.support.each_database import database

__all__ = ["database"]


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, METADATA))


async def test_migrations_make_the_tables_of_the_code(database: Database) -> None:
    assert len(METADATA.tables) > 10
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


def partial_indexes(connection: Connection) -> dict[str | None, str]:
    """The condition of each partial index of a SQLite database."""
    inspector = inspect(connection)
    indexes = [index for name in inspector.get_table_names() for index in inspector.get_indexes(name)]
    found = {index["name"]: index.get("dialect_options", {}).get("sqlite_where") for index in indexes}
    return {name: str(where) for name, where in found.items() if where is not None}


async def test_partial_indexes_have_the_conditions_of_the_code(sqlite_database: Database) -> None:
    declared = {
        index.name: index.info["where"]
        for table in METADATA.tables.values()
        for index in table.indexes
        if "where" in index.info
    }
    assert len(declared) == 3
    async with sqlite_database.engine.connect() as connection:
        assert await connection.run_sync(partial_indexes) == declared


async def test_migration_of_a_newer_database_is_refused(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseNewerError) as refusal:
        await migrate(database)
    assert refusal.value.params["database"] == "9999"


async def test_migration_twice_changes_nothing(database: Database) -> None:
    await migrate(database)
    await migrate(database)


async def test_database_of_the_former_revision_is_upgraded(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/former.db")
    former = str(configure_alembic()[1].get_revision(newest_revision()).down_revision)
    async with database.write() as connection:
        await connection.run_sync(upgrade, former)
    assert await missing_migrations(database) == ([newest_revision()], [])
    await migrate(database)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


async def test_outlets_get_words_and_the_key_of_their_spelling(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/former.db")
    async with database.write() as connection:
        await connection.run_sync(upgrade, "0008")
        await connection.execute(text("INSERT INTO outlets VALUES ('out_1', 'Báo Mới', 'baomoi', 1)"))
        await connection.execute(text("INSERT INTO outlet_aliases VALUES ('baomoi', 'Báo Mới', 'out_1')"))
    await migrate(database)
    async with database.engine.connect() as connection:
        alias = (await connection.execute(text("SELECT alias_key, search_words FROM outlet_aliases"))).one()
        outlet_key = await connection.scalar(text("SELECT alias_key FROM outlets"))
    assert tuple(alias) == ("Báo Mới", "bao moi baomoibaomoi")
    assert outlet_key == "Báo Mới"
    await database.close()


_EARLIER = (
    "INSERT INTO applications (id, secret_hash, state, native_name, family_name, given_name, email, phone, country, "
    "language, function, category, checks, accreditation_corrected, version, data_version, search_words) VALUES "
    "('app_1', 'h', 'incomplete', 'a', 'A', 'A', 'a@b', '1', 'VN', 'vi', 'reporter', 'general', :checks, :corrected, "
    "3, 1, 'a')"
)


async def test_topics_of_corrections_become_fields(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/former.db")
    check = {"finding": "needs_information", "officer": "o", "at": NOON.isoformat(), "version": 2, "reason": None,
             "note": "n", "message": "m", "topics": ["names", "photo"]}  # fmt: skip
    step = {"finding": "needs_information", "topics": ["contact"], "message": "m"}
    async with database.write() as connection:
        await connection.run_sync(upgrade, "0028")
        values = {"checks": json.dumps({"security": check}), "corrected": "contact,function"}
        await connection.execute(text(_EARLIER), values)
        await connection.execute(
            text("INSERT INTO application_history VALUES ('app_1', 2, :at, 'checked', 'security', 'o', :details)"),
            {"at": NOON.isoformat(), "details": json.dumps(step)},
        )
    await migrate(database)
    async with Transactions(database, Bus()).read() as transaction:
        application = await application_store().get(transaction, "app_1")
        [asked] = await SqlHistory().list_steps(transaction, "app_1")
    names = (Field.NATIVE_NAME, Field.FAMILY_NAME, Field.GIVEN_NAME)
    assert application.checks[Agency.SECURITY].fields == (*names, Field.PHOTO)
    assert application.corrected == {
        Agency.ACCREDITATION: {Field.EMAIL, Field.PHONE, Field.LANGUAGE, Field.FUNCTION, Field.CATEGORY}
    }
    assert (asked.act, asked.fields) == (Act.ASKED, (Field.EMAIL, Field.PHONE, Field.LANGUAGE))
    await database.close()


async def test_reasons_of_earlier_steps_are_copied_from_the_audit_log(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/former.db")
    values = {"checks": "{}", "corrected": None}
    async with database.write() as connection:
        await connection.run_sync(upgrade, "0033")
        earlier = _EARLIER.replace("accreditation_corrected", "accreditation_corrected_fields")
        await connection.execute(text(earlier), values)
        for version, details in ((2, {"finding": "refused"}), (3, {})):
            step = "INSERT INTO application_history VALUES ('app_1', :version, :at, 'checked', 'security', 'o', :step)"
            stored = {"version": version, "at": NOON.isoformat(), "step": json.dumps(details)}
            await connection.execute(text(step), stored)
            recorded = {"version": version, "reason": "late" if version == 2 else None}
            entry = AuditEntry("accreditation:application:checked", "o", "app_1", NOON, recorded)
            await append(connection, entry)
    await migrate(database)
    async with Transactions(database, Bus()).read() as transaction:
        steps = await SqlHistory().list_steps(transaction, "app_1")
    assert [(step.finding, step.reason) for step in steps] == [(Finding.REFUSED, "late"), (None, None)]
    await database.close()
