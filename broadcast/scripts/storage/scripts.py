"""Drafts, versions and signatures in the database."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, and_, delete, insert, select, update

from broadcast.scripts.domain.cues import Cue, Cues
from broadcast.scripts.domain.signing import Script, Signature, Signer, Version
from broadcast.scripts.ports import ScriptRow
from broadcast.scripts.storage.tables import (
    LIVE_RUNS,
    script_links,
    script_signatures,
    script_versions,
    scripts,
)
from conference.errors import ConflictError
from conference.transactions import Transaction


class SqlScripts:
    """`broadcast.scripts.ports.ScriptStore` on SQLite and PostgreSQL."""

    async def find(self, transaction: Transaction, session_id: str) -> Script | None:
        """Find the draft of a session's script."""
        row = (await transaction.connection.execute(select(scripts).where(scripts.c.session_id == session_id))).first()
        return None if row is None else _row_to_script(row)

    async def save(self, transaction: Transaction, script: Script, *, seen: int) -> None:
        """Add a draft (`seen` 0) or save its next revision. Raises ConflictError `script.changed`."""
        values = _script_values(script)
        if seen == 0:
            if await self.find(transaction, script.session_id) is not None:
                raise ConflictError("script.changed")
            await transaction.connection.execute(insert(scripts).values(values))
            return
        same = and_(scripts.c.session_id == script.session_id, scripts.c.revision == seen)
        if (await transaction.connection.execute(update(scripts).where(same).values(values))).rowcount != 1:
            raise ConflictError("script.changed")

    async def delete(self, transaction: Transaction, session_id: str) -> None:
        """Delete a script with its versions, signatures, progress, deviations and links."""
        of_run = (LIVE_RUNS.deviations, LIVE_RUNS.progress, LIVE_RUNS.runs)
        for table in (script_links, *of_run, script_signatures, script_versions, scripts):
            await transaction.connection.execute(delete(table).where(table.c.session_id == session_id))

    async def list_all(self, transaction: Transaction) -> list[ScriptRow]:
        """List all scripts with their latest versions."""
        latest = and_(
            script_versions.c.session_id == scripts.c.session_id, script_versions.c.number == scripts.c.version
        )
        joined = select(scripts, *_labelled_version()).select_from(scripts.outerjoin(script_versions, latest))
        rows = (await transaction.connection.execute(joined.order_by(scripts.c.session_id))).all()
        of_latest = and_(
            script_signatures.c.session_id == scripts.c.session_id, script_signatures.c.version == scripts.c.version
        )
        signed = select(script_signatures).join(scripts, of_latest).order_by(script_signatures.c.at)
        signatures = [_row_to_signature(row) for row in await transaction.connection.execute(signed)]
        return [
            ScriptRow(
                _row_to_script(row),
                _joined_version(row),
                tuple(one for one in signatures if one.session_id == row.session_id),
            )
            for row in rows
        ]

    async def find_version(self, transaction: Transaction, session_id: str, number: int) -> Version | None:
        """Find a version."""
        wanted = and_(script_versions.c.session_id == session_id, script_versions.c.number == number)
        row = (await transaction.connection.execute(select(script_versions).where(wanted))).first()
        return None if row is None else _row_to_version(row)

    async def list_versions(self, transaction: Transaction, session_id: str) -> list[Version]:
        """List the versions of a script, the latest first."""
        wanted = select(script_versions).where(script_versions.c.session_id == session_id)
        rows = await transaction.connection.execute(wanted.order_by(script_versions.c.number.desc()))
        return [_row_to_version(row) for row in rows]

    async def add_version(self, transaction: Transaction, version: Version) -> None:
        """Add a version. Raises ConflictError `script.changed` if its number exists."""
        if await self.find_version(transaction, version.session_id, version.number) is not None:
            raise ConflictError("script.changed")
        values = {
            "session_id": version.session_id,
            "number": version.number,
            "revision": version.revision,
            "cues": _encode_cues(version.cues),
            "made_at": version.made_at,
            "made_by": version.made_by,
        }
        await transaction.connection.execute(insert(script_versions).values(values))

    async def list_signatures(self, transaction: Transaction, session_id: str) -> list[Signature]:
        """List the signatures on all versions of a script, in their order."""
        wanted = select(script_signatures).where(script_signatures.c.session_id == session_id)
        rows = await transaction.connection.execute(wanted.order_by(script_signatures.c.at))
        return [_row_to_signature(row) for row in rows]

    async def add_signature(self, transaction: Transaction, signature: Signature) -> None:
        """Add a signature. Raises ConflictError `script.changed` if the version has one of this kind."""
        found = await self.list_signatures(transaction, signature.session_id)
        if any((one.version, one.signer) == (signature.version, signature.signer) for one in found):
            raise ConflictError("script.changed")
        values = {
            "session_id": signature.session_id,
            "version": signature.version,
            "signer": signature.signer.value,
            "staff_id": signature.staff_id,
            "name": signature.name,
            "at": signature.at,
        }
        await transaction.connection.execute(insert(script_signatures).values(values))


def _encode_cues(cues: Sequence[Cue]) -> list[Any]:
    encoded: list[Any] = msgspec.to_builtins(cues)
    return list(encoded)


def _decode_cues(value: Any) -> Cues:
    return msgspec.convert(value, tuple[Cue, ...])


def _script_values(script: Script) -> dict[str, Any]:
    return {
        "session_id": script.session_id,
        "revision": script.revision,
        "cues": _encode_cues(script.cues),
        "previous": None if script.previous is None else _encode_cues(script.previous),
        "version": script.version,
        "changed_at": script.changed_at,
        "changed_by": script.changed_by,
    }


def _row_to_script(row: Row[Any]) -> Script:
    return Script(
        session_id=row.session_id,
        revision=row.revision,
        cues=_decode_cues(row.cues),
        previous=None if row.previous is None else _decode_cues(row.previous),
        version=row.version,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
    )


def _labelled_version() -> list[Any]:
    columns = script_versions.c
    return [column.label(f"latest_{column.name}") for column in columns if column.name != "session_id"]


def _joined_version(row: Row[Any]) -> Version | None:
    if row.latest_number is None:
        return None
    return Version(
        session_id=row.session_id,
        number=row.latest_number,
        revision=row.latest_revision,
        cues=_decode_cues(row.latest_cues),
        made_at=row.latest_made_at,
        made_by=row.latest_made_by,
    )


def _row_to_version(row: Row[Any]) -> Version:
    return Version(
        session_id=row.session_id,
        number=row.number,
        revision=row.revision,
        cues=_decode_cues(row.cues),
        made_at=row.made_at,
        made_by=row.made_by,
    )


def _row_to_signature(row: Row[Any]) -> Signature:
    return Signature(
        session_id=row.session_id,
        version=row.version,
        signer=Signer(row.signer),
        staff_id=row.staff_id,
        name=row.name,
        at=row.at,
    )
