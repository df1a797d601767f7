"""Certificates of the deletion as files: the signed document, its signature, and the public key."""

import json
from typing import Any

from accreditation.badges.audience import audience_of
from accreditation.badges.cose import is_signed
from accreditation.badges.domain.tokens import PublishedKey
from accreditation.badges.storage.keys import SqlKeys
from accreditation.retention.domain import Run, signed_bytes
from accreditation.retention.storage.runs import SqlRetention
from rostrum.runtime import Runtime

_MOST_RUNS = 1000


async def find_certificate(runtime: Runtime, run_id: str = "") -> dict[str, Any] | None:
    """Return the certificate of a finished run, by default the newest, as its file; None if there is none."""
    async with runtime.transactions.read() as transaction:
        runs = await SqlRetention().list_runs(transaction, limit=_MOST_RUNS)
    finished = (run for run in runs if run.finished_at is not None and run_id in ("", run.id))
    run = next(finished, None)
    return None if run is None else await certificate_file(runtime, run)


async def certificate_file(runtime: Runtime, run: Run) -> dict[str, Any]:
    """Return the file of a finished run. `certificate` is the text that is signed."""
    if run.signature is None:
        raise ValueError(f"{run.id} is not finished")
    keys = {key.id: key for key in await _list_keys(runtime)}
    key = keys.get(run.signature.key)
    return {
        "certificate": run.certificate,
        "signature": run.signature.value.hex(),
        "key": run.signature.key,
        "public_key": key.point.hex() if key else "",
    }


async def check_certificate(runtime: Runtime, text: str) -> str:
    """Return what is wrong with the file of a certificate as a sentence, "" for a valid one."""
    try:
        file = json.loads(text)
        certificate, key_id, signature = str(file["certificate"]), file["key"], bytes.fromhex(file["signature"])
    except (ValueError, KeyError, TypeError):
        return "this is no certificate of rostrum"
    key = next((one for one in await _list_keys(runtime) if one.id == key_id), None)
    if key is None:
        return f"this site has published no key {key_id}"
    if not is_signed(key.point, signed_bytes(certificate), signature):
        return "the signature is not that of the certificate: one of them was changed"
    return ""


async def _list_keys(runtime: Runtime) -> list[PublishedKey]:
    async with runtime.transactions.read() as transaction:
        return await SqlKeys().list_published(transaction, audience_of(runtime.event).claim)
