"""A server does not load libraries before it needs them."""

import gc
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bench.certificates import make_certificate
from rostrum.imports import COLLECT_EVERY, finish_imports

UNNEEDED = {
    *(
        "PIL",
        "aiosmtplib",
        "alembic",
        "asyncpg",
        "babel.messages",
        "dns",
        "email_validator",
        "fontTools",
        "openpyxl",
        "phonenumbers",
        "psutil",
        "pydantic",
    ),
    *("pygments", "qrcode", "rapidfuzz", "redis", "rich", "typst"),
    *("sqlalchemy.dialects.postgresql", "sqlalchemy.orm", "websockets", "xlsxwriter"),
}
"""Modules that draw, write tables, migrate, read forms, notify other nodes, belong to other commands or databases."""

PROGRAM = """
import asyncio, gc, json, os, sys
from rostrum.imports import finish_imports, prepare_imports
prepare_imports()
import rostrum.cli
from rostrum.app import make_application
from rostrum.runtime import open_runtime
from rostrum.settings import settings_from

assert not gc.isenabled()
finish_imports()
assert gc.isenabled()

async def make():
    async with open_runtime(settings_from(os.environ)) as runtime:
        make_application(runtime)

asyncio.run(make())
print(json.dumps(sorted(sys.modules)))
"""


def test_application_loads_no_library_ahead_of_use(tmp_path: Path, sqlite_template: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "rostrum.db")
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ROSTRUM_")}
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, env=plain | {"ROSTRUM_DATA_DIR": str(tmp_path)}, capture_output=True, check=True)
    assert UNNEEDED & set(json.loads(done.stdout)) == set()


def test_request_to_an_https_address_needs_a_context_of_its_own() -> None:
    """aiohttp's own context knows no authority: a client that forgets to bring one is refused, not insecure."""
    program = """
import ssl
from rostrum.imports import prepare_imports
prepare_imports()
import aiohttp.connector
context = aiohttp.connector._SSL_CONTEXT_VERIFIED
assert context.verify_mode is ssl.CERT_REQUIRED
assert context.cert_store_stats()["x509"] == 0
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_message_of_a_webhook_is_sent_over_https(tmp_path: Path) -> None:
    """The sender brings the authorities that aiohttp was imported without."""
    made = make_certificate(tmp_path, "ecdsa")
    program = f"""
import asyncio, ssl
from rostrum.imports import prepare_imports
prepare_imports()
from aiohttp import web
from aiohttp.test_utils import TestServer
from conference.webhooks.sender import WebhookSender

async def answer(request):
    return web.Response(status=204)

async def send():
    app = web.Application()
    app.router.add_post("/", answer)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain({str(made.chain)!r}, {str(made.key)!r})
    server, sender = TestServer(app), WebhookSender(allows_private=True)
    await server.start_server(ssl=context)
    attempt = await sender.send(f"https://127.0.0.1:{{server.port}}/", b"", {{}})
    await sender.close()
    await server.close()
    assert attempt.status == 204, attempt

asyncio.run(send())
"""
    environment = {**os.environ, "SSL_CERT_FILE": str(made.chain)}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)


def test_imported_objects_are_excluded_from_collection() -> None:
    before = gc.get_threshold()
    try:
        finish_imports()
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold() == COLLECT_EVERY
    finally:  # objects stay excluded, as in the rest of the test run
        gc.set_threshold(*before)
